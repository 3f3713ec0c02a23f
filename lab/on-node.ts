/**
 * Node.js and dmsa on a node of the lab, which has neither: this machine's Node.js with the libraries it needs, and a folder with the
 * built program, mounted read-only from here (hostfs). Only nodes that ask for it get it, the image stays as it is, and no boot takes longer.
 */
import { copyFileSync, existsSync, mkdirSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Lab } from './cluster.ts';
import { must } from './command.ts';
import { cacheDir } from './paths.ts';

/** The program as it stands on the node. */
export const DMSA_ON_NODE = '/lab/dmsa';

const LOADER = 'ld.so';

/** The libraries of this machine go along: those of the node are never used, nor seen by what dmsa starts there. */
const librariesOf = async (program: string): Promise<{ loader: string; libraries: string[] }> => {
  const said = await must(['ldd', program]);
  const paths = [...said.matchAll(/(?:=> )?(\/\S+) \(0x/g)].map(([, path = '']) => path);
  const loader = paths.find((path) => basename(path).startsWith('ld-'));
  if (!loader) throw new Error(`${program}: no dynamic loader among its libraries: ${said}`);
  return { loader, libraries: paths.filter((path) => path !== loader) };
};

/** A folder with Node.js, made once for each version of it. */
const runtime = async (): Promise<string> => {
  const node = realpathSync(process.execPath);
  const dir = join(cacheDir, `runtime-${process.version}-${process.arch}`);
  if (existsSync(dir)) return dir;
  const { loader, libraries } = await librariesOf(node);
  const half = `${dir}.${process.pid}`;
  rmSync(half, { recursive: true, force: true });
  mkdirSync(join(half, 'lib'), { recursive: true });
  copyFileSync(node, join(half, 'node'));
  copyFileSync(realpathSync(loader), join(half, LOADER));
  for (const path of libraries) copyFileSync(realpathSync(path), join(half, 'lib', basename(path)));
  try {
    renameSync(half, dir);
  } catch (error) {
    // Somebody else was quicker.
    rmSync(half, { recursive: true, force: true });
    if (!existsSync(dir)) throw error;
  }
  return dir;
};

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/**
 * Puts `/lab/dmsa` on a node, a program like any other: it mounts what it needs where that is not mounted yet, so that it is there
 * after a reboot too. `program` is a file of this machine (dist/dmsa.js); what is built anew later is what runs later.
 */
export const putDmsaOn = async (lab: Lab, node: string, program: string): Promise<void> => {
  const [folder, file] = [realpathSync(dirname(program)), basename(program)];
  const mount = (from: string, to: string, seen: string): string =>
    `[ -e ${to}/${seen} ] || { mkdir -p ${to} && mount -t hostfs -o ro,${quoted(from)} dmsa-lab ${to}; } || exit 127`;
  const script = [
    '#!/bin/sh',
    mount(await runtime(), '/lab/node', LOADER),
    mount(folder, '/lab/dist', file),
    `exec /lab/node/${LOADER} --library-path /lab/node/lib /lab/node/node /lab/dist/${file} "$@"`,
    '',
  ].join('\n');
  await lab.must(
    node,
    `cat >${DMSA_ON_NODE}.new <<'X' && chmod 755 ${DMSA_ON_NODE}.new && mv ${DMSA_ON_NODE}.new ${DMSA_ON_NODE}\n${script}X`,
  );
};
