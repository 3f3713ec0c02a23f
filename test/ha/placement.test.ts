import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cluster, ClusterNode } from '../../src/desired/cluster.ts';
import { DEFAULTS } from '../../src/desired/defaults.ts';
import { place } from '../../src/ha/placement.ts';
import type { Json } from '../../src/json.ts';
import { type NodeContext, type Observation, type Placement, type ResourceRef, resourceId } from '../../src/kinds/kind.ts';
import type { Transition } from '../../src/kinds/pair-files.ts';
import { serviceAddress } from '../../src/kinds/service-address.ts';
import { platformOf } from '../kinds/memory-facts.ts';

const LABELS = ['eth0:1', 'eth1:1'] as const;
const ADDRESSES = { 'eth0:1': '10.0.0.111/24', 'eth1:1': '192.0.2.111/24' } as const;
const RECORD = 'Sec-Rep-1/failover-record/ha.backupmode';

const active = nodeOf('Sec-1', { standby: 'Sec-Rep-1' });
const standby = nodeOf('Sec-Rep-1', { role: 'standby', type: 'REPORTING', backupOf: 'Sec-1' });
const web = nodeOf('Web-1', {});
const cluster = clusterOf([web, active, standby]);

/** What one member was seen to have: its addresses and its services, in turn. */
type Seen = 'yes' | 'no' | 'unknown';
interface Look {
  readonly active: readonly [Seen, Seen];
  readonly activeRuns: Seen;
  readonly standby: readonly [Seen, Seen];
  readonly standbyRuns: Seen;
  readonly record: 'none' | 'empty' | 'written' | 'unknown';
  /** The epoch in a record that dmsa wrote. */
  readonly takeover?: number;
}

const FREE: Look = { active: ['no', 'no'], activeRuns: 'no', standby: ['no', 'no'], standbyRuns: 'no', record: 'none' };

describe('a node without a standby', () => {
  it('holds its own', () => {
    expect(holding(FREE, 'Web-1')).toMatchObject({ holder: 'Web-1', code: 'single' });
  });
});

describe('a pair', () => {
  const both = ['yes', 'yes'] as const;
  const half = ['yes', 'no'] as const;
  const dark = ['unknown', 'unknown'] as const;
  it.each<[string, Partial<Look>, string | null, string]>([
    ['where nobody holds yet', {}, 'Sec-1', 'nobody-holds'],
    ['whose active holds', { active: both }, 'Sec-1', 'active-holds'],
    ['whose active holds a part', { active: half }, 'Sec-1', 'active-holds'],
    ['with a record, held by the standby', { standby: both, record: 'written' }, 'Sec-Rep-1', 'failed-over'],
    ['with a record by touch, held by the standby', { standby: half, record: 'empty' }, 'Sec-Rep-1', 'failed-over'],
    [
      'with a record, whose active came back holding',
      { active: both, standby: both, record: 'written' },
      'Sec-Rep-1',
      'failed-over',
    ],
    ['with a record, whose active is dark', { active: dark, standby: both, record: 'written' }, 'Sec-Rep-1', 'failed-over'],
    [
      'with a record, whose standby only runs the services',
      { standbyRuns: 'yes', record: 'written' },
      'Sec-Rep-1',
      'failed-over',
    ],
    ['with a record, whose standby was rebooted', { record: 'written' }, null, 'record-unclear'],
    ['with dmsa’s own record, after a power cut of both', { record: 'written', takeover: 0 }, 'Sec-Rep-1', 'failed-over'],
    ['with a record of an epoch that its standby does not know', { record: 'written', takeover: 9 }, null, 'record-unclear'],
    [
      'with a record of a takeover, whose active holds again (a hand, or its boot)',
      { active: half, record: 'written' },
      null,
      'record-unclear',
    ],
    ['paused while the active holds', { active: both, record: 'empty' }, 'Sec-1', 'paused'],
    [
      'paused while a service runs by chance on the standby',
      { active: both, standbyRuns: 'yes', record: 'empty' },
      'Sec-1',
      'paused',
    ],
    ['paused while nobody holds', { record: 'empty' }, 'Sec-1', 'paused'],
    ['held by the standby without a record', { standby: half }, null, 'held-without-record'],
    ['held by both', { active: half, standby: half }, null, 'held-by-both'],
    [
      'whose standby is dark while the active has all',
      { active: both, standby: dark, record: 'unknown' },
      'Sec-1',
      'standby-unknown',
    ],
    [
      'whose standby is dark while the active has a part',
      { active: half, standby: dark, record: 'unknown' },
      null,
      'standby-unknown',
    ],
    ['whose standby is dark while the active has nothing', { standby: dark, record: 'unknown' }, null, 'standby-unknown'],
    ['whose record can not be read, held by the standby', { standby: both, record: 'unknown' }, null, 'standby-unknown'],
    ['whose active is dark', { active: dark }, null, 'active-unknown'],
    ['that is all dark', { active: dark, standby: dark, record: 'unknown' }, null, 'standby-unknown'],
  ])('%s', (_, seen, holder, code) => {
    expect(holding({ ...FREE, ...seen }, 'Sec-1')).toMatchObject({ holder, code });
  });

  it('is known for paused also where its active is dark', () => {
    expect(holding({ ...FREE, active: dark, record: 'empty' }, 'Sec-1')).toMatchObject({ code: 'active-unknown', paused: true });
    expect(holding({ ...FREE, active: dark }, 'Sec-1').paused).toBeUndefined();
  });

  it('without service addresses is told by its services', () => {
    const bare = clusterOf([
      { ...active, serviceAddresses: [] },
      { ...standby, serviceAddresses: [] },
    ]);
    const look = (seen: Partial<Look>) => place(bare, lookOf({ ...FREE, ...seen })).get('Sec-1')?.code;
    expect(look({ standbyRuns: 'yes' })).toBe('held-without-record');
    expect(look({ standbyRuns: 'yes', record: 'written' })).toBe('failed-over');
    expect(look({ activeRuns: 'yes' })).toBe('active-holds');
    expect(look({ activeRuns: 'unknown' })).toBe('active-unknown');
  });

  it('is not told by a daemon that runs on both members', () => {
    const sharing: Cluster = {
      ...clusterOf([
        { ...active, services: ['nfs-server'] },
        { ...standby, effectiveType: 'SECENGINE', services: ['nfs-server'] },
      ]),
      exports: [{ type: 'SECENGINE', path: '/opt/rrd', options: null, folder: { owner: null, group: null, mode: null } }],
    };
    const running: Observation = { status: 'present', state: { name: 'nfs-server', boot: null, run: { is: 'yes' } } };
    const look = lookOf({ ...FREE, record: 'empty' });
    const placed = place(sharing, (ref) => (ref.kind === 'service' ? running : look(ref)));
    expect(placed.get('Sec-1')).toMatchObject({ holder: 'Sec-1', code: 'paused' });
  });
});

describe('whatever was seen of a pair', () => {
  const look = anyLook();
  const holds = (at: readonly Seen[]): boolean => at.includes('yes');

  it('the holder is a member or nobody, and the sentence names both', () => {
    check((one) => {
      const { holder, sentence } = holding(one, 'Sec-1');
      expect([null, 'Sec-1', 'Sec-Rep-1']).toContain(holder);
      expect(sentence).toContain('Sec-1');
      expect(sentence).toContain('Sec-Rep-1');
    });
  });

  it('an address is brought up only where it is off the other member, or comes off it in the same plan; else it is refused (I1)', () => {
    check((one) => {
      for (const [node, other, seen] of [
        ['Sec-1', 'Sec-Rep-1', one.standby],
        ['Sec-Rep-1', 'Sec-1', one.active],
      ] as const) {
        for (const [at, label] of LABELS.entries()) {
          if (running(one, node, label) !== 'up') continue;
          expect(seen[at]).not.toBe('unknown');
          if (seen[at] === 'no') continue;
          expect(running(one, other, label)).toBe('down');
          // As long as it is still there, whatever the plan says.
          expect(refusal(one, node, label)).toContain(`${other} still holds`);
        }
      }
    });
  });

  it('an address is never brought up on both', () => {
    check((one) => {
      for (const label of LABELS) {
        const plans = [running(one, 'Sec-1', label), running(one, 'Sec-Rep-1', label)];
        expect(plans.filter((plan) => plan === 'up').length).toBeLessThan(2);
      }
    });
  });

  it('a standby that holds on record is never relieved of it, and nothing is brought up on the active (I5)', () => {
    check((one) => {
      if (!holds(one.standby) || (one.record !== 'empty' && one.record !== 'written')) return;
      for (const label of LABELS) {
        expect(running(one, 'Sec-Rep-1', label)).not.toBe('down');
        expect(running(one, 'Sec-1', label)).not.toBe('up');
      }
    });
  });

  it('a standby without a record never gets an address (I2)', () => {
    check((one) => {
      if (one.record !== 'none') return;
      for (const label of LABELS) expect(running(one, 'Sec-Rep-1', label)).not.toBe('up');
    });
  });

  it('nothing is taken off the active unless the standby is known to have taken over', () => {
    check((one) => {
      const down = LABELS.some((label) => running(one, 'Sec-1', label) === 'down');
      if (down) expect(holding(one, 'Sec-1').code).toBe('failed-over');
    });
  });

  it('nothing running is touched where nobody can be named', () => {
    check((one) => {
      if (holding(one, 'Sec-1').holder !== null) return;
      for (const node of ['Sec-1', 'Sec-Rep-1']) for (const label of LABELS) expect(running(one, node, label)).toBe('as it is');
    });
  });

  it('once done, it stays done (I8)', () => {
    check((one) => {
      const after = carriedOut(one);
      for (const node of ['Sec-1', 'Sec-Rep-1']) {
        for (const label of LABELS)
          if (running(one, node, label) !== 'as it is') expect(running(after, node, label)).toBe('as it is');
      }
      if (holding(one, 'Sec-1').holder !== null) expect(holding(after, 'Sec-1').holder).toBe(holding(one, 'Sec-1').holder);
    });
  });

  function check(property: (one: Look) => void): void {
    fc.assert(fc.property(look, property), { numRuns: 3000 });
  }

  function carriedOut(one: Look): Look {
    const apply = (node: string, at: readonly [Seen, Seen]): [Seen, Seen] => {
      const [first, second] = LABELS.map((label, index): Seen => {
        const plan = running(one, node, label);
        return plan === 'up' ? 'yes' : plan === 'down' ? 'no' : (at[index] ?? 'unknown');
      });
      return [first ?? 'unknown', second ?? 'unknown'];
    };
    return { ...one, active: apply('Sec-1', one.active), standby: apply('Sec-Rep-1', one.standby) };
  }
});

describe('a pair that is being moved', () => {
  const NOW = 1_760_000_000_000;
  const base: Transition = {
    ...{ id: '0123456789abcdef', direction: 'takeover', phase: 'moving', epoch: 3, atMs: NOW - 60_000 },
    ...{ by: 'root@central', why: 'drill', fence: null },
  };
  const fencedUntil = (untilMs: number): Transition => ({
    ...base,
    fence: { how: 'operator', detail: 'off', atMs: NOW - 60_000, untilMs },
  });
  const HANDS: Readonly<Record<string, Transition>> = {
    takeover: base,
    fenced: fencedUntil(NOW + 1),
    'fenced too long ago': fencedUntil(NOW),
    'fenced by a clock that is ahead': {
      ...base,
      fence: { how: 'operator', detail: 'off', atMs: NOW + 3_600_000, untilMs: NOW + 4_200_000 },
    },
    settling: { ...base, direction: 'failback', phase: 'settling' },
    failback: { ...base, direction: 'failback' },
  };
  const both = ['yes', 'yes'] as const;
  const dark = ['unknown', 'unknown'] as const;
  it.each<[string, string, Partial<Look>, string | null, string]>([
    ['takeover', 'the active still holds', { active: both }, 'Sec-Rep-1', 'taking-over'],
    ['takeover', 'nobody holds any more', {}, 'Sec-Rep-1', 'taking-over'],
    ['takeover', 'the active is dark', { active: dark }, null, 'takeover-waits'],
    ['takeover', 'the active is dark, and the standby has all', { active: dark, standby: both }, 'Sec-Rep-1', 'taking-over'],
    ['fenced', 'the active is dark', { active: dark }, 'Sec-Rep-1', 'taking-over'],
    ['fenced too long ago', 'the active is dark', { active: dark }, null, 'takeover-waits'],
    ['fenced by a clock that is ahead', 'the active is dark', { active: dark }, null, 'takeover-waits'],
    ['settling', 'the standby holds', { standby: both, record: 'written' }, 'Sec-Rep-1', 'failing-back-settling'],
    ['failback', 'the standby still holds', { standby: both, record: 'written' }, 'Sec-1', 'failing-back'],
    ['failback', 'the active is dark', { standby: both, active: dark, record: 'written' }, null, 'failback-waits'],
    ['failback', 'the standby is dark', { standby: dark, record: 'unknown' }, null, 'standby-unknown'],
  ])('%s, where %s', (hand, _, look, holder, code) => {
    expect(moving({ ...FREE, ...look }, hand)).toMatchObject({ holder, code });
  });

  it('an address comes up only where the other member was seen, or was fenced and that is still good (I1, I2)', () => {
    fc.assert(
      fc.property(anyLook(), fc.constantFrom(...Object.keys(HANDS)), (one, hand) => {
        for (const [node, seen] of [
          ['Sec-1', one.standby],
          ['Sec-Rep-1', one.active],
        ] as const) {
          for (const [at, label] of LABELS.entries()) {
            const look = lookOf(one, HANDS[hand] ?? null);
            if (running(one, node, label, look, NOW) !== 'up') continue;
            if (seen[at] === 'unknown') expect([node, hand]).toEqual(['Sec-Rep-1', 'fenced']);
            if (seen[at] === 'yes') expect(refusal(one, node, label, look, NOW)).toContain('still holds');
          }
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('nothing is begun beside what is in hand, and nothing at all without an intent', () => {
    const intent: Transition = { ...base, id: 'fedcba9876543210', epoch: 9 };
    const look = lookOf({ ...FREE, standby: both, record: 'written' }, HANDS['settling'] ?? null);
    const found = place(cluster, look, { nowMs: NOW, intents: new Map([['Sec-1', intent]]) }).get('Sec-1');
    expect(found).toMatchObject({ code: 'failing-back-settling', moving: { quiet: true } });
    const begun = place(cluster, lookOf({ ...FREE, active: both }), { nowMs: NOW, intents: new Map([['Sec-1', intent]]) }).get(
      'Sec-1',
    );
    expect(begun).toMatchObject({ holder: 'Sec-Rep-1', code: 'taking-over', moving: { epoch: 9 } });
  });

  it('an intent that somebody has ended or turned back since is over', () => {
    const failback: Transition = { ...base, direction: 'failback' };
    const took = { ...FREE, standby: both, record: 'written' as const };
    const code = (state: Json, intent: Transition) => {
      const inner = lookOf(took);
      const look = (ref: ResourceRef): Observation => (ref.kind === 'pair' ? { status: 'present', state } : inner(ref));
      return place(cluster, look, { nowMs: NOW, intents: new Map([['Sec-1', intent]]) }).get('Sec-1')?.code;
    };
    expect(code({ epoch: 2, transition: null }, failback)).toBe('failing-back');
    expect(code({ epoch: 3, transition: null }, failback)).toBe('failed-over');
    expect(code({ epoch: 4, transition: { ...base, epoch: 4 } }, failback)).toBe('taking-over');
  });

  it('a pause that has come to its end is none; without a clock it goes on', () => {
    const pause = { by: 'root', why: 'upgrade', atMs: 1, untilMs: NOW };
    const inner = lookOf({ ...FREE, active: both });
    const look = (ref: ResourceRef): Observation =>
      resourceId(ref) === RECORD ? { status: 'present', state: { empty: false, pause } } : inner(ref);
    const code = (nowMs?: number) => place(cluster, look, { nowMs }).get('Sec-1')?.code;
    expect([code(NOW - 1), code(NOW), code()]).toEqual(['paused', 'active-holds', 'paused']);
  });

  function moving(seen: Look, hand: string) {
    return place(cluster, lookOf(seen, HANDS[hand] ?? null), { nowMs: NOW }).get('Sec-1');
  }
});

describe('the order across the pair', () => {
  it('has an address released there before it is brought up here, and services stopped before that', () => {
    const placement: Placement = new Map([['Sec-1', { holder: 'Sec-Rep-1', code: 'failed-over', sentence: '' }]]);
    const comesAfter = (node: string) =>
      serviceAddress
        .desired(cluster, placement)
        .filter((one) => one.node === node && one.name === 'eth0:1')
        .flatMap((one) => one.after.map(resourceId));
    expect(comesAfter('Sec-Rep-1')).toEqual(['Sec-Rep-1/interface/eth0', 'Sec-1/service-address/eth0:1']);
    expect(comesAfter('Sec-1')).toEqual(['Sec-1/interface/eth0', 'Sec-1/service/ubi-sms']);
  });

  it('does not depend on the placement for what there is', () => {
    const names = (placement: Placement) => serviceAddress.desired(cluster, placement).map(resourceId);
    expect(names(new Map())).toEqual(names(place(cluster, lookOf(FREE))));
  });
});

function anyLook(): fc.Arbitrary<Look> {
  const seen = fc.constantFrom<Seen>('yes', 'no', 'unknown');
  return fc.record<Look>({
    active: fc.tuple(seen, seen),
    activeRuns: seen,
    standby: fc.tuple(seen, seen),
    standbyRuns: seen,
    record: fc.constantFrom('none', 'empty', 'written', 'unknown'),
  });
}

function holding(seen: Look, name: string) {
  const found = place(cluster, lookOf(seen)).get(name);
  if (!found) throw new Error(`${name} was not placed`);
  return found;
}

/** Why the address must not be brought up there now. */
function refusal(seen: Look, node: string, label: (typeof LABELS)[number], look = lookOf(seen), nowMs?: number): string | null {
  const want = serviceAddress
    .desired(cluster, place(cluster, look, { nowMs }))
    .find((one) => one.node === node && one.name === label);
  return serviceAddress.refuses?.(want?.spec ?? null, null, { node, platform: platformOf('rhel-like'), look }) ?? null;
}

/** What the plan would do to the running address on that node. */
function running(
  seen: Look,
  node: string,
  label: (typeof LABELS)[number],
  look = lookOf(seen),
  nowMs?: number,
): 'up' | 'down' | 'as it is' {
  const at = (node === 'Sec-1' ? seen.active : seen.standby)[LABELS.indexOf(label)];
  if (at === 'unknown') return 'as it is';
  const resource = serviceAddress
    .desired(cluster, place(cluster, look, { nowMs }))
    .find((one) => one.node === node && one.name === label);
  if (!resource) throw new Error(`${node} has no ${label}`);
  const [device = ''] = label.split(':');
  const state = {
    running: at === 'yes' ? [{ device, label, address: ADDRESSES[label] }] : [],
    failed: [],
    former: [],
    file: { label, path: '/f', present: true, own: true, address: ADDRESSES[label], atBoot: false, form: 'alias', hints: {} },
    elsewhere: [],
  } satisfies Json;
  const context: NodeContext = { node, platform: platformOf('rhel-like'), look };
  const changes = serviceAddress.compare(resource.spec, state, context);
  if ('unknown' in changes) return 'as it is';
  const [change] = changes.filter((one) => one.where === 'running');
  return change === undefined ? 'as it is' : change.to === null ? 'down' : 'up';
}

function lookOf(seen: Look, transition: Transition | null = null) {
  const said = new Map<string, Observation>();
  const put = (node: string, at: readonly Seen[], runs: Seen): void => {
    for (const [index, label] of LABELS.entries()) {
      said.set(`${node}/held-address/${label}`, observation(at[index] ?? 'unknown', { devices: [label.split(':')[0] ?? ''] }));
    }
    const run = { is: runs === 'yes' ? 'yes' : 'no', says: '', obstacle: null, restart: false };
    const service: Observation =
      runs === 'unknown' ? observation('unknown', null) : { status: 'present', state: { name: 'x', boot: null, run } };
    said.set(`${node}/service/ubi-sms`, service);
  };
  put('Sec-1', seen.active, seen.activeRuns);
  put('Sec-Rep-1', seen.standby, seen.standbyRuns);
  const record = seen.record === 'none' ? 'no' : seen.record === 'unknown' ? 'unknown' : 'yes';
  said.set(RECORD, observation(record, { empty: seen.record === 'empty', pause: null, takeover: seen.takeover ?? null }));
  // The standby's own note can be read where its record can.
  said.set('Sec-Rep-1/pair/open', observation(record === 'unknown' ? 'unknown' : 'yes', { epoch: 0, transition }));
  return (ref: ResourceRef): Observation => said.get(resourceId(ref)) ?? { status: 'unknown', why: 'not looked at' };
}

function observation(seen: Seen, state: Json): Observation {
  if (seen === 'unknown') return { status: 'unknown', why: 'no answer within 5 s' };
  return seen === 'yes' ? { status: 'present', state } : { status: 'absent' };
}

function nodeOf(name: string, more: Partial<ClusterNode>): ClusterNode {
  const none = { address: null, address6: null, gateway6: null, gateway: null, routes: [] };
  return {
    name,
    type: 'SECENGINE',
    role: 'active',
    effectiveType: 'SECENGINE',
    backupOf: null,
    standby: null,
    interfaces: { maintenance: { device: 'eth0', ...none }, equipment: { device: 'eth1', ...none } },
    serviceAddresses: LABELS.map((label) => ({
      network: label === 'eth0:1' ? 'maintenance' : 'equipment',
      label,
      device: label.split(':')[0] ?? '',
      address: ADDRESSES[label],
    })),
    services: ['ubi-sms'],
    configure: null,
    variables: [],
    declared: { serviceAddresses: null, pack: null, variables: null },
    syncEveryMs: null,
    failoverAfterMs: null,
    connection: {
      transport: 'ssh',
      addresses: [],
      port: 22,
      user: 'root',
      identityFiles: [],
      identityFilesNamed: false,
      knownHosts: '',
      hostKey: 'strict',
      connectTimeoutMs: 5000,
      commandTimeoutMs: 5000,
    },
    hostname: null,
    fence: null,
    source: { file: 'cluster.yaml', line: 1, column: 1 },
    ...more,
  };
}

function clusterOf(nodes: readonly ClusterNode[]): Cluster {
  return {
    name: 'test',
    nodes,
    nodeTypes: ['SECENGINE', 'REPORTING'],
    central: 'Web-1',
    groups: { serviceAddresses: new Map(), packs: new Map(), variables: new Map() },
    exports: [],
    mounts: [],
    sync: [],
    syncLimits: { maxDelete: { percent: 25 }, maxAgeMs: null, bandwidthKiB: null, timeLimitMs: 21_600_000 },
    watch: DEFAULTS.watch,
    run: { ...DEFAULTS.run, rules: [], windows: [], timeZone: null, always: [] },
    adapt: [],
    vars: { base: '/opt/configurator/vars.ctx', target: '/opt/configurator/vars.UBIqube.net.ctx' },
    license: null,
    nfsCheck: null,
    legacyDir: null,
    pairsAtBoot: 'hold',
    maxDeletions: null,
    checks: [],
    directories: [],
    packages: [],
    database: null,
    sshKeys: null,
    lease: null,
    notify: null,
    throughNeighbours: true,
    rootPasswords: new Map(),
  };
}
