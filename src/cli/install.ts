/** `dmsa install` and `dmsa uninstall`: dmsa run as a service of this machine. */
import { realpathSync } from 'node:fs';
import { rm, rmdir } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { Cluster } from '../desired/cluster.ts';
import { loadCluster } from '../desired/load.ts';
import { DiagnosticError } from '../diagnostic.ts';
import {
  foreseen,
  type Installed,
  type PlacedFile,
  place,
  RECORD,
  readInstalled,
  sha256,
  takeAway,
  writeInstalled,
} from '../install/files.ts';
import { type Argv, initHere, isRunning, isThere, onGone, onInstalled, onLeaving, programNamed, tell } from '../install/init.ts';
import { badOption, CONFIG, type Init, type ServiceFile, serviceFiles } from '../install/texts.ts';
import { EXIT } from './exit.ts';
import type { Io } from './io.ts';
import { version } from './version.ts';

interface InstallOptions {
  readonly file: string;
  readonly as?: string;
  readonly program?: string;
  readonly init?: Init;
  readonly root?: string;
  readonly start: boolean;
  readonly dryRun: boolean;
  /** Further options of `dmsa run`. */
  readonly options: readonly string[];
}

export async function installVerb(options: InstallOptions, io: Io): Promise<number> {
  const root = options.root === undefined ? '/' : resolve(options.root);
  const packaging = options.root !== undefined;
  if (!packaging && !options.dryRun) requireRoot('install');
  const init = options.init ?? (await initHere());
  const files = await filesFor(options, init, root, io);
  const before = await readInstalled(root);
  const placed: PlacedFile[] = [];
  if (options.dryRun) {
    for (const file of files) {
      const one = await foreseen(root, file, before);
      io.out(`${placedText(one)}\n${file.text.replace(/^/gm, '  | ').replace(/ {2}\| $/, '')}\n`);
    }
    for (const argv of packaging ? [] : await onInstalled(init, options.start)) io.out(`would run: ${argv.join(' ')}\n`);
    return EXIT.done;
  }
  for (const file of files) placed.push(await place(root, file, before));
  await leaveOld(root, files, before, io);
  const digests = Object.fromEntries(files.map(({ path, text }) => [path, sha256(text)]));
  await writeInstalled(root, { version: version(), init, files: digests });
  for (const one of placed) io.out(`${placedText(one)}\n`);
  if (packaging) return EXIT.done;
  const running = await isRunning(init);
  for (const argv of await onInstalled(init, options.start)) await must(argv);
  const [again, first] =
    init === 'systemd'
      ? ['systemctl restart dmsa', 'systemctl start dmsa']
      : ['/etc/init.d/dmsa restart', '/etc/init.d/dmsa start'];
  if (options.start) io.out('dmsa run is started, and is at each boot.\n');
  else if (running) io.out(`dmsa run goes on as it was until: ${again}\n`);
  else io.out(`dmsa run is started at the next boot, or now: ${first}\n`);
  return EXIT.done;
}

async function filesFor(options: InstallOptions, init: Init, root: string, io: Io): Promise<readonly ServiceFile[]> {
  const { as, file } = options;
  const fromGit = options.options.some((one) => one === '--git' || one.startsWith('--git='));
  const run = [
    ...(as === undefined ? [] : ['--ha-only', '--as', as]),
    ...(fromGit ? [] : ['-f', isAbsolute(file) ? file : join(CONFIG, file)]),
    ...options.options,
  ];
  const bad = run.find(badOption);
  if (bad !== undefined)
    throw failure(
      'usage',
      `${JSON.stringify(bad)} can't be an option of the service`,
      'Blanks, quotes and what a shell reads are not possible there. Use a path without them.',
    );
  const cluster = fromGit ? null : await clusterAt(join(root, isAbsolute(file) ? file : join(CONFIG, file)), io);
  if (as !== undefined && cluster && !cluster.nodes.some(({ name }) => name === as))
    throw failure(
      'unknown-node',
      `the cluster has no node ${as}`,
      `Its nodes are ${cluster.nodes.map(({ name }) => name).join(', ')}.`,
    );
  return serviceFiles({
    init,
    program: await programOf(options, root),
    options: run,
    version: version(),
    onItself: as !== undefined || (cluster?.nodes.some(({ connection }) => connection.transport === 'local') ?? false),
    notify: init === 'systemd' && (options.root !== undefined || (await programNamed('systemd-notify')) !== null),
    writes: cluster ? foldersOf(cluster) : [],
    agents: cluster?.nodes.some(({ fence }) => fence !== null) ?? true,
  });
}

/** null: there is none yet. One that is wrong is no beginning. */
async function clusterAt(path: string, io: Io): Promise<Cluster | null> {
  if (!(await isThere(path))) {
    io.err(
      `${path} is not there yet: put it there before the service starts, and install again (what it says decides how the service is boxed in).\n`,
    );
    return null;
  }
  const { cluster, diagnostics } = await loadCluster(path, { askPassphrase: io.askPassphrase });
  if (!cluster) {
    io.problems(diagnostics);
    throw failure('bad-cluster', `${path} can't be used`, 'Nothing was installed.');
  }
  return cluster;
}

/** Where it writes besides its own folders. */
function foldersOf({ nodes, notify }: Cluster): readonly string[] {
  const known = nodes
    .filter(({ connection }) => connection.hostKey === 'accept-new')
    .map(({ connection }) => dirname(connection.knownHosts));
  const outbox = notify?.outbox.directory;
  return [...new Set([...known, ...(outbox ? [outbox] : [])])]
    .filter((path) => !path.startsWith(CONFIG) && !badOption(path))
    .sort();
}

/** The program that this is, or the one that is named; what it is started by has to be there when nobody is logged in. */
async function programOf({ program, root }: InstallOptions, at: string): Promise<readonly string[]> {
  const own = program === undefined;
  const parts = own ? [process.execPath, realpathSync(process.argv[1] ?? '')] : [program];
  for (const path of parts) {
    if (!isAbsolute(path))
      throw failure('usage', `--program ${path}: it has to be a whole path`, 'For example /usr/local/bin/dmsa.');
    if (/^\/(tmp|var\/tmp|run|proc)\//.test(path))
      throw failure(
        'program-place',
        `${path} is not there for long`,
        'Put dmsa where it stays: the folder dist/ as /opt/dmsa/dist, and run node /opt/dmsa/dist/dmsa.js install.',
      );
    if (badOption(path))
      throw failure(
        'program-place',
        `${path} has a blank or a sign in it that an init system would misread`,
        'Put dmsa into a folder without them.',
      );
    if (root === undefined && !(await isThere(path)))
      throw failure('no-program', `${path} is not there`, 'Nothing was installed.');
  }
  if (!own && root === undefined) {
    const why = await tell([parts[0] ?? '', '--version']);
    if (why !== null) throw failure('no-program', `${program} --version fails`, `${why}. Nothing was installed (at ${at}).`);
  }
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (own && (major < 20 || (major === 20 && minor < 19)))
    throw failure(
      'old-node',
      `Node.js ${process.versions.node} is too old`,
      `dmsa needs 20.19 or later. ${process.execPath} is what the service would start.`,
    );
  return parts;
}

/** What another version or another init had, and this one has not. */
async function leaveOld(root: string, files: readonly ServiceFile[], before: Installed | null, io: Io): Promise<void> {
  for (const path of Object.keys(before?.files ?? {})) {
    if (before === null || files.some((file) => file.path === path)) continue;
    const became = await takeAway(root, path, before);
    if (became === 'changed') io.out(`${path}: is no longer used; it was changed here, and is left\n`);
    if (became === 'gone') io.out(`${path}: is no longer used, and was taken away\n`);
  }
}

function placedText({ path, placed, beside }: PlacedFile): string {
  switch (placed) {
    case 'written':
      return `${path}: new`;
    case 'replaced':
      return `${path}: replaced by this version's`;
    case 'same':
      return `${path}: as it should be`;
    case 'kept':
      return `${path}: was changed here, and is kept`;
    case 'beside':
      return `${path}: was changed here, and is kept; this version's is ${beside ?? ''}: compare them`;
  }
}

interface UninstallOptions {
  readonly root?: string;
  readonly purge: boolean;
  readonly yes: boolean;
  readonly dryRun: boolean;
}

/** All that dmsa itself wrote on a controller. What it put on nodes is not among it: a controller may be a node. */
const STATE = ['/var/lib/dmsa/loop', '/var/lib/dmsa/outbox', '/var/lib/dmsa/git', '/run/dmsa', '/var/log/dmsa'];

export async function uninstallVerb(options: UninstallOptions, io: Io): Promise<number> {
  const root = options.root === undefined ? '/' : resolve(options.root);
  const packaging = options.root !== undefined;
  if (!packaging && !options.dryRun) requireRoot('uninstall');
  const before = await readInstalled(root);
  if (before === null)
    throw failure(
      'not-installed',
      'dmsa install has installed nothing here',
      `${join(root, RECORD)} is not there. A unit that was written by hand is taken away by hand.`,
    );
  // Options are what an operator would want again.
  const ours = Object.keys(before.files).filter((path) => options.purge || !path.startsWith(CONFIG));
  const state = options.purge ? STATE : [];
  io.out(
    `${packaging ? '' : 'dmsa run is stopped, and no longer started at boot.\n'}Taken away: ${[...ours, ...state, RECORD].join(', ')}\n`,
  );
  io.out(
    `Left: ${options.purge ? `all else in ${CONFIG}` : `${CONFIG}, and what the loop knows (/var/lib/dmsa, the outbox; --purge)`}. Nothing on any node is changed.\n`,
  );
  if (options.dryRun) return EXIT.done;
  if (!options.yes) {
    if (!io.interactive) throw failure('usage', 'there is nobody to ask: not a terminal', 'Look with --dry-run, then give -y.');
    if ((await io.ask('\nUninstall it? Only "yes" is a yes: ')).trim() !== 'yes') {
      io.err('Nothing was changed.\n');
      return EXIT.error;
    }
  }
  // What still runs would write again what is taken away.
  if (!packaging) for (const argv of await onLeaving(before.init)) await mustUnlessGone(argv, before, root);
  for (const path of ours)
    if ((await takeAway(root, path, before)) === 'changed') io.out(`${path}: was changed here, and is left\n`);
  if (!packaging) for (const argv of await onGone(before.init)) await must(argv);
  for (const path of state) await rm(join(root, path), { recursive: true, force: true });
  await rm(join(root, RECORD), { force: true });
  for (const path of ['/var/lib/dmsa', CONFIG]) await rmdir(join(root, path)).catch(() => {});
  io.out('dmsa is no longer a service of this machine.\n');
  return EXIT.done;
}

/** A service whose file somebody took away already can't be told anything. */
async function mustUnlessGone(argv: Argv, { files }: Installed, root: string): Promise<void> {
  for (const path of Object.keys(files)) {
    if (/\/(dmsa\.service|init\.d\/dmsa)$/.test(path) && !(await isThere(join(root, path)))) return;
  }
  await must(argv);
}

async function must(argv: Argv): Promise<void> {
  const why = await tell(argv);
  if (why !== null)
    throw failure(
      'init-failed',
      `${argv.join(' ')} failed`,
      `${why}\nWhat was done until then stays; the same command again goes on.`,
    );
}

function requireRoot(verb: string): void {
  if (process.getuid?.() !== 0)
    throw failure(
      'not-root',
      `dmsa ${verb} has to be root`,
      'Try sudo; --dry-run shows what it would do, --root DIR works in a folder.',
    );
}

function failure(code: string, summary: string, detail: string): DiagnosticError {
  return new DiagnosticError([{ severity: 'error', code, summary, detail }]);
}
