/** The pair that Debian's keepalived keeps: VRRP with both service addresses in one instance, the pack started by its notify script. */
import { type ChildProcess, spawn } from 'node:child_process';
import { must, poll } from '../../lab/command.ts';
import { type LightLab, lightInsideArgv } from '../../lab/light.ts';
import { holders, inNode, KEEPALIVED, NICS, nodeOf, SERVICES } from './site.ts';

const PROGRAM = '/usr/sbin/keepalived';
const CONF = '/etc/keepalived';
const STATUS = SERVICES.map((one) => `service ${one} status >/dev/null || exit 1`).join('\n');

export interface Keepalived {
  /** On both members; the active holds and its pack runs. */
  readonly start: () => Promise<void>;
  /** Ends it on a member as its service would be stopped; it says so to the other one. */
  readonly stop: (name: string) => Promise<void>;
  readonly stopAll: () => Promise<void>;
  /** Its program and its files on a node that has a new disk. */
  readonly install: (name: string) => Promise<void>;
}

export function keepalivedOn(lab: LightLab): Keepalived {
  const running = new Map<string, ChildProcess>();
  const members = [KEEPALIVED.active, KEEPALIVED.standby];
  const stop = async (name: string): Promise<void> => {
    const child = running.get(name);
    running.delete(name);
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const over = new Promise((end) => child.once('close', end));
    // Of the process table of the node: nsenter itself only waits for it.
    await inNode(lab, name, 'read -r p </run/keepalived.pid && kill "$p" || :');
    await over;
  };
  return {
    stop,
    install: (name) => install(lab, name),
    async stopAll() {
      for (const name of members) await stop(name);
    },
    async start() {
      for (const name of members) {
        if (running.has(name)) continue;
        // In the foreground, so that it ends with us; --vrrp: it has nothing to check of virtual servers.
        const [program = '', ...args] = lightInsideArgv(nodeOf(lab, name), COMMAND);
        running.set(name, spawn(program, args, { stdio: 'ignore' }));
        // Neither takes anything from the other that is well (nopreempt): the first one holds.
        if (name === KEEPALIVED.active) await holdsAll(lab);
      }
      await holdsAll(lab);
    },
  };
}

const COMMAND = [
  'env',
  'LD_LIBRARY_PATH=/usr/local/lib/keepalived',
  PROGRAM,
  '--dont-fork',
  '--vrrp',
  '--use-file',
  `${CONF}/keepalived.conf`,
  '--pid',
  '/run/keepalived.pid',
  '--vrrp_pid',
  '/run/vrrp.pid',
  '--no-syslog',
];

async function holdsAll(lab: LightLab): Promise<void> {
  const holds = await poll(30_000, 100, async () => {
    const lists = await Promise.all(NICS.map((nic) => holders(lab, KEEPALIVED, nic)));
    if (lists.some((list) => list.length !== 1 || list[0] !== KEEPALIVED.active)) return undefined;
    return (await inNode(lab, KEEPALIVED.active, `(${STATUS}) && echo up || :`)) === 'up\n' ? true : undefined;
  });
  if (!holds) throw new Error(`keepalived on ${KEEPALIVED.active} did not come to hold what is its own within 30 s`);
}

/** The nodes' image has no keepalived: it is this machine's, with the libraries that it is linked with. */
async function install(lab: LightLab, name: string): Promise<void> {
  const libraries = [...(await must(['ldd', PROGRAM])).matchAll(/=> (\/\S+) /g)].flatMap(([, path]) =>
    path === undefined ? [] : [path],
  );
  const pack = (services: readonly string[], verb: string): string => services.map((one) => `service ${one} ${verb}`).join('\n');
  const files: Readonly<Record<string, string>> = {
    'keepalived.conf': conf(name),
    // The pack runs where the addresses are: of the other member nothing is asked.
    check: `case $(ip -o -4 addr show dev eth0) in *' ${KEEPALIVED.addresses.eth0}/'*) ;; *) exit 0 ;; esac\n${STATUS}`,
    notify: `case $1 in\nstart)\n${pack(SERVICES, 'start')} ;;\n*)\n${pack([...SERVICES].reverse(), 'stop')} ;;\nesac`,
  };
  const folder = '/usr/local/lib/keepalived';
  const script = [
    `mkdir -p ${folder} ${CONF}`,
    'tar -C / -xf -',
    ...libraries.map((path) => `mv ${path.replace(/^\//, '/tmp/keepalived/')} ${folder}/`),
    `mv /tmp/keepalived${PROGRAM} ${PROGRAM}`,
    // Nothing else of a node's own loader may change.
    `rm -rf /tmp/keepalived ${folder}/libc.so.6 ${folder}/ld-linux*`,
    ...Object.entries(files).map(
      ([file, text]) =>
        `printf '%s\\n' '#!/bin/sh' '${text.replaceAll("'", `'\\''`)}' >${CONF}/${file}; chmod 755 ${CONF}/${file}`,
    ),
    // Not a script.
    `sed -i 1d ${CONF}/keepalived.conf; chmod 644 ${CONF}/keepalived.conf`,
  ].join('\n');
  const source = [
    'tar',
    '-C',
    '/',
    '-chf',
    '-',
    '--transform',
    's,^,tmp/keepalived/,',
    PROGRAM.slice(1),
    ...libraries.map((path) => path.slice(1)),
  ];
  const [program = '', ...args] = lightInsideArgv(nodeOf(lab, name), ['sh', '-ec', script]);
  await must(['sh', '-c', `${source.map((one) => `'${one}'`).join(' ')} | "$@"`, 'sh', program, ...args]);
}

/** Detection as dmsa's in this bench: adverts each second and three of them lost; a check each second that fails three times. */
function conf(name: string): string {
  const priority = name === KEEPALIVED.active ? 150 : 100;
  return `global_defs {
  router_id ${name}
  script_user root
  enable_script_security
}
vrrp_script pack {
  script "/bin/sh ${CONF}/check"
  interval 1
  timeout 1
  fall 3
  rise 1
}
vrrp_instance pair {
  state BACKUP
  nopreempt
  interface eth0
  virtual_router_id 51
  priority ${priority}
  advert_int 1
  virtual_ipaddress {
    ${KEEPALIVED.addresses.eth0}/24 dev eth0 label eth0:1
    ${KEEPALIVED.addresses.eth1}/24 dev eth1 label eth1:1
  }
  track_interface {
    eth1
  }
  track_script {
    pack
  }
  notify_master "/bin/sh ${CONF}/notify start"
  notify_backup "/bin/sh ${CONF}/notify stop"
  notify_fault "/bin/sh ${CONF}/notify stop"
  notify_stop "/bin/sh ${CONF}/notify stop"
}
`;
}
