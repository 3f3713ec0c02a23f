import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { must, poll, type Result, type RunOptions, run } from './command.ts';
import { ensureImages } from './image.ts';
import { inside, insideArgv } from './network.ts';
import { cacheDir, checkLabName, netnsOf } from './paths.ts';
import { isAlive, type ProcessRef, readRecord, recordSelf, signal } from './processes.ts';

/**
 * Light nodes, for scale and timing: no kernel of their own, but their own network, process table,
 * mounts, files and sshd, at native speed. One file system tree serves all of them.
 */

export interface LightNode {
  name: string;
  address: string;
  namespace: string;
  dir: string;
  process: ProcessRef;
}

export interface LightLab {
  name: string;
  namespace: string;
  nodes: LightNode[];
  privateKey: string;
  knownHosts: string;
}

export interface LightOptions {
  name?: string;
  count?: number;
  /** The second network is one, with a bridge and addresses (10.78.1.N); without it eth1 is a plug without a cable. */
  second?: boolean;
  say?: (text: string) => void;
}

const most = 200;
const prefixLength = 24;
const controller = '10.77.1.254';
const secondController = '10.78.1.254';

const lightDir = (name: string): string => join(cacheDir, 'light', name);
/** Its own kind of name, so that a lab and light nodes of one name stand side by side. */
const labOf = (name: string): string => `light-${name}`;
const recordFile = (name: string): string => join(lightDir(name), 'light.json');
const nodeName = (i: number): string => `light-${String(i).padStart(3, '0')}`;

const batch = async (argv: readonly string[], lines: readonly string[]): Promise<void> => {
  await must([...argv, '-batch', '-'], { input: `${lines.join('\n')}\n` });
};

/**
 * Process 1 of a light node, run by a shell that has noted itself down. Everything it starts and
 * mounts is in namespaces that end with it.
 *   $1 record  $2 the node's folder  $3 the tree's layers  $4 name  $5 network namespace
 */
const startScript = `
record=$1
${recordSelf('$record')}
exec nsenter --net="/run/netns/$5" unshare --mount --uts --ipc --pid --fork --kill-child --propagation private sh -ec '
  dir=$2 layers=$3 name=$4
  # The writable layer is memory: it is gone with the node, and no disk is in a measurement.
  mount -t tmpfs -o mode=755 light "$dir"
  mkdir "$dir/upper" "$dir/work" "$dir/root"
  mount -t overlay -o "lowerdir=$layers,upperdir=$dir/upper,workdir=$dir/work" light "$dir/root"
  root=$dir/root
  mount -t proc proc "$root/proc"
  mount -t sysfs -o ro sysfs "$root/sys" 2>/dev/null || :
  mount -t tmpfs -o mode=755 dev "$root/dev"
  for d in null zero full random urandom tty; do : >"$root/dev/$d"; mount --bind "/dev/$d" "$root/dev/$d"; done
  ln -s /proc/self/fd "$root/dev/fd"
  mkdir "$root/dev/pts" "$root/dev/shm"
  mount -t devpts -o newinstance,ptmxmode=0666,gid=5,mode=620 devpts "$root/dev/pts"
  ln -s pts/ptmx "$root/dev/ptmx"
  mount -t tmpfs tmpfs "$root/dev/shm"
  mount -t tmpfs -o mode=755 tmpfs "$root/run"
  mkdir -p "$root/run/lock" "$root/run/sshd"
  # These would reach the machine itself.
  [ ! -e "$root/proc/sysrq-trigger" ] || mount --bind /dev/null "$root/proc/sysrq-trigger"
  mount --bind -o ro /proc/sys/kernel "$root/proc/sys/kernel"
  hostname "$name"
  echo "$name" >"$root/etc/hostname"
  cp "$dir.seed"/ssh_host_ed25519_key* "$root/etc/ssh/"
  cp "$dir.seed/authorized_keys" "$root/root/.ssh/authorized_keys"
  chmod 600 "$root/etc/ssh/ssh_host_ed25519_key" "$root/root/.ssh/authorized_keys"
  (NODE=$name ROLE=sec DATABASE=no; rm -f "$root/etc/machine-id"; export NODE ROLE DATABASE; chroot "$root" /bin/sh /lab/first-boot)
  cd /
  # Process 1 reaps what loses its parent; sh does while it waits.
  chroot "$root" /usr/sbin/sshd -D -e 2>"$dir/sshd.log" &
  wait $!
' light "$@"
`;

/** What the namespaces of all nodes and the bridge between them need, as few ip(8) calls as can be. */
const createNetwork = async (
  name: string,
  nodes: readonly { address: string; namespace: string }[],
  second: boolean,
): Promise<void> => {
  const lab = netnsOf(labOf(name));
  await batch(['ip'], [`netns add ${lab}`, ...nodes.map((n) => `netns add ${n.namespace}`)]);
  await batch(
    ['ip', '-n', lab],
    [
      'link set lo up',
      'link add br0 type bridge forward_delay 0',
      `addr add ${controller}/${prefixLength} dev br0`,
      'link set br0 up',
      ...(second
        ? ['link add br1 type bridge forward_delay 0', `addr add ${secondController}/${prefixLength} dev br1`, 'link set br1 up']
        : []),
      ...nodes.flatMap((n, i) => [
        `link add v${i} type veth peer name eth0 netns ${n.namespace}`,
        `link set v${i} master br0 up`,
        // The second network has a plug and no cable: what a probe reads looks like a node's.
        `link add w${i} type veth peer name eth1 netns ${n.namespace}`,
        ...(second ? [`link set w${i} master br1 up`] : []),
      ]),
    ],
  );
  await Promise.all(nodes.map((n) => batch(['ip', '-n', n.namespace], plugged(n.address, second))));
};

const plugged = (address: string, second: boolean): readonly string[] => [
  'link set lo up',
  `addr add ${address}/${prefixLength} brd + dev eth0`,
  'link set eth0 up',
  ...(second ? [`addr add ${address.replace('10.77.', '10.78.')}/${prefixLength} brd + dev eth1`, 'link set eth1 up'] : []),
];

/** Stops what an earlier run left, from its records alone. */
export const lightDown = async (name = 'light'): Promise<boolean> => {
  checkLabName(name);
  const dir = join(lightDir(name), 'nodes');
  const records = existsSync(dir) ? readdirSync(dir).filter((f) => f.endsWith('.process')) : [];
  const alive = records.flatMap((f) => {
    const ref = readRecord(join(dir, f));
    return ref && isAlive(ref) ? [ref] : [];
  });
  for (const ref of alive) signal(ref, 'SIGKILL');
  const gone = await poll(15_000, 20, () => (alive.some(isAlive) ? undefined : true));
  if (!gone) throw new Error(`Light nodes "${name}": some processes are still there 15 s after SIGKILL.`);
  const prefix = netnsOf(labOf(name));
  const spaces = existsSync('/run/netns')
    ? readdirSync('/run/netns').filter((n) => n === prefix || n.startsWith(`${prefix}.`))
    : [];
  if (spaces.length > 0)
    await batch(
      ['ip'],
      spaces.map((n) => `netns del ${n}`),
    );
  rmSync(dir, { recursive: true, force: true });
  rmSync(recordFile(name), { force: true });
  return alive.length > 0 || spaces.length > 0;
};

const greeted = `
while read -r address; do
  (
    end=$((SECONDS + 60))
    until timeout 3 bash -c 'exec 3<>"/dev/tcp/$0/22" && read -r line <&3 && [ "\${line#SSH-}" != "$line" ]' "$address" 2>/dev/null; do
      [ $SECONDS -lt $end ] || { echo "$address"; exit 1; }
      sleep 0.1
    done
  ) &
done
wait`;

const startNode = (n: Pick<LightNode, 'name' | 'namespace' | 'dir'>, layers: readonly string[], log: string): void => {
  const script = `exec 2>>"$6"\n${startScript}`;
  const child = spawn('sh', ['-c', script, 'light', `${n.dir}.process`, n.dir, layers.join(':'), n.name, n.namespace, log], {
    detached: true,
    stdio: 'ignore',
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
  });
  child.on('error', () => undefined);
  child.unref();
};

export const lightUp = async (options: LightOptions = {}): Promise<LightLab> => {
  const name = checkLabName(options.name ?? 'light');
  const count = options.count ?? 24;
  const say = options.say ?? (() => undefined);
  if (!Number.isInteger(count) || count < 1 || count > most) throw new Error(`${count} light nodes? From 1 to ${most}.`);
  const image = (await ensureImages(['debian-sysv'], say)).get('debian-sysv');
  if (!image) throw new Error('no image for light nodes');
  if (await lightDown(name)) say(`cleared what the last light nodes "${name}" had left`);

  const base = lightDir(name);
  mkdirSync(join(base, 'nodes'), { recursive: true, mode: 0o700 });
  const key = async (file: string): Promise<void> => {
    if (!existsSync(file)) await must(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'lab', '-f', file]);
  };
  const privateKey = join(base, 'id_ed25519');
  // Light nodes share one host key: 200 key pairs are seconds, and nothing here is about identity.
  const hostKey = join(base, 'ssh_host_ed25519_key');
  await Promise.all([key(privateKey), key(hostKey)]);
  const seed = readFileSync(`${hostKey}.pub`, 'utf8').split(' ');

  const lab = netnsOf(labOf(name));
  const plan = Array.from({ length: count }, (_, i) => ({
    name: nodeName(i + 1),
    address: `10.77.1.${i + 1}`,
    namespace: `${lab}.${i + 1}`,
    dir: join(base, 'nodes', nodeName(i + 1)),
  }));
  await createNetwork(name, plan, options.second ?? false);
  for (const n of plan) {
    mkdirSync(n.dir);
    mkdirSync(`${n.dir}.seed`);
    writeFileSync(join(`${n.dir}.seed`, 'ssh_host_ed25519_key'), readFileSync(hostKey), { mode: 0o600 });
    writeFileSync(join(`${n.dir}.seed`, 'ssh_host_ed25519_key.pub'), readFileSync(`${hostKey}.pub`));
    writeFileSync(join(`${n.dir}.seed`, 'authorized_keys'), readFileSync(`${privateKey}.pub`));
  }
  const log = join(base, 'start.log');
  writeFileSync(log, '');
  for (const n of plan) startNode(n, image.layers, log);
  const knownHosts = join(base, 'known_hosts');
  writeFileSync(knownHosts, plan.map((n) => `${n.name},${n.address} ${seed[0]} ${seed[1]}\n`).join(''));
  const waiting = inside(labOf(name), ['bash', '--norc', '-c', greeted], {
    input: plan.map((n) => `${n.address}\n`).join(''),
    timeout: 90_000,
  });
  // A node whose start failed is gone at once: say so at once.
  let over = false;
  const watch = poll(90_000, 250, () => {
    if (over) return '';
    return plan.find((n) => {
      const ref = readRecord(`${n.dir}.process`);
      return ref && !isAlive(ref);
    })?.name;
  });
  const first = await Promise.race([waiting.then(() => ''), watch]);
  over = true;
  if (first)
    throw new Error(`Light node ${first} ended while it started; log: ${log}\n${readFileSync(log, 'utf8').slice(0, 500)}`);
  const { stdout, code } = await waiting;
  const late = stdout.trim().split('\n').filter(Boolean);
  if (late.length > 0 || code === 124) {
    throw new Error(
      `${late.length || 'Some'} of ${count} light nodes give no ssh after 60 s (${late.slice(0, 5).join(', ')}); log: ${log}`,
    );
  }
  const nodes = plan.map((n) => {
    const process = readRecord(`${n.dir}.process`);
    if (!process) throw new Error(`Light node ${n.name} left no record; log: ${log}`);
    return { ...n, process };
  });
  const result: LightLab = { name, namespace: lab, nodes, privateKey, knownHosts };
  writeFileSync(recordFile(name), JSON.stringify(result));
  return result;
};

export const lightAttach = (name = 'light'): LightLab => {
  if (!existsSync(recordFile(checkLabName(name))))
    throw new Error(`There are no light nodes "${name}": start them with "npx tsx lab/light.ts up".`);
  return JSON.parse(readFileSync(recordFile(name), 'utf8')) as LightLab;
};

/** Runs a program as the controller of the light nodes: in their network, or not at all. */
export const lightExecArgv = (lab: LightLab, argv: readonly string[]): string[] => insideArgv(labOf(lab.name), argv);
export const lightExec = (lab: LightLab, argv: readonly string[], options: RunOptions = {}): Promise<Result> =>
  run(lightExecArgv(lab, argv), options);

const sshArgs = (lab: LightLab, node: LightNode): string[] => [
  'ssh',
  '-F',
  'none',
  '-i',
  lab.privateKey,
  '-o',
  `UserKnownHostsFile=${lab.knownHosts}`,
  '-o',
  'BatchMode=yes',
  '-o',
  'LogLevel=ERROR',
  '-o',
  'ConnectTimeout=8',
  `root@${node.address}`,
];

const findNode = (lab: LightLab, wanted: string): LightNode => {
  const node = lab.nodes.find((n) => n.name === wanted || n.address === wanted || n.name === nodeName(Number(wanted)));
  if (!node) throw new Error(`No light node "${wanted}"; there are ${lab.nodes[0]?.name} to ${lab.nodes.at(-1)?.name}.`);
  return node;
};

export const lightSsh = (lab: LightLab, node: string, script: string, options: RunOptions = {}): Promise<Result> =>
  lightExec(lab, [...sshArgs(lab, findNode(lab, node)), script], options);

/** A program in a node, as root there: its files, its network, its process table. Runs as a child of whoever starts it. */
export const lightInsideArgv = (node: LightNode, argv: readonly string[]): string[] => {
  const { pid } = readRecord(`${node.dir}.process`) ?? node.process;
  return [
    'nsenter',
    `--mount=/proc/${pid}/ns/mnt`,
    `--pid=/proc/${pid}/ns/pid_for_children`,
    `--net=/run/netns/${node.namespace}`,
    'chroot',
    join(node.dir, 'root'),
    ...argv,
  ];
};

const indexOf = (lab: LightLab, node: LightNode): number => lab.nodes.indexOf(node);

/** The lab's side of a node's cables: eth0 on `v`, eth1 on `w`. */
export const lightPort = (lab: LightLab, node: string, nic: 'eth0' | 'eth1'): string =>
  `${nic === 'eth0' ? 'v' : 'w'}${indexOf(lab, findNode(lab, node))}`;

export const lightCable = (lab: LightLab, node: string, nic: 'eth0' | 'eth1', up: boolean): Promise<void> =>
  batch(['ip', '-n', lab.namespace], [`link set ${lightPort(lab, node, nic)} ${up ? 'up' : 'down'}`]);

/** As a power cut: its processes are killed and its links gone at the same moment. lab/fence_light does the same. */
export const lightOff = async (lab: LightLab, wanted: string): Promise<void> => {
  const node = findNode(lab, wanted);
  const ref = readRecord(`${node.dir}.process`);
  await batch(
    ['ip', '-n', lab.namespace],
    (['eth0', 'eth1'] as const).map((nic) => `link set ${lightPort(lab, wanted, nic)} down`),
  );
  if (ref) signal(ref, 'SIGKILL');
  const gone = await poll(15_000, 5, () => (ref && isAlive(ref) ? undefined : true));
  if (!gone) throw new Error(`Light node ${node.name} is still there 15 s after SIGKILL.`);
};

/** As new: its disk was memory. False: it was on. */
export const lightOn = async (lab: LightLab, wanted: string): Promise<boolean> => {
  const node = findNode(lab, wanted);
  const ref = readRecord(`${node.dir}.process`);
  if (ref && isAlive(ref)) return false;
  const image = (await ensureImages(['debian-sysv'], () => undefined)).get('debian-sysv');
  if (!image) throw new Error('no image for light nodes');
  const second =
    existsSync(`/run/netns/${lab.namespace}`) && (await must(['ip', '-n', lab.namespace, '-o', 'link'])).includes(': br1:');
  await batch(['ip', '-n', node.namespace], ['addr flush dev eth0', 'addr flush dev eth1', ...plugged(node.address, second)]);
  startNode(node, image.layers, join(lightDir(lab.name), 'start.log'));
  await batch(
    ['ip', '-n', lab.namespace],
    [`link set ${lightPort(lab, wanted, 'eth0')} up`, ...(second ? [`link set ${lightPort(lab, wanted, 'eth1')} up`] : [])],
  );
  const { code, stdout } = await inside(labOf(lab.name), ['bash', '--norc', '-c', greeted], {
    input: `${node.address}\n`,
    timeout: 90_000,
  });
  if (code !== 0 || stdout.trim() !== '') throw new Error(`Light node ${node.name} gives no ssh after 60 s.`);
  return true;
};

const main = async (): Promise<void> => {
  const say = (text: string): void => {
    process.stdout.write(`${text}\n`);
  };
  interface Named {
    name: string;
  }
  const program = new Command('light')
    .description('Light nodes: namespaces with their own sshd, for scale and timing.')
    .enablePositionalOptions();
  const withName = (c: Command): Command => c.option('--name <name>', 'which light nodes', 'light');
  withName(program.command('up'))
    .option('--count <n>', `how many (up to ${most})`, '24')
    .action(async (o: Named & { count: string }) => {
      const started = Date.now();
      const lab = await lightUp({ name: o.name, count: Number(o.count), say });
      say(
        `${lab.nodes.length} light nodes at ${lab.nodes[0]?.address} to ${lab.nodes.at(-1)?.address}, up in ${((Date.now() - started) / 1000).toFixed(1)} s`,
      );
      say(`namespace ${lab.namespace}, key ${lab.privateKey}, known hosts ${lab.knownHosts}`);
    });
  withName(program.command('down')).action(async (o: Named) => {
    say((await lightDown(o.name)) ? `the light nodes "${o.name}" are down` : `there were no light nodes "${o.name}"`);
  });
  withName(program.command('off <node>')).action((node: string, o: Named) => lightOff(lightAttach(o.name), node));
  withName(program.command('on <node>')).action(async (node: string, o: Named) => {
    await lightOn(lightAttach(o.name), node);
  });
  withName(program.command('status')).action((o: Named) => {
    const lab = lightAttach(o.name);
    const up = lab.nodes.filter((n) => isAlive(n.process)).length;
    say(`${up} of ${lab.nodes.length} light nodes run; namespace ${lab.namespace}`);
    if (up < lab.nodes.length) process.exitCode = 1;
  });
  const handOver = async (argv: readonly string[]): Promise<void> => {
    process.exitCode = await new Promise<number>((resolve, reject) => {
      const child = spawn(argv[0] as string, argv.slice(1), { stdio: 'inherit' });
      child.on('error', reject);
      child.on('close', (code) => resolve(code ?? 130));
    });
  };
  withName(program.command('ssh <node> [command...]'))
    .passThroughOptions()
    .action((node: string, command: string[], o: Named) => {
      const lab = lightAttach(o.name);
      return handOver(lightExecArgv(lab, [...sshArgs(lab, findNode(lab, node)), ...command]));
    });
  withName(program.command('exec <command...>'))
    .passThroughOptions()
    .action((command: string[], o: Named) => handOver(lightExecArgv(lightAttach(o.name), command)));
  try {
    await program.parseAsync();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
};

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
