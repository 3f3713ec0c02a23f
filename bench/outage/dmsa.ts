/** The pair that dmsa keeps: `dmsa run --ha-only` on the controller, and what it is given to do. */
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { poll, type Result, run } from '../../lab/command.ts';
import { type LightLab, lightExecArgv } from '../../lab/light.ts';
import { DMSA, monotonicMs, NAME, SERVICES, startHere, WITNESS } from './site.ts';

export interface Said {
  readonly atMs: number;
  readonly type: string;
  readonly act?: string;
  readonly code?: string;
  readonly sentence?: string;
}

export interface Loop {
  readonly said: readonly Said[];
  /** What it logged, with the time. */
  readonly log: readonly { readonly atMs: number; readonly line: string }[];
  readonly pid: number;
  readonly hears: (what: string, limitMs: number, fits: (said: Said) => boolean) => Promise<Said>;
  readonly stop: () => Promise<void>;
}

export interface Dmsa {
  readonly run: (args: readonly string[]) => Promise<Result>;
  /** @param fenced  the active has a fence agent */
  readonly keep: (fenced: boolean) => Promise<Loop>;
  /** Both members as the file says, the active holding. */
  readonly settle: () => Promise<void>;
}

export function dmsaOn(lab: LightLab, program: string, dir: string): Dmsa {
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'cluster.yaml'), clusterYaml(lab, false));
  writeFileSync(join(dir, 'fenced.yaml'), clusterYaml(lab, true));
  // No agent and no keys of the machine that this runs on.
  const env = { PATH: process.env['PATH'], HOME: dir, LANG: 'C.UTF-8' };
  const ran = (args: readonly string[]): Promise<Result> =>
    run(lightExecArgv(lab, [process.execPath, program, ...args]), { cwd: dir, env, timeout: 120_000 });
  const sure = async (args: readonly string[]): Promise<void> => {
    const { code, stdout, stderr } = await ran(args);
    if (code !== 0) throw new Error(`dmsa ${args.join(' ')}: exit ${code}\n${stdout.slice(-3000)}\n${stderr.slice(-3000)}`);
  };
  return {
    run: ran,
    async settle() {
      // Light nodes have no init that a change could be undone by after a reboot; nobody reboots them.
      await sure(['apply', '--yes', '--force', 'boot-unguarded']);
      const { stdout } = await ran(['ha', 'status', '--json']);
      if (!stdout.includes('"active-holds"')) await sure(['ha', 'failback', DMSA.active, '--yes']);
    },
    async keep(fenced) {
      const file = fenced ? 'fenced.yaml' : 'cluster.yaml';
      const argv = [process.execPath, program, 'run', '--ha-only', '--json', '-f', file];
      return listen(startHere(lab, argv, { cwd: dir, env }));
    },
  };
}

async function listen(child: ChildProcess): Promise<Loop> {
  const said: Said[] = [];
  const log: { readonly atMs: number; readonly line: string }[] = [];
  const done = new Promise<void>((end) => child.on('close', () => end()));
  let ended = false;
  void done.then(() => {
    ended = true;
  });
  if (!child.stdout || !child.stderr) throw new Error('no output to read');
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith('{')) said.push({ ...(JSON.parse(line) as Omit<Said, 'atMs'>), atMs: monotonicMs() });
  });
  createInterface({ input: child.stderr }).on('line', (line) => log.push({ atMs: monotonicMs(), line }));
  const all = (): string =>
    [...said.map(({ type, code, sentence }) => `${type} ${code} ${sentence}`), ...log.map(({ line }) => line)].join('\n');
  const loop: Loop = {
    said,
    log,
    pid: child.pid ?? 0,
    async hears(what, limitMs, fits) {
      const found = await poll(limitMs, 5, () => {
        if (ended) throw new Error(`dmsa run has ended:\n${all()}`);
        return said.find(fits);
      });
      if (!found) throw new Error(`not heard within ${limitMs / 1000} s: ${what}; dmsa run said:\n${all()}`);
      return found;
    },
    async stop() {
      child.kill('SIGTERM');
      await done;
    },
  };
  await loop.hears('fine', 60_000, ({ code }) => code === 'fine');
  return loop;
}

function clusterYaml(lab: LightLab, fenced: boolean): string {
  const node = (name: string): readonly string[] => {
    const number = Number(name.split('-')[1]);
    return [`    ${name}:`, `      maintenance: 10.77.1.${number}/24`, `      equipment: 10.78.1.${number}/24`];
  };
  const agent = resolve('lab/fence_light');
  return `apiVersion: dmsa/v1
kind: Cluster
metadata:
  name: outage
spec:
  ssh:
    identityFile: ${lab.privateKey}
    knownHosts: ${lab.knownHosts}
    hostKey: strict
  networks:
    maintenance: { interface: eth0 }
    equipment: { interface: eth1 }
  central: ${WITNESS}
  serviceAddresses:
    svc:
      eth0:1: ${DMSA.addresses.eth0}/24
      eth1:1: ${DMSA.addresses.eth1}/24
  packs:
    pack_sec: [${SERVICES.join(', ')}]
  watch:
    interval: 1s
    timeout: 1s
    failures: 3
    takeoversPerHour: 100
    repair: { tries: 0 }
  nodes:
${node(DMSA.active).join('\n')}
      type: SECENGINE
      serviceAddresses: svc
      pack: pack_sec
${fenced ? `      fence: { agent: ${agent}, options: { lab: ${NAME}, plug: ${DMSA.active} } }\n` : ''}${node(DMSA.standby).join('\n')}
      type: REPORTING
      backupOf: ${DMSA.active}
      sync: { every: 1h }
      failover: { after: 2s }
${node(WITNESS).join('\n')}
      type: SECENGINE
`;
}
