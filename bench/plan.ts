/**
 * A plan with nothing to do on light nodes, from the start of the process to its end, beside the floor and beside peers.
 *
 *   tsx bench/plan.ts [--nodes 24] [--rounds 7]     DMSA_PROGRAM names another build than dist/dmsa.js
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { run } from '../lab/command.ts';
import { lightDown } from '../lab/light.ts';
import { ANSIBLE_DOES, ansibleCheck } from './ansible.ts';
import { convergedSite, type Site } from './light-cluster.ts';
import { alternate, bundle, type Contestant, machine, report, runOnce, type Sample, say } from './measure.ts';
import { clusterOf, probesOf } from './probes.ts';

const { values } = parseArgs({
  options: { nodes: { type: 'string', default: '24' }, rounds: { type: 'string', default: '7' } },
});
const count = Number(values.nodes);
const rounds = Math.max(7, Number(values.rounds));
const scratch = resolve('.cache/bench');
const program = resolve(process.env['DMSA_PROGRAM'] ?? 'dist/dmsa.js');

say(`A plan with nothing to do on ${count} light nodes; ${machine()}\n`);
const dir = join(scratch, 'site');
const [floor, loop] = await Promise.all([
  bundle('bench/floor.ts', join(scratch, 'floor')),
  bundle('bench/loop.ts', join(scratch, 'loop')),
]);
const site = await convergedSite(count, dir, program, say);
try {
  await newConnections(site);
  await openConnections(site);
} finally {
  if (process.env['DMSA_LAB_KEEP'] !== '1') await lightDown('bench');
}

async function newConnections(site: Site): Promise<void> {
  const cluster = await clusterOf(join(dir, 'cluster.yaml'));
  const probes = await probesOf(cluster);
  mkdirSync(join(dir, 'probes'), { recursive: true });
  for (const [name, text] of probes) writeFileSync(join(dir, 'probes', name), text);
  const lines = cluster.nodes.map(({ name, connection }) => `${connection.addresses[0]} ${connection.port} probes/${name}\n`);
  writeFileSync(join(dir, 'nodes'), lines.join(''));
  const key = site.lab.privateKey;
  const ssh = `ssh -F none -i ${key} -o UserKnownHostsFile=${site.lab.knownHosts} -o BatchMode=yes -o LogLevel=ERROR`;
  writeFileSync(
    join(dir, 'openssh.sh'),
    `while read -r host port probe; do ${ssh} -p "$port" "root@$host" /bin/sh <"$probe" >"out.$host" 2>&1 & done <nodes\nwait\n`,
  );
  const in_site = { within: site.within, cwd: dir, env: site.env };
  let floorBytes = 0;
  const contestants: Contestant[] = [
    {
      name: 'dmsa plan',
      async once() {
        const sample = await runOnce([process.execPath, program, 'plan', '--detailed-exitcode'], in_site);
        if (!sample.stdout.includes('Nothing to do')) throw new Error(`the plan is not empty:\n${sample.stdout.slice(-1000)}`);
        return sample;
      },
    },
    {
      name: 'bare ssh2, same probe',
      async once() {
        const sample = await runOnce([process.execPath, floor, 'nodes', key], in_site);
        const { failed, bytes } = JSON.parse(sample.stdout) as { failed: number; bytes: number };
        if (failed > 0) throw new Error(`${failed} nodes did not answer the bare ssh2 script`);
        floorBytes = bytes;
        return sample;
      },
    },
    { name: 'parallel OpenSSH, same probe', once: () => runOnce(['sh', 'openssh.sh'], in_site) },
  ];
  if ((await run(['sh', '-c', 'command -v ansible-playbook'])).code === 0) {
    contestants.push({ name: 'ansible --check, same things', rounds: 3, once: await ansibleCheck(site, cluster) });
  } else {
    say('Ansible is left out: there is no ansible-playbook (Debian has it in ansible-core).\n');
  }
  const samples = await alternate(contestants, rounds);
  say(`\nNew connections, process start included, in turn:\n${report(samples, 'bare ssh2, same probe')}`);
  say(`  CPU is that of this side. The floor read ${floorBytes} bytes. Aim: dmsa at most 1.25 × bare ssh2.\n`);
  if (contestants.length > 3) say(`  ansible: ${ANSIBLE_DOES}.\n`);
  say('  pyinfra is left out: Debian does not have it, and PyPI is not within reach of this bench.\n');
}

async function openConnections(site: Site): Promise<void> {
  const ran = await runOnce([process.execPath, loop, 'cluster.yaml', '20'], { within: site.within, cwd: dir, env: site.env });
  const { samples, bytes } = JSON.parse(ran.stdout) as { samples: Record<string, Sample[]>; bytes: number };
  const named = new Map([
    ['dmsa look and decide', samples['look'] ?? []],
    ['bare ssh2, same probe', samples['floor'] ?? []],
  ]);
  say(`\nOpen connections (the loop), in one process, in turn:\n${report(named, 'bare ssh2, same probe')}`);
  say(`  ${bytes} bytes read a round.\n`);
}
