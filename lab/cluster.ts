import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { poll, type Result, type RunOptions, run } from './command.ts';
import { onConsole } from './console.ts';
import { fault, heal } from './faults.ts';
import { ensureImages, type Image } from './image.ts';
import { createNetwork, inside, insideArgv, type Nic, networkExists, removeNetwork } from './network.ts';
import { boot, consoleTail, isFrozen, kill, nodeFiles, nodeProcess } from './node.ts';
import { cacheDir, checkLabName, netnsOf, runDir, socketDir } from './paths.ts';
import { writeLegacyFiles } from './samples.ts';
import { type Access, accessOf, prepareAccess, writeSeed } from './seed.ts';
import { answers, dropConnections, type SshOptions, ssh, sshArgv, waitForSsh } from './ssh.ts';
import { complete, type Flavour, loadTopology, type NodeRequest, type NodeSpec } from './topology.ts';

export type Say = (text: string) => void;

export interface UpOptions {
  name?: string;
  /** A builtin topology, a file, or the nodes themselves. */
  topology?: string;
  nodes?: readonly NodeRequest[];
  /** Each node's memory, as the kernel's mem= takes it. */
  memory?: string;
  say?: Say;
}

export interface NodeStatus {
  name: string;
  flavour: Flavour;
  type: NodeSpec['type'];
  power: 'on' | 'off' | 'frozen';
  ssh: boolean;
}

interface Record {
  nodes: NodeSpec[];
  images: [Flavour, Image][];
  memory?: string;
}

const recordFile = (name: string): string => join(runDir(name), 'lab.json');

const readLab = (name: string): Record | undefined =>
  existsSync(recordFile(name)) ? (JSON.parse(readFileSync(recordFile(name), 'utf8')) as Record) : undefined;

/** The longest that a node may take to greet: a systemd node needs 13 s alone, and a busy machine several times that. */
const bootDeadline = 180_000;

/** One running lab. */
export class Lab {
  readonly name: string;
  readonly nodes: readonly NodeSpec[];
  readonly access: Access;
  /** Holds the four legacy files of this cluster. */
  readonly legacyDir: string;
  readonly dir: string;
  readonly namespace: string;
  private readonly images: Map<Flavour, Image>;
  private readonly memory: string | undefined;

  private constructor(name: string, record: Record) {
    this.name = name;
    this.nodes = record.nodes;
    this.images = new Map(record.images);
    this.memory = record.memory;
    this.access = accessOf(name);
    this.dir = runDir(name);
    this.legacyDir = join(this.dir, 'legacy');
    this.namespace = netnsOf(name);
  }

  /** Builds what is missing, clears what an earlier run left, boots all nodes and waits until they answer. */
  static async up(options: UpOptions = {}): Promise<Lab> {
    const name = checkLabName(options.name ?? 'demo');
    const say = options.say ?? (() => undefined);
    const nodes = options.nodes ? complete(options.nodes) : loadTopology(options.topology);
    const images = await ensureImages(
      nodes.map((n) => n.flavour),
      say,
    );
    if (await clear(name)) say(`cleared what the last lab "${name}" had left`);

    const record: Record = { nodes, images: [...images], ...(options.memory ? { memory: options.memory } : {}) };
    mkdirSync(runDir(name), { recursive: true, mode: 0o700 });
    writeFileSync(`${recordFile(name)}.new`, `${JSON.stringify(record, null, 2)}\n`);
    renameSync(`${recordFile(name)}.new`, recordFile(name));
    const lab = new Lab(name, record);

    await createNetwork(name, nodes);
    await prepareAccess(name, nodes);
    writeLegacyFiles(lab.legacyDir, nodes);
    say(`booting ${nodes.map((n) => `${n.name} (${n.flavour})`).join(', ')} in namespace ${lab.namespace}`);
    await lab.bootBlank(say);
    return lab;
  }

  /** The lab of this name as another process started it. */
  static attach(name = 'demo'): Lab {
    const record = readLab(checkLabName(name));
    if (!record || !networkExists(name))
      throw new Error(`There is no lab "${name}" up: start it with "npx tsx lab/lab.ts up --name ${name}".`);
    return new Lab(name, record);
  }

  node(name: string): NodeSpec {
    const found = this.nodes.find((n) => n.name === name);
    if (!found)
      throw new Error(`The lab "${this.name}" has no node "${name}"; it has ${this.nodes.map((n) => n.name).join(', ')}.`);
    return found;
  }

  indexOf(name: string): number {
    return this.nodes.indexOf(this.node(name));
  }

  /** All nodes as the vendor's image leaves them: killed, their disks thrown away, booted anew. */
  async fresh(say: Say = () => undefined): Promise<void> {
    await dropConnections(this.name);
    await Promise.all(this.nodes.map((n) => kill(this.name, n.name)));
    for (const n of this.nodes) {
      for (const nic of ['eth0', 'eth1'] as const) {
        await this.fault(n.name, 'uncut', nic);
      }
    }
    await this.bootBlank(say);
  }

  private async bootBlank(say: Say): Promise<void> {
    const started = Date.now();
    const took = (): string => `${((Date.now() - started) / 1000).toFixed(1)} s`;
    await Promise.all(
      this.nodes.map(async (spec) => {
        const files = nodeFiles(this.name, spec.name);
        mkdirSync(files.dir, { recursive: true });
        await writeSeed(this.name, spec, files.seed);
        await this.bootNode(spec, true);
      }),
    );
    await Promise.all(
      this.nodes.map(async (spec) => {
        await waitForSsh(this.name, spec, bootDeadline);
        await this.waitForBoot(spec.name);
        if (spec.database) await this.waitForDatabase(spec.name);
        say(`${spec.name} answers on ${spec.eth0} after ${took()}${spec.database ? ', PostgreSQL as well' : ''}`);
      }),
    );
  }

  private bootNode(spec: NodeSpec, blank: boolean): Promise<void> {
    const image = this.images.get(spec.flavour);
    if (!image) throw new Error(`Node ${spec.name}: no image ${spec.flavour}.`);
    return boot(this.name, this.indexOf(spec.name), spec, image, { blank, ...(this.memory ? { memory: this.memory } : {}) });
  }

  /** Runs a shell script on a node over ssh, from the controller's place in the network. */
  ssh(node: string, script: string, options: SshOptions = {}): Promise<Result> {
    return ssh(this.name, this.node(node), script, options);
  }

  /** The same, and anything but exit 0 is an error. Gives what it printed. */
  async must(node: string, script: string, options: SshOptions = {}): Promise<string> {
    const { code, stdout, stderr } = await this.ssh(node, script, options);
    if (code !== 0) throw new Error(`Node ${node}: exit ${code} of: ${script.slice(0, 200)}\n${stderr.trim() || stdout.trim()}`);
    return stdout;
  }

  /** Runs a script at the node's console: no network needed, for looking behind a fault. */
  console(node: string, script: string, timeout?: number): Promise<Result> {
    return onConsole(this.name, this.node(node).name, script, timeout);
  }

  sshArgv(node: string, options: SshOptions = {}): string[] {
    return sshArgv(this.name, this.node(node), options);
  }

  /** Runs a program as the controller: in the lab's namespace, or not at all. */
  exec(argv: readonly string[], options: RunOptions = {}): Promise<Result> {
    return inside(this.name, argv, options);
  }

  execArgv(argv: readonly string[]): string[] {
    return insideArgv(this.name, argv);
  }

  waitForSsh(node: string, deadline = bootDeadline, via: Nic = 'eth0'): Promise<void> {
    return waitForSsh(this.name, this.node(node), deadline, via);
  }

  /** sshd greets before the last service of the boot has started; a test that begins then races with it. */
  async waitForBoot(node: string, deadline = bootDeadline): Promise<void> {
    const script =
      'if [ -d /run/systemd/system ]; then systemctl is-system-running --wait; ' +
      // Asked for once and then watched: pgrep reads all that is known of every process, and takes the boot a quarter of its time.
      "else while rc=$(pgrep -f '/etc/(rc.d|init.d)/rc [0-6S]'); do for p in $rc; do while [ -d /proc/$p ]; do sleep 0.2; done; done; done; fi";
    const { code, stderr } = await this.ssh(node, script, { timeout: deadline });
    // 1 is systemd's "degraded": a unit failed, which may be what a test is about.
    if (code > 1)
      throw new Error(
        `Node ${node} did not finish its boot in ${deadline / 1000} s: ${stderr.trim()}; ${consoleTail(this.name, node)}`,
      );
  }

  async waitForDatabase(node: string, deadline = 60_000): Promise<void> {
    const up = await poll(deadline, 300, async () =>
      (await this.ssh(node, 'pg_isready -q -h 127.0.0.1')).code === 0 ? true : undefined,
    );
    if (!up)
      throw new Error(`Node ${node}: PostgreSQL does not answer after ${deadline / 1000} s; ${consoleTail(this.name, node)}`);
  }

  answers(node: string, via: Nic = 'eth0'): Promise<boolean> {
    return answers(this.name, this.node(node), via);
  }

  fault(node: string, name: string, ...args: string[]): Promise<void> {
    return fault(this, node, name, args);
  }
  cut(node: string, nic: Nic): Promise<void> {
    return this.fault(node, 'cut', nic);
  }
  uncut(node: string, nic: Nic): Promise<void> {
    return this.fault(node, 'uncut', nic);
  }
  freeze(node: string): Promise<void> {
    return this.fault(node, 'freeze');
  }
  thaw(node: string): Promise<void> {
    return this.fault(node, 'thaw');
  }
  heal(): Promise<void> {
    return heal(this);
  }

  /** The server dies where it stands; its disk stays as it was at that moment. */
  async kill9(node: string): Promise<void> {
    await kill(this.name, this.node(node).name);
  }

  /** Power on after kill9 or poweroff, with the disk as it was left. */
  async powerOn(node: string): Promise<void> {
    const spec = this.node(node);
    if (nodeProcess(this.name, node)) return;
    await dropConnections(this.name);
    await this.bootNode(spec, false);
  }

  /** An orderly reboot, over when the node answers again with a new kernel. */
  async reboot(node: string, deadline = bootDeadline): Promise<void> {
    const bootId = async (): Promise<string | undefined> => {
      const { code, stdout } = await this.ssh(node, 'cat /proc/sys/kernel/random/boot_id', { fresh: true, timeout: 15_000 });
      return code === 0 ? stdout.trim() : undefined;
    };
    const before = await bootId();
    if (before === undefined)
      throw new Error(`Node ${node} does not answer: it can't be asked to reboot (power ${node} reboot does it the hard way).`);
    await this.ssh(node, 'nohup sh -c "sleep 0.3; reboot" >/dev/null 2>&1 </dev/null &', { fresh: true });
    await dropConnections(this.name);
    const back = await poll(deadline, 500, async () => {
      if (!nodeProcess(this.name, node))
        throw new Error(`Node ${node} went off instead of rebooting; ${consoleTail(this.name, node)}`);
      if (!(await this.answers(node))) return undefined;
      const now = await bootId();
      return now !== undefined && now !== before ? true : undefined;
    });
    if (back) await this.waitForBoot(node);
    else throw new Error(`Node ${node} is not back ${deadline / 1000} s after its reboot; ${consoleTail(this.name, node)}`);
  }

  power(node: string): 'on' | 'off' | 'frozen' {
    if (!nodeProcess(this.name, this.node(node).name)) return 'off';
    return isFrozen(this.name, node) ? 'frozen' : 'on';
  }

  status(): Promise<NodeStatus[]> {
    return Promise.all(
      this.nodes.map(async (n) => {
        const power = this.power(n.name);
        return { name: n.name, flavour: n.flavour, type: n.type, power, ssh: power === 'on' && (await this.answers(n.name)) };
      }),
    );
  }

  consoleTail(node: string, lines?: number): string {
    return consoleTail(this.name, node, lines);
  }

  async down(): Promise<void> {
    await clear(this.name);
  }
}

/** Stops whatever of a lab is there, from the records on disk alone: its owner may have crashed. */
export const clear = async (name: string): Promise<boolean> => {
  checkLabName(name);
  const nodesDir = join(runDir(name), 'nodes');
  const names = existsSync(nodesDir) ? readdirSync(nodesDir) : [];
  const running = names.filter((n) => nodeProcess(name, n) !== undefined);
  const found = running.length > 0 || networkExists(name);
  await dropConnections(name);
  await Promise.all(running.map((n) => kill(name, n)));
  await removeNetwork(name);
  rmSync(nodesDir, { recursive: true, force: true });
  rmSync(socketDir(name), { recursive: true, force: true });
  rmSync(recordFile(name), { force: true });
  return found;
};

export const listLabs = (): string[] => {
  const dir = join(cacheDir, 'run');
  return existsSync(dir) ? readdirSync(dir).filter((name) => readLab(name) !== undefined && networkExists(name)) : [];
};

/** A clean cluster for a test: blank nodes, whatever ran under this name before. The lab is reused where its nodes are the same. */
export const freshCluster = async (options: UpOptions = {}): Promise<Lab> => {
  const name = checkLabName(options.name ?? 'test');
  const wanted = options.nodes ? complete(options.nodes) : loadTopology(options.topology);
  const record = readLab(name);
  const images = await ensureImages(
    wanted.map((n) => n.flavour),
    options.say,
  );
  const same =
    record &&
    networkExists(name) &&
    JSON.stringify([record.nodes, record.images, record.memory]) === JSON.stringify([wanted, [...images], options.memory]);
  if (!same) return Lab.up({ ...options, name });
  const lab = Lab.attach(name);
  await lab.fresh(options.say);
  return lab;
};

/** Gives a clean cluster to the body and takes it down after, whatever happens. DMSA_LAB_KEEP=1 leaves it up to look at. */
export const withCluster = async <T>(options: UpOptions, body: (lab: Lab) => Promise<T>): Promise<T> => {
  const lab = await freshCluster(options);
  try {
    return await body(lab);
  } finally {
    if (process.env['DMSA_LAB_KEEP'] !== '1') await lab.down();
  }
};

/** The namespace that this process stands in must be the lab's; for programs that send to lab addresses themselves. */
export const requireInside = async (name: string): Promise<void> => {
  const { code } = await run([
    'sh',
    '-c',
    '[ "$(stat -Lc %i /proc/$PPID/ns/net)" = "$(stat -Lc %i "/run/netns/$0")" ]',
    netnsOf(name),
  ]);
  if (code !== 0)
    throw new Error(`This process is not inside the lab's namespace ${netnsOf(name)}: refusing to send to lab addresses.`);
};
