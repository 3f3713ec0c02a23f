/** The matrix of what can be cut, stopped or made deaf around a pair, and what `dmsa run --ha-only` must make of it: data alone. */
import type { Nic } from '../../lab/index.ts';

const NODES = ['Sec-1', 'Sec-Rep-1', 'Web-1'] as const;
type Node = (typeof NODES)[number];

/** Of its root file system, below which dmsa writes too. */
export type Disk = 'disk-full' | 'read-only' | 'disk-hung';

/** What is done to whom; each is undone at the end of its row. */
export type Fault =
  | { readonly what: 'cut'; readonly who: Node | 'client'; readonly nics: readonly Nic[] }
  /** Hears, and is not heard. */
  | { readonly what: 'mute'; readonly who: Node; readonly nic: Nic }
  /** The machine that dmsa runs on can't reach the node there; all others can. */
  | { readonly what: 'blind'; readonly who: Node; readonly nics: readonly Nic[] }
  | { readonly what: 'dead' | 'frozen' | 'rebooted'; readonly who: Node }
  | { readonly what: Disk; readonly who: Node }
  | { readonly what: 'service'; readonly who: Node; readonly name: string }
  /** It wakes in the moment in which it is decided to switch it off. */
  | { readonly what: 'wakes'; readonly who: Node };

export interface Row {
  readonly name: string;
  readonly faults: readonly Fault[];
  /** The active has a fence agent. */
  readonly agent?: true;
  /** The verdict that must be told; null: nothing is told, as nothing is the pair's business. */
  readonly code: string | null;
  /** Of its sentence. */
  readonly says?: RegExp;
  /** What `dmsa plan --what-if node=Sec-1,…` calls it: its plan must be the one that is then carried out. */
  readonly whatIf?: string;
  /** The standby takes over, or the active holds on (after it came back, where it was away). */
  readonly ends: 'moved' | 'stays';
  /** For people: what dmsa does, and why. */
  readonly does: string;
}

export const ACTIVE = 'Sec-1';
export const STANDBY = 'Sec-Rep-1';
export const NEIGHBOUR = 'Web-1';
const BOTH: readonly Nic[] = ['eth0', 'eth1'];
const cut = (who: Node | 'client', ...nics: readonly Nic[]): Fault => ({ what: 'cut', who, nics });

const RELEASE = 'takes it off the active, then the standby claims it';
const HOLDS = 'holds: silence proves nothing';
const NOBODYS = 'nothing: the active is well';

export const MATRIX: readonly Row[] = [
  row(
    'active: eth0 cut',
    [cut(ACTIVE, 'eth0')],
    'takeover-release',
    /maintenance network by.*can be reached/,
    'moved',
    `over eth1: ${RELEASE}`,
    { whatIf: 'network=maintenance' },
  ),
  row(
    'active: eth1 cut',
    [cut(ACTIVE, 'eth1')],
    'takeover-release',
    /equipment network by.*can be reached/,
    'moved',
    `over eth0: ${RELEASE}`,
    { whatIf: 'network=equipment' },
  ),
  row(
    'active: both cut',
    [cut(ACTIVE, ...BOTH)],
    'not-fenced',
    /silent on both networks.*silence does not prove/,
    'stays',
    HOLDS,
  ),
  fenced('active: both cut', [cut(ACTIVE, ...BOTH)]),
  row(
    'active: eth1 mute (hears, is not heard)',
    [{ what: 'mute', who: ACTIVE, nic: 'eth1' }],
    'takeover-release',
    /equipment network by/,
    'moved',
    `over eth0: ${RELEASE}`,
  ),
  row('standby: eth0 cut', [cut(STANDBY, 'eth0')], null, null, 'stays', NOBODYS),
  row('standby: eth1 cut', [cut(STANDBY, 'eth1')], null, null, 'stays', NOBODYS),
  row(
    'standby: both cut',
    [cut(STANDBY, ...BOTH)],
    'standby-unknown',
    /what Sec-Rep-1 holds can't be said; Sec-1 keeps/,
    'stays',
    'tells that there is no standby; the active keeps what it has',
  ),
  row('neighbour: eth0 cut', [cut(NEIGHBOUR, 'eth0')], null, null, 'stays', NOBODYS),
  row('neighbour: eth1 cut', [cut(NEIGHBOUR, 'eth1')], null, null, 'stays', NOBODYS),
  row('neighbour: both cut', [cut(NEIGHBOUR, ...BOTH)], null, null, 'stays', NOBODYS),
  row('client: both cut', [cut('client', ...BOTH)], null, null, 'stays', NOBODYS),
  row(
    'active and standby: eth1 cut',
    [cut(ACTIVE, 'eth1'), cut(STANDBY, 'eth1')],
    'unsure',
    /this machine hears nothing of it on the equipment network, and nobody else could say/,
    'stays',
    'holds: of three nodes nobody is left who hears another one there',
  ),
  row(
    'all nodes: eth1 cut',
    [cut(ACTIVE, 'eth1'), cut(STANDBY, 'eth1'), cut(NEIGHBOUR, 'eth1')],
    'unsure',
    /hears nobody at all on the equipment network/,
    'stays',
    'holds: nobody who hears anything there can say that the active is silent',
  ),
  row(
    'dmsa can’t reach the active, all others can',
    [{ what: 'blind', who: ACTIVE, nics: BOTH }],
    null,
    null,
    'stays',
    'nothing: the others hear it, and dmsa reaches it through them',
  ),
  row(
    'dmsa can’t reach the active on eth0; its eth1 cut',
    [{ what: 'blind', who: ACTIVE, nics: ['eth0'] }, cut(ACTIVE, 'eth1')],
    'takeover-release',
    /equipment network by/,
    'moved',
    `through a neighbour: ${RELEASE}`,
  ),
  row(
    'dmsa can’t reach anybody',
    [blind(ACTIVE), blind(STANDBY), blind(NEIGHBOUR)],
    'unsure',
    /hears nobody at all/,
    'stays',
    'holds: it is itself that is cut off',
  ),
  row(
    'active: dead (kill -9)',
    [{ what: 'dead', who: ACTIVE }],
    'not-fenced',
    /silent on both networks/,
    'stays',
    `${HOLDS}; back again, the active is started`,
  ),
  fenced('active: dead (kill -9)', [{ what: 'dead', who: ACTIVE }], { whatIf: 'down' }),
  row('active: frozen, later awake', [{ what: 'frozen', who: ACTIVE }], 'not-fenced', /silent on both networks/, 'stays', HOLDS),
  fenced('active: frozen', [{ what: 'frozen', who: ACTIVE }]),
  fenced('active: frozen, awake just as it is to be switched off', [{ what: 'wakes', who: ACTIVE }]),
  row(
    'active: rebooted',
    [{ what: 'rebooted', who: ACTIVE }],
    'start',
    /nobody holds what is Sec-1's/,
    'stays',
    'holds; the boot starts nothing, dmsa starts it',
  ),
  row(
    'active: a service that does not come back',
    [{ what: 'service', who: ACTIVE, name: 'ubi-alarm' }],
    'takeover-release',
    /service ubi-alarm has failed.*in vain/,
    'moved',
    `starts it again, in vain, then ${RELEASE}`,
    { whatIf: 'service=ubi-alarm' },
  ),
  ...disk('disk-full', 'full', /No space left/),
  ...disk('read-only', 'read-only', /Read-only file system/),
  ...disk('disk-hung', 'hung', /writing a few bytes is not done after 3 s/),
];

/** Its addresses can't be taken off it by a plan that can note nothing there. */
function disk(what: Disk, name: string, says: RegExp): readonly Row[] {
  const faults: readonly Fault[] = [{ what, who: ACTIVE }];
  return [
    row(
      `active: disk ${name}`,
      faults,
      'disk-unwritable',
      says,
      'stays',
      'holds, and tells what to do: nothing can be noted there of what a plan takes off it',
      { whatIf: 'disk' },
    ),
    { ...fenced(`active: disk ${name}`, faults, { whatIf: 'disk' }), says },
  ];
}

function blind(who: Node): Fault {
  return { what: 'blind', who, nics: BOTH };
}

function row(
  name: string,
  faults: readonly Fault[],
  code: string | null,
  says: RegExp | null,
  ends: Row['ends'],
  does: string,
  more: Pick<Row, 'whatIf'> = {},
): Row {
  return { name, faults, code, ends, does, ...(says ? { says } : {}), ...more };
}

function fenced(name: string, faults: readonly Fault[], more: Pick<Row, 'whatIf'> = {}): Row {
  const does = 'the agent switches the active off and it is seen to be off; then the standby claims';
  return {
    name: `${name}; with a fence agent`,
    faults,
    agent: true,
    code: 'takeover-agent',
    says: /switched off first/,
    ends: 'moved',
    does,
    ...more,
  };
}
