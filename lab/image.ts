import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { must, run, sleep } from './command.ts';
import { cacheDir, labDir } from './paths.ts';
import { identify, isAlive, readRecord } from './processes.ts';
import type { Flavour } from './topology.ts';

export interface Image {
  /** The node's disk, which the nodes share and write copies of. */
  disk: string;
  /** The same root file system as directories for an overlay, uppermost first. */
  layers: string[];
}

const recipes = join(labDir, 'images');

const filesUnder = (dir: string): string[] =>
  readdirSync(dir, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((e) => (e.isDirectory() ? filesUnder(join(dir, e.name)) : [join(dir, e.name)]));

const hashOf = (files: readonly string[], more: string): string => {
  const hash = createHash('sha256').update(more);
  for (const file of files) hash.update(`\n${file.slice(recipes.length)}\n`).update(readFileSync(file));
  return hash.digest('hex').slice(0, 12);
};

/** The bare Debian trees: made anew only when the list of packages changes. */
const baseDir = (): string => join(cacheDir, 'base', hashOf([join(recipes, 'packages.txt')], 'bookworm'));

/** An image is what its recipe, the packages and the kernel's modules make it. */
const imageDir = (flavour: Flavour): string => {
  const files = [
    join(recipes, 'build.sh'),
    join(recipes, 'packages.txt'),
    ...filesUnder(join(recipes, 'common')),
    ...filesUnder(join(recipes, flavour)),
  ];
  return join(cacheDir, 'images', hashOf(files, `${flavour} ${kernelModules()}`));
};

const kernelModules = (): string => {
  const dir = '/usr/lib/uml/modules';
  return existsSync(dir) ? readdirSync(dir).sort().join(' ') : 'none';
};

const TREES: Readonly<Record<Flavour, string>> = {
  'debian-systemd': 'systemd',
  'rhel-nm': 'nm',
  'debian-sysv': 'sysvinit',
  'rhel-like': 'sysvinit',
};

const describe = (flavour: Flavour): Image => {
  const dir = imageDir(flavour);
  return {
    disk: join(dir, `${flavour}.img`),
    layers: [join(dir, `${flavour}.layer`), join(baseDir(), TREES[flavour])],
  };
};

/** Two test runs must not build one image at once; a lock whose holder died is free. */
const withLock = async <T>(say: (text: string) => void, body: () => Promise<T>): Promise<T> => {
  mkdirSync(cacheDir, { recursive: true });
  const file = join(cacheDir, 'build.lock');
  const self = identify(process.pid);
  let told = false;
  for (;;) {
    try {
      writeFileSync(file, `${self?.pid} ${self?.startTime}\n`, { flag: 'wx' });
      break;
    } catch {
      const holder = readRecord(file);
      if (holder && !isAlive(holder)) {
        rmSync(file, { force: true });
        continue;
      }
      if (!told) say(`waiting for process ${holder?.pid ?? '?'}, which is building the images`);
      told = true;
      await sleep(500);
    }
  }
  try {
    return await body();
  } finally {
    rmSync(file, { force: true });
  }
};

const weekMs = 7 * 24 * 3600 * 1000;

/** Images of older recipes: 0.5 GB each, of use only to who goes back and forth between recipes. */
const removeOld = (folder: string, keep: ReadonlySet<string>): void => {
  const dir = join(cacheDir, folder);
  if (!existsSync(dir)) return;
  for (const name of readdirSync(dir)) {
    const path = join(dir, name);
    if (!keep.has(path) && Date.now() - statSync(path).mtimeMs > weekMs) rmSync(path, { recursive: true, force: true });
  }
};

/** Installs what the lab needs on this machine. */
export const ensureHost = async (say: (text: string) => void): Promise<void> => {
  const { code, stdout, stderr } = await run(['sh', join(labDir, 'setup.sh')], { timeout: 600_000 });
  if (stdout.trim()) say(stdout.trim());
  if (code !== 0) throw new Error(stderr.trim());
};

/** Gives the images, built where they are not there yet. */
export const ensureImages = async (
  wanted: readonly Flavour[],
  say: (text: string) => void = () => undefined,
): Promise<Map<Flavour, Image>> => {
  await ensureHost(say);
  const flavours = [...new Set(wanted)];
  const missing = (): Flavour[] => flavours.filter((f) => !existsSync(describe(f).disk));
  if (missing().length > 0) {
    await withLock(say, async () => {
      const toBuild = missing(); // another run may have built them while we waited
      if (toBuild.length === 0) return;
      say(`building ${toBuild.join(', ')} (about a minute on a machine that has none yet)`);
      const results = await Promise.allSettled(
        toBuild.map((f) => must(['sh', join(recipes, 'build.sh'), f, baseDir(), imageDir(f)], { timeout: 900_000 })),
      );
      const failed = results.flatMap((r) => (r.status === 'rejected' ? [r.reason] : []));
      if (failed.length > 0) throw failed[0];
    });
  }
  const images = new Map(flavours.map((f) => [f, describe(f)]));
  const used = new Set(flavours.map(imageDir));
  for (const dir of used) utimesSync(dir, new Date(), new Date());
  removeOld('images', used);
  return images;
};
