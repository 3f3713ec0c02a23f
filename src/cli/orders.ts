/** `dmsa suspend`, `dmsa resume`, `dmsa run approve`: what an operator tells the loop that runs on this machine. */
import { type Diagnostic, DiagnosticError } from '../diagnostic.ts';
import { KINDS } from '../kinds/registry.ts';
import { lives } from '../reconcile/evidence-file.ts';
import { nodesPath, readNodes } from '../reconcile/nodes-file.ts';
import { dropOrder, newId, operator, ordersDirectory, readOrders, writeOrder } from '../reconcile/orders.ts';
import type { Suspension } from '../reconcile/rounds.ts';
import { thingOf } from '../views/nodes.ts';
import { suspensionText } from '../views/status.ts';
import { time } from '../views/time.ts';
import { EXIT } from './exit.ts';
import type { Io } from './io.ts';
import { loadOrThrow, selectNodes } from './load.ts';

interface OrderOptions {
  readonly file: string;
  readonly nodes: readonly string[];
  readonly kind: readonly string[];
}

export async function suspendVerb(
  options: OrderOptions & { readonly for?: number; readonly reason?: string },
  io: Io,
): Promise<number> {
  const { reason } = options;
  if (reason === undefined || reason.trim() === '')
    throw failure(
      'usage',
      'suspend wants a reason',
      'Whoever sees that nothing is done asks why: --reason "storage moves, ticket 4711".',
    );
  const { cluster, nodes, kinds } = await scopeOf(options, io);
  const atMs = Date.now();
  const untilMs = options.for === undefined ? null : atMs + options.for;
  const one: Suspension = { id: newId(), nodes, kinds, untilMs, by: operator(), atMs, reason };
  await write(() => writeOrder(ordersDirectory(cluster), 'suspended', one.id, one));
  io.out(`${suspensionText(one)}. It begins with the loop's next round, within seconds; what is at work is finished.\n`);
  return EXIT.done;
}

/** Ends suspensions, as far as they are for what is named, and has left-alone things taken up again. */
export async function resumeVerb(options: OrderOptions, io: Io): Promise<number> {
  const { cluster, nodes, kinds } = await scopeOf(options, io);
  const directory = ordersDirectory(cluster);
  const { suspensions, resumed } = await readOrders(directory);
  if (typeof suspensions === 'string')
    throw failure(
      'orders-unreadable',
      'what is suspended can not be read',
      `${suspensions}. Mend that first; until then the loop changes nothing.`,
    );
  const atMs = Date.now();
  const left = suspensions.filter((one) => one.untilMs === null || one.untilMs > atMs);
  const hit = left.filter((one) => overlaps(one.nodes, nodes) && overlaps(one.kinds, kinds));
  const whole = hit.find((one) => !covers(kinds, one.kinds) || (one.nodes === null && nodes !== null));
  if (whole) {
    const detail = `There is: ${suspensionText(whole)}. End it as a whole (dmsa resume, with its --kind), and suspend anew what is to stay so.`;
    throw failure('usage', 'a part of a suspension can not be ended', detail);
  }
  for (const one of hit) {
    const rest = nodes === null ? [] : (one.nodes ?? []).filter((name) => !nodes.includes(name));
    await write(() =>
      rest.length === 0
        ? dropOrder(directory, 'suspended', one.id)
        : writeOrder(directory, 'suspended', one.id, { ...one, nodes: rest }),
    );
  }
  const id = newId();
  await write(() => writeOrder(directory, 'resumed', id, { id, nodes, kinds, by: operator(), atMs }));
  for (const old of [...resumed, ...suspensions.filter((one) => !left.includes(one))])
    if (atMs - old.atMs > KEPT_MS) await write(() => dropOrder(directory, 'untilMs' in old ? 'suspended' : 'resumed', old.id));
  for (const one of hit) io.out(`Ended: ${suspensionText(one)}\n`);
  if (hit.length === 0) io.out('Nothing of that was suspended.\n');
  io.out('What was left alone as somebody changes it back is taken up again.\n');
  return EXIT.done;
}

const KEPT_MS = 24 * 3_600_000;

/** null: all. */
function overlaps(a: readonly string[] | null, b: readonly string[] | null): boolean {
  return a === null || b === null || a.some((one) => b.includes(one));
}

function covers(all: readonly string[] | null, part: readonly string[] | null): boolean {
  return all === null || (part?.every((one) => all.includes(one)) ?? false);
}

interface ApproveOptions {
  readonly file: string;
  readonly digest: string | null;
  readonly yes: boolean;
  readonly reason?: string;
}

/** Lets what the file has changed be done where the mode is heal. The revision is the one that the loop itself says waits. */
export async function approveVerb(options: ApproveOptions, io: Io): Promise<number> {
  const { cluster } = await loadOrThrow(options.file, io);
  const read = await readNodes(nodesPath(cluster.name));
  if (read.status === 'unreadable') throw failure('loop-unreadable', 'what the loop knows can not be read', `${read.why}.`);
  if (read.status === 'none' || (await lives(read.written)) === 'no')
    throw failure(
      'no-loop',
      `no dmsa run keeps ${cluster.name} on this machine`,
      'A revision is approved for the loop that keeps it: start dmsa run here, or approve where it runs.',
    );
  const { told, file } = read.written;
  const { digest, approval } = told.revision;
  if (options.digest !== null && (options.digest.length < 6 || !digest.startsWith(options.digest)))
    throw failure(
      'other-revision',
      `${options.digest} is not the revision in force`,
      `In force is ${digest.slice(0, 12)}, of ${file.path}. Look at what it comes to (dmsa status), and approve that.`,
    );
  if (approval) {
    io.out(`${digest.slice(0, 12)} was approved by ${approval.by} on ${time(approval.atMs)}.\n`);
    return EXIT.done;
  }
  const waiting = told.nodes.flatMap(({ name, differences }) =>
    differences.filter(({ waits }) => waits?.code === 'needs-approval').map((one) => ({ name, ...one })),
  );
  io.out(`Revision ${digest.slice(0, 12)} of ${file.path}; ${waiting.length === 0 ? 'nothing waits for it' : 'for it waits'}:\n`);
  for (const { name, verb, id, sentence } of waiting.slice(0, SHOWN)) io.out(`  ${name}  ${verb} ${thingOf(id)}: ${sentence}\n`);
  if (waiting.length > SHOWN) io.out(`  … and ${waiting.length - SHOWN} more (dmsa status --json)\n`);
  if (!options.yes) {
    if (!io.interactive) throw failure('usage', 'there is nobody to ask: not a terminal', 'Look with dmsa status, then give -y.');
    if ((await io.ask('\nApprove it? Only "yes" is a yes: ')).trim() !== 'yes') {
      io.err('Nothing was approved.\n');
      return EXIT.error;
    }
  }
  const order = { digest, by: operator(), atMs: Date.now(), reason: options.reason ?? '' };
  await write(() => writeOrder(ordersDirectory(cluster.name), 'approved', digest, order));
  io.out('Approved: the loop begins with its next round, within seconds.\n');
  return EXIT.done;
}

const SHOWN = 30;

interface OrderScope {
  /** Its name. */
  readonly cluster: string;
  readonly nodes: readonly string[] | null;
  readonly kinds: readonly string[] | null;
}

async function scopeOf({ file, nodes, kind }: OrderOptions, io: Io): Promise<OrderScope> {
  const { cluster } = await loadOrThrow(file, io);
  selectNodes(cluster, nodes);
  const known = KINDS.map(({ name }) => name);
  const bad = kind.find((one) => !known.includes(one));
  if (bad !== undefined) throw failure('usage', `--kind ${bad}: there is no such kind`, `There are ${known.join(', ')}.`);
  return { cluster: cluster.name, nodes: nodes.length === 0 ? null : nodes, kinds: kind.length === 0 ? null : kind };
}

async function write(what: () => Promise<void>): Promise<void> {
  try {
    await what();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw failure(
      'not-written',
      'it could not be written down for the loop',
      `${why}. It has to be the user that dmsa run works as.`,
    );
  }
}

function failure(code: string, summary: string, detail: string): DiagnosticError {
  const diagnostic: Diagnostic = { severity: 'error', code, summary, detail };
  return new DiagnosticError([diagnostic]);
}
