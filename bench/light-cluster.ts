/** A cluster of light nodes that is as its cluster.yaml says, brought there by `dmsa apply` itself. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { must, run } from '../lab/command.ts';
import { type LightLab, lightExecArgv, lightSsh, lightUp } from '../lab/light.ts';

export interface Site {
  readonly lab: LightLab;
  /** Holds cluster.yaml; programs run in it. */
  readonly dir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly within: (argv: readonly string[]) => readonly string[];
}

const PAIRS = 4;
const LICENSE = '/opt/ubiqube/license';

/** @param program the built dmsa.js */
export async function convergedSite(count: number, dir: string, program: string, tell: (text: string) => void): Promise<Site> {
  const lab = await lightUp({ name: 'bench', count, say: (text) => tell(`${text}\n`) });
  // An announcement of an address needs a carrier on the second network too.
  await must(['ip', '-n', lab.namespace, '-batch', '-'], {
    input: lab.nodes.map((_, index) => `link set w${index} up\n`).join(''),
  });
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'cluster.yaml'), clusterYaml(lab));
  const first = lab.nodes[0]?.name ?? '';
  const placed = await lightSsh(lab, first, `mkdir -p /opt/ubiqube && echo 'license of the bench' >${LICENSE}`);
  if (placed.code !== 0) throw new Error(`${first}: ${placed.stderr}`);
  const site: Site = {
    lab,
    dir,
    // No agent and no keys of the machine that this runs on.
    env: { PATH: process.env['PATH'], HOME: dir, LANG: 'C.UTF-8' },
    within: (argv) => lightExecArgv(lab, argv),
  };
  // Light nodes have no init that a change could be undone by after a reboot; nobody reboots them.
  const apply = [process.execPath, program, 'apply', '--yes', '--force', 'boot-unguarded'];
  const { code, stdout, stderr } = await run(site.within(apply), {
    cwd: dir,
    env: site.env,
    timeout: 300_000,
  });
  const last = stdout.trim().split('\n').at(-1) ?? '';
  if (code !== 0) throw new Error(`dmsa apply on the light nodes: exit ${code}\n${stdout.slice(-2000)}\n${stderr.slice(-2000)}`);
  tell(`brought there by dmsa apply: ${last.replace(/^Looked again\. /, '')}\n`);
  return site;
}

/** Secnodes with a service address on each network, four of them with a standby. Light nodes have no NFS: no shares. */
function clusterYaml(lab: LightLab): string {
  const names = lab.nodes.map(({ name }) => name);
  const actives = names.slice(0, names.length - Math.min(PAIRS, names.length >> 1));
  const nodes = names.flatMap((name, index) => [
    `    ${name}:`,
    `      maintenance: 10.77.1.${index + 1}/24`,
    `      equipment: 10.78.1.${index + 1}/24`,
    ...(index < actives.length
      ? ['      type: SECENGINE', `      serviceAddresses: svc_${index + 1}`, '      pack: pack_sec', '      variables: var_sec']
      : [
          '      type: REPORTING',
          `      backupOf: ${names[index - actives.length]}`,
          '      sync: { every: 5m }',
          '      failover: { after: 5m }',
        ]),
  ]);
  return `apiVersion: dmsa/v1
kind: Cluster
metadata:
  name: bench
spec:
  ssh:
    identityFile: ${lab.privateKey}
    knownHosts: ${lab.knownHosts}
    hostKey: strict
  networks:
    maintenance: { interface: eth0 }
    equipment: { interface: eth1 }
  central: ${names[0]}
  serviceAddresses:
${actives
  .map(
    (_, i) =>
      `    svc_${i + 1}:\n      eth0:1: 10.77.1.${lab.nodes.length + 1 + i}/24\n      eth1:1: 10.78.1.${lab.nodes.length + 1 + i}/24`,
  )
  .join('\n')}
  packs:
    pack_sec: [ubi-sms, ubi-poll, ubi-bud, ubi-alarm]
  variables:
    adapt:
      UBI_VSOC_NAME: bench.example
      UBI_VSOC_SES_PRIVIP: "\${PRIVIP}"
      UBI_SYS_EQUIPMENTS_IP: "\${SVCIP}"
      UBI_MAIL_SERVERADMIN: noc@bench.example
    groups:
      var_sec:
        UBI_SMS_POLLD_MIN_TO_DOWN: "6"
  nodes:
${nodes.join('\n')}
  license: { path: ${LICENSE}, fromNode: ${names[0]} }
  legacyFiles: { directory: /opt/ubisysconf/ha }
`;
}
