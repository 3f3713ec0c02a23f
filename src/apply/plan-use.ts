/**
 * A saved plan is used once (docs/decisions, 0031). Before anything of it is done, every node that it touches gets the file
 * /var/lib/dmsa/plans/<id>, under the node's lock: who began it and when; at the end, how it ended. That is all that is kept,
 * so the mark outlives the controller and the plan file, and holds for every copy of it.
 */
import PQueue from 'p-queue';
import type { Diagnostic } from '../diagnostic.ts';
import { quote } from '../quote.ts';
import { type Target, type Transport, TransportError } from '../transport/transport.ts';
import { binary, bytesOf, shownText } from './bytes.ts';
import { ownLockShell, STATE_DIR } from './lock.ts';
import { again } from './retry.ts';

const DIR = `${STATE_DIR}/plans`;
/** The newest that are kept on a node; a plan that is older than so many others fits no longer anyway. */
const KEPT = 200;
const PARALLEL = 64;

export interface PlanUse {
  /** ISO 8601, by the clock of the run that began it. */
  readonly at: string;
  readonly by: string;
  readonly reason: string;
  /** How it ended, in words; null: it did not say (it is at work, or was killed). */
  readonly ended: string | null;
}

const HEAD = `LC_ALL=C; PATH=/usr/sbin:/usr/bin:/sbin:/bin; export LC_ALL PATH
umask 077
`;

/** Ids go into file names. */
function fileOf(id: string): string {
  if (!/^[0-9a-f]{8,64}$/.test(id)) throw new Error(`not the id of a plan: ${id}`);
  return `${DIR}/${id}`;
}

function askScript(id: string): string {
  return `${HEAD}F=${fileOf(id)}
if [ -e "$F" ]; then echo used; head -c 4096 -- "$F"; else echo unused; fi
`;
}

/** The name is made by link(2), which exactly one can do, and only for a file that is whole. */
function beginScript(id: string, token: string, use: Omit<PlanUse, 'ended'>): string {
  const line = quote(binary(JSON.stringify({ at: use.at, by: use.by, reason: use.reason })));
  return `${HEAD}${ownLockShell(token, "echo 'failed the lock was lost'")}F=${fileOf(id)}; X=${DIR}/.new.${token}
fail() { echo "failed $E"; rm -f -- "$X"; exit 0; }
E=$(mkdir -p ${DIR} 2>&1) || fail
rm -f -- ${DIR}/.new.*
{ printf '%s\\n' ${line} >"$X"; } 2>/dev/null || { E='no space, or a read-only file system'; fail; }
E=$(dd if=/dev/null of="$X" conv=notrunc,fsync 2>&1) || fail
if E=$(ln -- "$X" "$F" 2>&1); then echo begun
elif [ -e "$F" ]; then echo used; head -c 4096 -- "$F"
else fail; fi
rm -f -- "$X"
set -- ${DIR}/*
[ $# -le ${KEPT} ] || ls -t ${DIR} | tail -n +${KEPT + 1} | while IFS= read -r f; do rm -f -- "${DIR}/$f"; done
`;
}

/** Shell text for the script that gives the lock back. `ended` null: nothing was done, so the plan may be used yet. */
export function endUseShell(id: string, ended: string | null): string {
  const file = fileOf(id);
  if (ended === null) return `rm -f -- ${file}\n`;
  return `{ printf '%s\\n' ${quote(binary(JSON.stringify({ ended })))} >>${file}; } 2>/dev/null || :\n`;
}

type Said =
  | { readonly status: 'used'; readonly use: PlanUse | null }
  | { readonly status: 'unused' | 'begun' }
  | { readonly status: 'failed'; readonly why: string };

function parse(stdout: string): Said {
  const [head = '', first = '', ...rest] = stdout.split('\n');
  if (head === 'unused' || head === 'begun') return { status: head };
  if (head === 'used') return { status: 'used', use: parseUse(first, rest) };
  if (head.startsWith('failed ')) return { status: 'failed', why: head.slice('failed '.length) };
  return { status: 'failed', why: `the node's answer was not understood: ${JSON.stringify(stdout.slice(0, 200))}` };
}

function parseUse(first: string, rest: readonly string[]): PlanUse | null {
  const begun = parseLine(first);
  const { at, by, reason } = begun;
  if (typeof at !== 'string' || typeof by !== 'string') return null;
  const ended = rest.map((line) => parseLine(line)['ended']).find((one) => typeof one === 'string');
  return { at, by, reason: typeof reason === 'string' ? reason : '', ended: typeof ended === 'string' ? ended : null };
}

function parseLine(line: string): Readonly<Record<string, unknown>> {
  try {
    const data: unknown = JSON.parse(line);
    return typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

interface Ask {
  readonly id: string;
  readonly targets: readonly Target[];
  readonly transport: Transport;
}

/** Why a plan must not be used: it was begun before. Nodes that can't be reached say nothing; the lock of each is needed later. */
export async function askUse(ask: Ask): Promise<Diagnostic | null> {
  const said = await onEach(ask, askScript(ask.id));
  for (const [node, one] of said) if (one.status === 'used') return usedBefore(node, one.use);
  return null;
}

/** Marks the plan on all nodes, whose locks are ours. Gives why it must not be carried out; then the mark is nowhere. */
export async function beginUse(ask: Ask, token: string, use: Omit<PlanUse, 'ended'>): Promise<Diagnostic | null> {
  const used = await askUse(ask);
  if (used) return used;
  const answers = await onEach(ask, beginScript(ask.id, token, use));
  const said = new Map([...answers].map(([node, one]): [string, Said] => [node, isOwn(one, use) ? { status: 'begun' } : one]));
  const bad = [...said].find(([, one]) => one.status !== 'begun');
  if (!bad) return null;
  const [node, one] = bad;
  // Ours alone: where it says `used`, another has it, and its mark stays.
  const ours = ask.targets.filter((target) => said.get(target.node)?.status !== 'used');
  const lost = "echo 'failed the lock was lost'";
  await onEach({ ...ask, targets: ours }, `${HEAD}${ownLockShell(token, lost)}${endUseShell(ask.id, null)}echo unused\n`);
  if (one.status === 'used') return usedBefore(node, one.use);
  return {
    severity: 'error',
    code: 'plan-unmarked',
    summary: `Nothing was done: that the plan is being used could not be written down on ${node}`,
    detail:
      `A saved plan is used once, and ${DIR} on its nodes is how that is known. ${one.status === 'failed' ? one.why : ''}`.trimEnd(),
    node,
  };
}

/** A script whose answer was lost is sent again, and then finds what it made itself. */
function isOwn(said: Said, own: Omit<PlanUse, 'ended'>): boolean {
  return said.status === 'used' && said.use?.at === own.at && said.use.by === own.by && said.use.ended === null;
}

async function onEach({ targets, transport }: Ask, script: string): Promise<ReadonlyMap<string, Said>> {
  const queue = new PQueue({ concurrency: PARALLEL });
  const answers = targets.map((target) => async (): Promise<readonly [string, Said]> => {
    try {
      const { stdout } = await again(async () => {
        const session = await transport.connect(target);
        return session.run(bytesOf(script), { timeoutMs: target.connection.commandTimeoutMs, maxOutputBytes: 100_000 });
      });
      return [target.node, parse(shownText(stdout))];
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      return [target.node, { status: 'failed', why: error.diagnostic.summary }];
    }
  });
  return new Map(await queue.addAll(answers));
}

function usedBefore(node: string, use: PlanUse | null): Diagnostic {
  const began = use
    ? `It was begun at ${use.at} by ${use.by}${use.reason === '' ? '' : `, for: ${use.reason}`}.`
    : 'Who began it, and when, can no longer be read.';
  const ended = use?.ended ?? 'it did not say; either it is at work just now (dmsa lock list), or it was killed on its way';
  return {
    severity: 'error',
    code: 'plan-used',
    summary: 'This saved plan has been used already: nothing was done',
    detail: `${began} How it ended: ${ended}.\nA plan is used once. For what is left to do, make a new one: dmsa plan --out FILE`,
    node,
  };
}
