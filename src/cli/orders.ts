/** `dmsa suspend`, `dmsa resume`, `dmsa run approve`: what an operator tells the loop on this machine, or all that share a cluster. */
import { hostname } from 'node:os';
import type { Cluster } from '../desired/cluster.ts';
import { type Diagnostic, DiagnosticError } from '../diagnostic.ts';
import { KINDS } from '../kinds/registry.ts';
import { FRESH_MS } from '../lease/follow-orders.ts';
import { lives } from '../reconcile/evidence-file.ts';
import { type NodesTold, nodesPath, readNodes } from '../reconcile/nodes-file.ts';
import { newId, operator, revisionOf } from '../reconcile/orders.ts';
import { isInForce, type Suspension } from '../reconcile/rounds.ts';
import { thingOf } from '../views/nodes.ts';
import { suspensionText } from '../views/status.ts';
import { time } from '../views/time.ts';
import { type Doing, noteDoing } from './doing.ts';
import { EXIT } from './exit.ts';
import type { Io } from './io.ts';
import { loadOrThrow, selectNodes } from './load.ts';
import { type CommonPlace, commonPlace, type OrderPlace, ownPlace, tidyOwn } from './order-places.ts';

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
  const one: Suspension = { id: newId(), nodes, kinds, untilMs, by: operator(), atMs, reason, on: hostname() };
  return withPlaces(cluster, async (own, common) => {
    const why = (await common?.make({ is: 'suspended', order: one })) ?? null;
    const here = common === null || why !== null;
    if (here) await own.make({ is: 'suspended', order: one });
    const text = suspensionText(common === null ? one : { ...one, shared: why === null });
    await noteDoing(cluster.name, doings('suspend', text, one.nodes, reason), io);
    if (common === null) io.out(`${text}. It begins with the loop's next round, within seconds; what is at work is finished.\n`);
    else if (why === null) {
      const end = untilMs === null ? '' : ` Its end is counted by ${common.what}.`;
      io.out(
        `${text}.\nIn force for all controllers: in ${FRESH_MS / 1000} s none of them begins anything there. What is at work is finished.${end}\n`,
      );
    } else throw notCommon('it is in force for the controller on this machine alone', why);
    return EXIT.done;
  });
}

/** Ends suspensions, as far as they are for what is named, and has left-alone things taken up again. */
export async function resumeVerb(options: OrderOptions, io: Io): Promise<number> {
  const { cluster, nodes, kinds } = await scopeOf(options, io);
  return withPlaces(cluster, async (own, common) => {
    const [here, there] = await Promise.all([own.read(), common?.read() ?? null]);
    if (typeof here.suspensions === 'string')
      throw failure(
        'orders-unreadable',
        'what is suspended can not be read',
        `${here.suspensions}. Mend that first; until then the loop changes nothing.`,
      );
    const atMs = Date.now();
    const isHit = (one: Suspension): boolean => isInForce(one, atMs) && overlaps(one.nodes, nodes) && overlaps(one.kinds, kinds);
    const unread = typeof there?.suspensions === 'string' ? there.suspensions : null;
    const shared = there === null || typeof there.suspensions === 'string' ? [] : there.suspensions.filter(isHit);
    const ids = new Set(shared.map(({ id }) => id));
    const places = [
      ...shared.map((one) => ({ one, place: common ?? own })),
      ...here.suspensions.filter(isHit).map((one) => ({ one: common === null ? one : { ...one, shared: false }, place: own })),
    ];
    const whole = places.find(({ one }) => !covers(kinds, one.kinds) || (one.nodes === null && nodes !== null));
    if (whole) {
      const detail = `There is: ${suspensionText(whole.one)}. End it as a whole (dmsa resume, with its --kind), and suspend anew what is to stay so.`;
      throw failure('usage', 'a part of a suspension can not be ended', detail);
    }
    const kept: string[] = [];
    const ended: string[] = [];
    for (const { one, place } of places) {
      const rest = nodes === null ? [] : (one.nodes ?? []).filter((name) => !nodes.includes(name));
      const why = await (rest.length === 0 ? place.end(one) : place.narrow(one, rest));
      if (why !== null) kept.push(`${suspensionText(one)} (${why})`);
      // One that is in both places is one.
      else if (place !== own || !ids.has(one.id)) ended.push(suspensionText(one));
    }
    const again = { id: newId(), nodes, kinds, by: operator(), atMs };
    const unheard = unread === null ? ((await common?.make({ is: 'resumed', order: again })) ?? null) : unread;
    if (common === null || unheard !== null) await own.make({ is: 'resumed', order: again });
    await tidyOwn(cluster.name, here, atMs);
    const text = ended.length === 0 ? 'what was left alone is taken up again' : `ended: ${ended.join('; ')}`;
    await noteDoing(cluster.name, doings('resume', text, nodes), io);
    for (const one of ended) io.out(`Ended: ${one}\n`);
    if (unread !== null) throw notCommon('what is suspended for all controllers could not be read, and was not ended', unread);
    if (kept.length > 0) throw notCommon('not everything could be ended', kept.join('\n'));
    if (ended.length === 0) io.out('Nothing of that was suspended.\n');
    if (unheard !== null)
      throw notCommon('what was left alone is taken up again by the controller on this machine alone', unheard);
    io.out('What was left alone as somebody changes it back is taken up again.\n');
    return EXIT.done;
  });
}

/** An entry a node, so that whoever asks for a node finds it. */
function doings(code: string, sentence: string, nodes: readonly string[] | null, reason?: string): readonly Doing[] {
  return nodes === null ? [{ code, sentence, reason }] : nodes.map((node) => ({ code, sentence, reason, node }));
}

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
  const { cluster } = await loadOrThrow(options.file, io, 'count');
  return withPlaces(cluster, async (own, common) => {
    const { digest, path, told } = await inForce(cluster, options, common);
    const approval = told?.revision.approval ?? null;
    if (options.digest !== null && (options.digest.length < 6 || !digest.startsWith(options.digest)))
      throw failure(
        'other-revision',
        `${options.digest} is not the revision in force`,
        `${told ? 'In force is' : `What ${path} says is`} ${digest.slice(0, 12)}, of ${path}. Look at what it comes to (dmsa status), and approve that.`,
      );
    if (approval) {
      io.out(`${digest.slice(0, 12)} was approved by ${approval.by} on ${time(approval.atMs)}.\n`);
      return EXIT.done;
    }
    io.out(waitingText(digest, path, told));
    if (!options.yes) {
      if (!io.interactive)
        throw failure('usage', 'there is nobody to ask: not a terminal', 'Look with dmsa status, then give -y.');
      if ((await io.ask('\nApprove it? Only "yes" is a yes: ')).trim() !== 'yes') {
        io.err('Nothing was approved.\n');
        return EXIT.error;
      }
    }
    const order = { digest, by: operator(), atMs: Date.now(), reason: options.reason ?? '', on: hostname() };
    const why = (await common?.make({ is: 'approved', order })) ?? null;
    if (common === null || why !== null) await own.make({ is: 'approved', order });
    const sentence = `revision ${digest.slice(0, 12)} of ${path} is approved${options.reason ? `: ${options.reason}` : ''}`;
    await noteDoing(cluster.name, [{ code: 'approve', sentence, reason: options.reason }], io);
    if (why !== null) throw notCommon('it is approved for the controller on this machine alone', why);
    io.out(
      common === null
        ? 'Approved: the loop begins with its next round, within seconds.\n'
        : `Approved for all controllers: whichever has ${digest.slice(0, 12)} in force begins within seconds.\n`,
    );
    return EXIT.done;
  });
}

interface InForce {
  readonly digest: string;
  /** Of the file. */
  readonly path: string;
  /** What the loop on this machine knows; null: none runs here, and there are others. */
  readonly told: NodesTold | null;
}

/** What the loop itself says; where controllers share the nodes and none of them runs here, what the file says. */
async function inForce(cluster: Cluster, { file }: ApproveOptions, common: CommonPlace | null): Promise<InForce> {
  const read = await readNodes(nodesPath(cluster.name));
  if (read.status === 'read' && (await lives(read.written)) !== 'no') {
    const { told, file: of } = read.written;
    return { digest: told.revision.digest, path: of.path, told };
  }
  if (common !== null) {
    const known = await common.salt();
    if ('why' in known)
      throw notCommon('nothing was approved: no dmsa run is on this machine, and others are not reached', known.why);
    return { digest: revisionOf(cluster, known.salt), path: file, told: null };
  }
  if (read.status === 'unreadable') throw failure('loop-unreadable', 'what the loop knows can not be read', `${read.why}.`);
  throw failure(
    'no-loop',
    `no dmsa run keeps ${cluster.name} on this machine`,
    'A revision is approved for the loop that keeps it: start dmsa run here, or approve where it runs.',
  );
}

function waitingText(digest: string, path: string, told: NodesTold | null): string {
  const short = digest.slice(0, 12);
  if (told === null)
    return `Revision ${short} of ${path}. No dmsa run on this machine knows what waits for it: dmsa status on a controller, or dmsa plan, says so.\n`;
  const waiting = told.nodes.flatMap(({ name, differences }) =>
    differences.filter(({ waits }) => waits?.code === 'needs-approval').map((one) => ({ name, ...one })),
  );
  const lines = waiting.slice(0, SHOWN).map(({ name, verb, id, sentence }) => `  ${name}  ${verb} ${thingOf(id)}: ${sentence}\n`);
  const more = waiting.length > SHOWN ? `  … and ${waiting.length - SHOWN} more (dmsa status --json)\n` : '';
  const others = told.share ? 'Of nodes that other controllers keep they know what waits.\n' : '';
  return `Revision ${short} of ${path}; ${waiting.length === 0 ? 'nothing waits for it' : 'for it waits'}:\n${lines.join('')}${more}${others}`;
}

const SHOWN = 30;

interface OrderScope {
  readonly cluster: Cluster;
  readonly nodes: readonly string[] | null;
  readonly kinds: readonly string[] | null;
}

async function scopeOf({ file, nodes, kind }: OrderOptions, io: Io): Promise<OrderScope> {
  const { cluster } = await loadOrThrow(file, io, 'count');
  selectNodes(cluster, nodes);
  const known = KINDS.map(({ name }) => name);
  const bad = kind.find((one) => !known.includes(one));
  if (bad !== undefined) throw failure('usage', `--kind ${bad}: there is no such kind`, `There are ${known.join(', ')}.`);
  return { cluster, nodes: nodes.length === 0 ? null : nodes, kinds: kind.length === 0 ? null : kind };
}

/** Of this machine, and where controllers share the nodes of all of them. */
async function withPlaces(
  cluster: Cluster,
  what: (own: OrderPlace, common: CommonPlace | null) => Promise<number>,
): Promise<number> {
  const common = await commonPlace(cluster);
  try {
    return await what(ownPlace(cluster.name), common);
  } finally {
    await common?.close();
  }
}

/** Never taken for done: other controllers may not know of it. */
function notCommon(summary: string, why: string): DiagnosticError {
  const detail = `${why}\nSay it again when the arbiter answers (dmsa lease status). A controller that can't read what is suspended changes nothing.`;
  return new DiagnosticError([{ severity: 'error', code: 'not-for-all', summary, detail }], EXIT.incomplete);
}

function failure(code: string, summary: string, detail: string): DiagnosticError {
  const diagnostic: Diagnostic = { severity: 'error', code, summary, detail };
  return new DiagnosticError([diagnostic]);
}
