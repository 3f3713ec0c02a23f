/** What must hold after every event (DESIGN section 5). What a step itself breaks is found where it is carried out: script.ts, sync.ts. */
import { HISTORY_FILE, parseHistory, parseTransition, TRANSITION_FILE } from '../../src/kinds/pair-files.ts';
import { older, works } from './node.ts';
import { epochOn } from './script.ts';
import { ACTIVE, LABELS, MEMBERS, PACK, STANDBY } from './site.ts';
import { text } from './sync.ts';
import type { World } from './world.ts';

const BLIND_START = 'blind-start';

/** Not mended (docs/simulation.md): they are told, and fail no run. */
export const KNOWN: readonly string[] = [BLIND_START];

export interface Watcher {
  after(): void;
}

export function watcher(world: World): Watcher {
  const epochs = new Map<string, number>(MEMBERS.map((name) => [name, 0]));
  let inHand: string | null = null;
  let wroteAtMs = 0;
  return {
    after() {
      one(world);
      for (const name of MEMBERS) {
        const now = epochOn(world.node(name));
        if (now < (epochs.get(name) ?? 0)) world.finds('epoch', `that of ${name} went from ${epochs.get(name)} to ${now}`);
        epochs.set(name, now);
      }
      const standby = world.node(STANDBY);
      const now = parseTransition(standby.files.get(TRANSITION_FILE) ?? '')?.id ?? null;
      if (inHand !== null && now !== inHand && !(standby.files.get(HISTORY_FILE) ?? '').includes(inHand))
        world.finds('history', `transition ${inHand} ended without a line`);
      inHand = now;
      lines(world, standby.files.get(HISTORY_FILE) ?? '');
      if (world.clock.now() - wroteAtMs >= 2_000) {
        wroteAtMs = world.clock.now();
        write(world);
      }
    },
  };
}

/** Every move has a line of its own, under an epoch of its own, in their order. */
function lines(world: World, text: string): void {
  if (text.length === world.historyRead) return;
  world.historyRead = text.length;
  let last = 0;
  for (const { epoch, what } of parseHistory(text)) {
    if (epoch === null) continue;
    if (epoch <= last) world.finds('history', `"${what}" of epoch ${epoch} comes after epoch ${last}`);
    last = epoch;
  }
}

/** I1: whoever runs and has an address up answers for it, whether anybody can reach it or not. */
function one(world: World): void {
  const [active, standby] = [world.node(ACTIVE), world.node(STANDBY)];
  if (!works(active) || !works(standby) || world.lied) return;
  if (world.clock.now() < Math.max(active.wakesUntilMs, standby.wakesUntilMs)) return;
  for (const label of LABELS) {
    const by = [active.up.get(label), standby.up.get(label)];
    if (by[0] === undefined || by[1] === undefined) continue;
    // A hand that brings one up while dmsa does so elsewhere answers for it itself.
    if (by.includes('hand')) world.lied = true;
    else world.finds('I1', `${label} is up on both members`);
  }
  for (const name of PACK)
    if (active.services.get(name)?.running && standby.services.get(name)?.running)
      world.finds('I1', `${name} runs on both members`);
}

/** Who runs the pack writes. Where it is another one than before, its files are what counts from now on. */
function write(world: World): void {
  const [first] = PACK;
  const writers = MEMBERS.filter((name) => works(world.node(name)) && world.node(name).services.get(first)?.running);
  const [name] = writers;
  if (name === undefined || writers.length > 1) return;
  const node = world.node(name);
  if (world.writer === name) {
    node.data = { turn: node.data.turn, writes: node.data.writes + 1 };
    return;
  }
  const other = world.node(name === ACTIVE ? STANDBY : ACTIVE);
  const back =
    name === ACTIVE &&
    (parseTransition(world.node(STANDBY).files.get(TRANSITION_FILE) ?? '')?.direction ?? 'failback') === 'failback';
  if (back && older(node.data, other.data) && !world.lied)
    world.finds('I6', `${name} starts to work with version ${text(node.data)}, and ${other.name} has ${text(other.data)}`);
  world.writer = name;
  world.turn += 1;
  node.data = { turn: world.turn, writes: 0 };
}
