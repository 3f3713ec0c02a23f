/** What happens to a cluster: faults, and operators. A run is a list of these, made from its seed; a shorter list can be replayed. */
import type { Controllers } from './controller.ts';
import { freeze, powerOff, powerOn, wake } from './node.ts';
import { addAddress, applyByHand, failback, failover, pause, removeRecord, touchRecord } from './operator.ts';
import type { Process } from './process.ts';
import { type Rng, rngOf } from './rng.ts';
import { ACTIVE, CENTRAL, LABELS, MEMBERS, NETWORKS, type Network, NODES, PACK, STANDBY } from './site.ts';
import type { World } from './world.ts';

export type Happening =
  | { readonly do: 'cut' | 'mend'; readonly node: string; readonly over: Network }
  | { readonly do: 'block'; readonly from: string; readonly to: string; readonly over: Network }
  | { readonly do: 'heal' }
  | { readonly do: 'power-off' | 'power-on' | 'freeze' | 'wake' | 'kill' | 'mute' | 'deaf'; readonly node: string }
  | { readonly do: 'disk'; readonly node: string; readonly is: 'ok' | 'full' | 'read-only' }
  | { readonly do: 'service'; readonly node: string; readonly name: string; readonly is: 'dead' | 'broken' | 'mended' }
  | { readonly do: 'clock'; readonly node: string; readonly offsetMs: number }
  | { readonly do: 'stall'; readonly node: string; readonly ms: number }
  | { readonly do: 'blind' | 'seeing'; readonly node: string; readonly kind: string }
  | { readonly do: 'arbiter'; readonly up: boolean }
  | { readonly do: 'agent'; readonly is: World['agent'] }
  | { readonly do: 'failover'; readonly host: string; readonly word: 'none' | 'truth' | 'lie'; readonly thinksMs: number }
  | { readonly do: 'failback' | 'pause' | 'resume'; readonly host: string }
  | { readonly do: 'apply'; readonly host: string; readonly thinksMs: number }
  | { readonly do: 'touch-record' | 'remove-record' }
  | { readonly do: 'ip-add' | 'ip-del'; readonly node: string; readonly label: string };

export type Event = Happening & { readonly atMs: number };

const KINDS_READ = ['held-address', 'service-address', 'service', 'failover-record', 'pair'];

/** Faults and operators, of a few minutes or of half an hour; more of them where something is being moved. */
export function eventsOf(seed: string): readonly Event[] {
  const rng = rngOf(seed).stream('events');
  const events: Event[] = [];
  const untilMs = rng.chance(0.8) ? 8 * 60_000 : 25 * 60_000;
  const lies = rng.chance(0.12);
  let atMs = rng.int(1_000, 30_000);
  while (atMs < untilMs) {
    const host = rng.chance(0.5) ? CENTRAL : STANDBY;
    const [what, during] = move(rng, host, lies);
    if (during) events.push({ atMs: Math.max(0, atMs - rng.int(0, 20_000)), ...outage(rng) });
    events.push({ atMs, ...what });
    if (rng.chance(0.06)) {
      // A script that is late, of somebody who is dead by then.
      events.push({ atMs: atMs - 1, do: 'stall', node: rng.pick(MEMBERS), ms: rng.int(100_000, 250_000) });
      events.push({ atMs: atMs + rng.int(500, 8_000), do: 'kill', node: host });
    }
    // The member that is to hold is lost in the middle of it.
    if (during && rng.chance(0.15)) events.push({ atMs: atMs + rng.int(2_000, 12_000), do: 'power-off', node: STANDBY });
    for (let more = rng.int(0, 3); more > 0; more -= 1) {
      const [other, often] = rng.chance(0.35)
        ? [move(rng, rng.chance(0.5) ? CENTRAL : STANDBY, lies)[0], false]
        : [fault(rng, host), true];
      events.push({ atMs: atMs + rng.int(0, often ? 12_000 : 25_000), ...other });
    }
    atMs += rng.int(5_000, 150_000);
    if (rng.chance(0.5)) events.push({ atMs: atMs - 1, do: 'heal' }, { atMs: atMs - 1, do: 'power-on', node: ACTIVE });
  }
  if (seed.startsWith('lease')) events.push(...aboutLeases(rng, untilMs));
  return events.toSorted((a, b) => a.atMs - b.atMs);
}

/** The arbiter goes and comes; the dmsa of a member is killed; the active is cut off from everything. */
function aboutLeases(rng: Rng, untilMs: number): readonly Event[] {
  const events: Event[] = [];
  for (let atMs = rng.int(1_000, 60_000); atMs < untilMs; atMs += rng.int(10_000, 120_000)) {
    const one = rng.next();
    if (one < 0.3) {
      events.push({ atMs, do: 'arbiter', up: false }, { atMs: atMs + rng.int(1_000, 90_000), do: 'arbiter', up: true });
    } else if (one < 0.55) events.push({ atMs, do: 'kill', node: rng.pick(MEMBERS) });
    else if (one < 0.85) {
      for (const over of NETWORKS) events.push({ atMs: atMs + rng.int(0, 5_000), do: 'cut', node: ACTIVE, over });
      events.push({ atMs: atMs + rng.int(5_000, 90_000), do: 'heal' });
    } else events.push({ atMs, do: 'freeze', node: ACTIVE }, { atMs: atMs + rng.int(5_000, 60_000), do: 'wake', node: ACTIVE });
  }
  return events;
}

/** What somebody does about the pair; true: it is about an active that is lost. */
function move(rng: Rng, host: string, lies: boolean): readonly [Happening, boolean] {
  const thinksMs = rng.chance(0.5) ? rng.int(5_000, 240_000) : rng.int(0, 2_000);
  const one = rng.next();
  if (one < 0.25) return [{ do: 'failover', host, word: 'none', thinksMs: rng.chance(0.5) ? 0 : thinksMs }, false];
  if (one < 0.35) return [{ do: 'failover', host, word: 'none', thinksMs: 0 }, true];
  if (one < 0.45) return [{ do: 'failover', host, word: lies && rng.chance(0.5) ? 'lie' : 'truth', thinksMs: 0 }, true];
  if (one < 0.7) return [{ do: 'failback', host }, false];
  if (one < 0.78) return [{ do: 'apply', host, thinksMs }, false];
  if (one < 0.84) return [{ do: rng.chance(0.5) ? 'pause' : 'resume', host }, false];
  if (one < 0.88) return [{ do: rng.chance(0.7) ? 'touch-record' : 'remove-record' }, false];
  if (one < 0.92) return [{ do: rng.chance(0.5) ? 'ip-add' : 'ip-del', node: rng.pick(MEMBERS), label: rng.pick(LABELS) }, false];
  return [{ do: 'agent', is: rng.pick(['works', 'works', 'slow', 'fails', lies ? 'lies' : 'works']) }, false];
}

/** The active is out of reach, or dead. */
function outage(rng: Rng): Happening {
  const one = rng.next();
  if (one < 0.4) return { do: 'power-off', node: ACTIVE };
  if (one < 0.7) return { do: 'freeze', node: ACTIVE };
  return { do: 'cut', node: ACTIVE, over: rng.pick(NETWORKS) };
}

function fault(rng: Rng, host: string): Happening {
  const node = rng.pick(NODES);
  const member = rng.pick(MEMBERS);
  const one = rng.next();
  if (one < 0.22) return { do: 'kill', node: host };
  if (one < 0.32) return { do: 'cut', node, over: rng.pick(NETWORKS) };
  if (one < 0.42) {
    const [from, to] = rng.chance(0.5) ? [node, member] : [member, node];
    return { do: 'block', from, to, over: rng.pick(NETWORKS) };
  }
  if (one < 0.46) return { do: 'heal' };
  if (one < 0.52) return { do: 'power-off', node: rng.pick(NODES) };
  if (one < 0.6) return { do: 'power-on', node: rng.pick(NODES) };
  if (one < 0.65) return { do: 'freeze', node: rng.pick(NODES) };
  if (one < 0.7) return { do: 'wake', node: rng.pick(NODES) };
  if (one < 0.74) return { do: 'mute', node: member };
  if (one < 0.78) return { do: 'disk', node: member, is: rng.pick(['ok', 'full', 'read-only']) };
  if (one < 0.86)
    return { do: 'service', node: member, name: rng.pick(PACK), is: rng.pick(['dead', 'dead', 'broken', 'mended']) };
  if (one < 0.9)
    return { do: 'clock', node, offsetMs: rng.pick([-3_600_000, -300_000, -2_000, 0, 2_000, 90_000, 300_000, 3_600_000]) };
  if (one < 0.95) return { do: 'stall', node: member, ms: rng.int(1_000, 200_000) };
  return { do: rng.chance(0.6) ? 'blind' : 'seeing', node: member, kind: rng.pick(KINDS_READ) };
}

export function happen(world: World, controllers: Controllers, event: Happening): void {
  const { net } = world;
  world.say(`* ${JSON.stringify({ ...event, atMs: undefined })}`);
  const operator = (host: string, what: (process: Process) => Promise<string>): void => {
    const process = controllers.start(host, event.do);
    if (!process || process.host.frozen) return;
    void what(process).then((said) => world.say(`  ${process.name}: ${said}`));
  };
  switch (event.do) {
    case 'cut':
      net.cut(event.node, event.over);
      return;
    case 'mend':
      net.mend(event.node, event.over);
      return;
    case 'block':
      net.block(event.from, event.to, event.over);
      return;
    case 'heal':
      net.heal();
      return;
    case 'power-off':
      powerOff(world.node(event.node));
      return;
    case 'power-on':
      powerOn(world, world.node(event.node));
      return;
    case 'freeze':
      freeze(world.node(event.node));
      return;
    case 'wake':
      wake(world, world.node(event.node));
      return;
    case 'kill':
      controllers.kill(event.node);
      return;
    // Nobody is let in any more; all else goes on.
    case 'deaf':
      world.deaf.add(event.node);
      return;
    case 'mute':
      world.mute.add(event.node);
      return;
    case 'disk':
      world.node(event.node).disk = event.is;
      return;
    case 'service':
      harm(world, event.node, event.name, event.is);
      return;
    case 'clock':
      world.node(event.node).offsetMs = event.offsetMs;
      return;
    case 'stall':
      world.stalled.set(event.node, event.ms);
      return;
    case 'blind':
      world.node(event.node).blind.add(event.kind);
      return;
    case 'seeing':
      world.node(event.node).blind.clear();
      return;
    case 'agent':
      world.agent = event.is;
      return;
    case 'failover':
      operator(event.host, (process) => failover(world, process, event.word, event.thinksMs));
      return;
    case 'failback':
      operator(event.host, (process) => failback(world, process));
      return;
    case 'pause':
    case 'resume':
      operator(event.host, (process) => pause(world, process, event.do === 'pause'));
      return;
    case 'apply':
      operator(event.host, (process) => applyByHand(world, process, event.thinksMs));
      return;
    case 'arbiter':
      if (world.leases) world.leases.up = event.up;
      return;
    case 'touch-record':
      touchRecord(world);
      return;
    case 'remove-record':
      removeRecord(world);
      return;
    case 'ip-add':
      addAddress(world, world.node(event.node), event.label);
      return;
    case 'ip-del':
      world.node(event.node).up.delete(event.label);
  }
}

function harm(world: World, node: string, name: string, is: 'dead' | 'broken' | 'mended'): void {
  const service = world.node(node).services.get(name);
  if (!service) return;
  if (is === 'mended') service.broken = false;
  else service.running = false;
  if (is === 'broken') service.broken = true;
}

/** Faults stop, and everything that was broken is mended. Clocks stay as far apart as they are. */
export function calm(world: World): void {
  world.say('* calm');
  world.quiet = true;
  world.net.heal();
  world.stalled.clear();
  world.mute.clear();
  world.deaf.clear();
  world.agent = 'works';
  if (world.leases) world.leases.up = true;
  for (const node of world.nodes.values()) {
    wake(world, node);
    powerOn(world, node);
    node.disk = 'ok';
    node.blind.clear();
    for (const service of node.services.values()) service.broken = false;
  }
}
