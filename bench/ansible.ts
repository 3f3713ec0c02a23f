/** The same checks by Ansible, in its check mode: 8 files, 4 services and 4 addresses on each node. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lightSsh } from '../lab/light.ts';
import type { Cluster } from '../src/desired/cluster.ts';
import type { Site } from './light-cluster.ts';
import { runOnce, type Sample } from './measure.ts';

const FILES = [
  '/etc/hosts',
  '/etc/network/interfaces',
  '/opt/configurator/vars.UBIqube.net.ctx',
  '/opt/ubisysconf/ha/servers.conf',
  '/opt/ubisysconf/ha/share.conf',
  '/opt/ubisysconf/ha/sync.conf',
  '/opt/ubisysconf/ha/variables2adapt.conf',
  '/opt/ubiqube/license',
] as const;

export const ANSIBLE_DOES =
  'copy (8 files: content, owner), sysvinit (4 services running or stopped), command (ip addr, 4 addresses); no facts gathered, pipelining, one connection a node and run, all nodes at once';

/** What the converged nodes have is what the playbook wants of them. */
export async function ansibleCheck(site: Site, cluster: Cluster): Promise<() => Promise<Sample>> {
  const dir = join(site.dir, 'ansible');
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  const hosts: string[] = [];
  await Promise.all(
    cluster.nodes.map(async (node) => {
      for (const file of FILES) {
        const { code, stdout } = await lightSsh(site.lab, node.name, `cat ${file}`);
        if (code !== 0) throw new Error(`${node.name} has no ${file}`);
        const copy = join(dir, 'files', node.name, file);
        mkdirSync(join(copy, '..'), { recursive: true });
        writeFileSync(copy, stdout);
      }
    }),
  );
  for (const node of cluster.nodes) {
    const held = node.role === 'active';
    const addresses = Object.values(node.interfaces).flatMap(({ address }) => address ?? []);
    const vars = {
      ansible_host: node.connection.addresses[0],
      services: held ? 'started' : 'stopped',
      addresses: held ? [...addresses, ...node.serviceAddresses.map(({ address }) => address)] : addresses,
    };
    hosts.push(`    ${node.name}: ${JSON.stringify(vars)}`);
  }
  const { lab } = site;
  writeFileSync(join(dir, 'inventory.yaml'), `all:\n  hosts:\n${hosts.join('\n')}\n`);
  writeFileSync(
    join(dir, 'ansible.cfg'),
    `[defaults]
forks = ${cluster.nodes.length}
gathering = explicit
interpreter_python = /usr/bin/python3
private_key_file = ${lab.privateKey}
remote_user = root
localhost_warning = False
[ssh_connection]
pipelining = True
control_path_dir = ${join(dir, 'cp')}
ssh_args = -F none -o ControlMaster=auto -o ControlPersist=5s -o UserKnownHostsFile=${lab.knownHosts} -o BatchMode=yes
`,
  );
  writeFileSync(
    join(dir, 'check.yaml'),
    `- hosts: all
  gather_facts: false
  tasks:
    - ansible.builtin.copy:
        src: "{{ playbook_dir }}/files/{{ inventory_hostname }}{{ item }}"
        dest: "{{ item }}"
        owner: root
        group: root
      loop: ${JSON.stringify(FILES)}
    - ansible.builtin.sysvinit:
        name: "{{ item }}"
        state: "{{ services }}"
      loop: ${JSON.stringify(cluster.nodes[0]?.services ?? [])}
    - ansible.builtin.command: ip -o addr show
      check_mode: false
      changed_when: false
      register: ip
      failed_when: addresses | reject('in', ip.stdout) | list | length > 0
`,
  );
  return async () => {
    // Connections that an earlier run left open would be an advantage that nobody else has.
    rmSync(join(dir, 'cp'), { recursive: true, force: true });
    const ran = await runOnce(['ansible-playbook', '-i', 'inventory.yaml', '--check', 'check.yaml'], {
      within: site.within,
      cwd: dir,
      env: { ...site.env, ANSIBLE_CONFIG: join(dir, 'ansible.cfg'), LC_ALL: 'C.UTF-8' },
    });
    const wrong = ran.stdout.split('\n').filter((line) => /changed=[1-9]|failed=[1-9]|unreachable=[1-9]/.test(line));
    if (wrong.length > 0) throw new Error(`ansible does not find the nodes converged: ${wrong[0]}`);
    return ran;
  };
}
