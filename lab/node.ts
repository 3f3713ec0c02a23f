import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { must, poll } from './command.ts';
import type { Image } from './image.ts';
import { insideArgv, macOf, tapOf } from './network.ts';
import { runDir, socketDir } from './paths.ts';
import { childNamespace, isAlive, type ProcessRef, readRecord, recordSelf, signal, untracedMembers } from './processes.ts';
import { type NodeSpec, prefixLength } from './topology.ts';

/** Where one node lives on this machine. */
export interface NodeFiles {
  dir: string;
  /** PID and start time of the process whose end is the end of the node. */
  record: string;
  disk: string;
  seed: string;
  consoleLog: string;
  consoleIn: string;
  consoleOut: string;
}

export const nodeFiles = (lab: string, node: string): NodeFiles => {
  const dir = join(runDir(lab), 'nodes', node);
  return {
    dir,
    record: join(dir, 'process'),
    disk: join(dir, 'disk.cow'),
    seed: join(dir, 'seed.tar'),
    consoleLog: join(dir, 'console.log'),
    consoleIn: join(dir, 'console.in'),
    consoleOut: join(dir, 'console.out'),
  };
};

export const nodeProcess = (lab: string, node: string): ProcessRef | undefined => {
  const ref = readRecord(nodeFiles(lab, node).record);
  return ref && isAlive(ref) ? ref : undefined;
};

/**
 * A node is a process tree of User-Mode Linux in a pid namespace of its own: killing the one
 * process that is recorded, before it becomes the tree's root, takes the whole tree along, and the
 * kernel sees to it. The shell notes itself down before anything can go wrong.
 */
const bootScript = `
record=$1 uml=$2 in=$3 log=$4 out=$5 cpu=$6
shift 6
${recordSelf('$record')}
exec taskset -c "$cpu" unshare --pid --fork --kill-child --mount-proc sh -c '
  in=$1 log=$2 out=$3
  shift 3
  exec 0<>"$in" 1>>"$log" 2>&1 3>>"$out"
  # Not exec: as process 1 of its namespace the kernel would be immune to its own signals.
  linux "$@"
  exit $?
' node "$in" "$log" "$out" "$@"
`;

/** The memory of all nodes lies in files; on a disk they would be written back all the time. */
const memoryDir = (): string => {
  const mounts = readFileSync('/proc/mounts', 'utf8').split('\n');
  return mounts.some((m) => / \/dev\/shm tmpfs /.test(m) && !/[ ,]noexec[ ,]/.test(m)) ? '/dev/shm' : '/tmp';
};

/**
 * The one CPU that a node runs on. Its kernel and its processes, which that traces, take turns: never do two of them run, and a
 * turn that passes to another CPU costs about twice as much (docs/decisions/0042). Labs that
 * stand side by side begin at another one, by their names.
 */
const cpuOf = (lab: string, index: number): number => {
  const list = /^Cpus_allowed_list:\s*(.*)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  const cpus = list.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, n) => first + n);
  });
  const offset = Buffer.from(lab).reduce((sum, byte) => sum + byte, 0);
  return cpus[(offset + index) % cpus.length] ?? 0;
};

export interface BootOptions {
  /** Throw the node's disk away first: it comes up as the vendor's image leaves it. */
  blank?: boolean;
  memory?: string;
}

export const boot = async (
  lab: string,
  index: number,
  spec: NodeSpec,
  image: Image,
  options: BootOptions = {},
): Promise<void> => {
  const files = nodeFiles(lab, spec.name);
  if (nodeProcess(lab, spec.name)) throw new Error(`Node ${spec.name} is running already.`);
  mkdirSync(files.dir, { recursive: true });
  if (options.blank) for (const f of [files.disk, files.consoleLog, files.consoleOut]) rmSync(f, { force: true });
  rmSync(files.record, { force: true });
  if (!existsSync(files.consoleIn)) await must(['mkfifo', '-m', '600', files.consoleIn]);
  const uml = join(socketDir(lab), `u${index}`);
  rmSync(uml, { recursive: true, force: true });
  mkdirSync(uml, { recursive: true, mode: 0o700 });
  closeSync(openSync(files.consoleLog, 'a', 0o600));

  const kernel = [
    `mem=${options.memory ?? '192M'}`,
    `ubd0=${files.disk},${image.disk}`,
    `ubd1r=${files.seed}`,
    'root=/dev/ubda',
    'rw',
    'init=/lab/init',
    `eth0=tuntap,${tapOf(index, 'eth0')},${macOf(spec, 'eth0')}`,
    `eth1=tuntap,${tapOf(index, 'eth1')},${macOf(spec, 'eth1')}`,
    'con=null',
    'con0=null,fd:1',
    'con1=fd:0,fd:3',
    'ssl=null',
    `uml_dir=${uml}`,
    `umid=${spec.name}`,
    'quiet',
    // No SELinux: there is no policy for it in Debian's packages, and init complains.
    'lsm=yama',
    `lab.eth0=${spec.eth0}/${prefixLength}`,
  ];
  const [program, ...args] = insideArgv(lab, [
    'sh',
    '-c',
    bootScript,
    'boot',
    files.record,
    uml,
    files.consoleIn,
    files.consoleLog,
    files.consoleOut,
    String(cpuOf(lab, index)),
    ...kernel,
  ]);
  const child = spawn(program as string, args, {
    detached: true,
    stdio: 'ignore',
    env: { PATH: process.env['PATH'], TMPDIR: memoryDir(), HOME: '/root' },
  });
  child.on('error', () => undefined); // shows as a record that never comes
  child.unref();
  const started = await poll(10_000, 20, () => nodeProcess(lab, spec.name));
  if (!started) throw new Error(`Node ${spec.name} did not start within 10 s: see ${files.consoleLog}`);
};

/** Power off, the hard way: kill -9 of the whole node. */
export const kill = async (lab: string, node: string): Promise<void> => {
  const ref = nodeProcess(lab, node);
  if (!ref) return;
  signal(ref, 'SIGKILL');
  const gone = await poll(10_000, 20, () => (isAlive(ref) ? undefined : true));
  if (!gone) throw new Error(`Node ${node}: process ${ref.pid} is still there 10 s after SIGKILL.`);
};

/**
 * SIGSTOP and SIGCONT of the node's kernel. The processes that it traces, which are those of its
 * user space, stand still by themselves when it does; stopping them would look like a fault to it.
 */
export const stopOrContinue = (lab: string, node: string, name: 'SIGSTOP' | 'SIGCONT'): void => {
  const ref = nodeProcess(lab, node);
  if (!ref) throw new Error(`Node ${node} is not running.`);
  const namespace = childNamespace(ref.pid);
  if (!namespace) throw new Error(`Node ${node}: its pid namespace can't be read.`);
  for (const member of untracedMembers(namespace)) signal(member, name);
};

export const isFrozen = (lab: string, node: string): boolean => {
  const ref = nodeProcess(lab, node);
  const namespace = ref && childNamespace(ref.pid);
  if (!namespace) return false;
  return untracedMembers(namespace).some((m) => {
    try {
      return /^State:\t[T]/m.test(readFileSync(`/proc/${m.pid}/status`, 'utf8'));
    } catch {
      return false;
    }
  });
};

export const consoleTail = (lab: string, node: string, lines = 6): string => {
  const { consoleLog } = nodeFiles(lab, node);
  const text = existsSync(consoleLog) ? readFileSync(consoleLog, 'utf8').trimEnd().split('\n').slice(-lines).join('\n') : '';
  return `console log: ${consoleLog}${text ? `\n${text}` : ''}`;
};
