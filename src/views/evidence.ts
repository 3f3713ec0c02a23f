/** Why the loop did, or did not, act: on one screen, and as JSON. */
import type { Condition, Evidence, NetworkSeen, SubjectSeen } from '../ha/evidence.ts';
import type { Json } from '../json.ts';
import type { LoopSeen } from '../reconcile/loop-seen.ts';
import { inForceText } from './in-force.ts';
import type { Style } from './style.ts';
import { columns, pad, wrap } from './text.ts';
import { clockTime, time } from './time.ts';

/** A label, and what is said beside it; a label of its own for each line where the text has several. */
type Row = readonly [string, string];

export function loopJson(loop: LoopSeen): Json {
  switch (loop.from) {
    case 'none':
      return { from: 'none', because: loop.because };
    case 'look':
      return { from: 'look', because: loop.because, ...loop.evidence };
    case 'loop': {
      const { written, ageMs, lives, evidence } = loop;
      return { from: 'loop', ageMs, lives, by: written.by, file: written.file, ...evidence };
    }
  }
}

/** One line for `ha status`. */
export function loopLine(loop: LoopSeen, style: Style): readonly string[] {
  const lines = (text: string): readonly string[] => wrap(style.prose(text), style.width - 2);
  switch (loop.from) {
    case 'none':
    case 'look':
      return lines(`loop: ${loop.because}`).map(style.dim);
    case 'loop': {
      const { verdict, doing } = loop.evidence;
      const text = `loop (pid ${loop.written.by.pid}, ${age(loop.ageMs)}): ${verdict.code}: ${doing?.what ?? verdict.sentence}`;
      const paint = verdict.act === 'alarm' ? style.red : verdict.code === 'fine' ? style.dim : style.yellow;
      return lines(text).map(paint);
    }
  }
}

export function loopLines(loop: LoopSeen, style: Style): readonly string[] {
  if (loop.from === 'none') return table([['loop', loop.because]], style);
  const { evidence } = loop;
  return table(
    [
      ['verdict', verdictText(evidence)],
      ...(loop.from === 'loop' ? deciderRows(loop) : [['as of', `one look, made now: ${loop.because}`] as const]),
      ...doingRows(evidence),
      ['waits for', evidence.waitsFor.length === 0 ? 'nothing' : evidence.waitsFor.join('; ')],
      ...watchedRows(evidence),
      ...evidence.repairs.map(repairRow),
      ['may take over', 'where one of these holds:'],
      ...evidence.conditions.map(conditionRow),
      ['held back by', evidence.brakes.length === 0 ? 'nothing' : evidence.brakes.map(({ why }) => why).join('; ')],
      ...(evidence.takeovers === null
        ? []
        : [['takeovers', `${evidence.takeovers.count} within the last hour; ${evidence.takeovers.limit} are allowed`] as const]),
    ],
    style,
  );
}

function verdictText({ verdict: { act, code, sentence } }: Evidence): string {
  return act === 'alarm'
    ? `ALARM [${code}] ${sentence}`
    : act === 'none'
      ? `[${code}] ${sentence}`
      : `${act} [${code}] ${sentence}`;
}

function deciderRows({ written: { by, file }, ageMs, lives }: Extract<LoopSeen, { from: 'loop' }>): readonly Row[] {
  const where = by.node === null ? 'no node of the cluster' : `the node ${by.node}`;
  const alive = { yes: 'it lives', no: 'it has ended', unknown: 'whether it lives can not be told from here' }[lives];
  return [
    [
      'decided by',
      `dmsa run of ${by.user}@${by.host} (${where}), pid ${by.pid}, since ${time(by.startedMs)}; ${alive}; ${age(ageMs)}`,
    ],
    ['by the file', inForceText(file)],
    ...(file.refused === null ? [] : [['', `what it says by now is not in force: ${file.refused}`] as const]),
  ];
}

function doingRows({ doing, problem }: Evidence): readonly Row[] {
  return [
    ...(doing === null ? [] : [['is doing', `${doing.what} (since ${clockTime(doing.sinceMs)})`] as const]),
    ...(problem === null ? [] : [['last problem', `${clockTime(problem.atMs)}: ${problem.why}`] as const]),
  ];
}

function watchedRows({ watching, checkedMs, lookedMs, intervalMs, subjects, networks, patience }: Evidence): readonly Row[] {
  const checked = checkedMs === null ? 'not checked yet' : `checked ${clockTime(checkedMs)}`;
  const looked = lookedMs === null ? 'not looked at yet' : `both looked at whole ${clockTime(lookedMs)}`;
  const good = subjects.filter(({ is, times }) => is === 'good' && times === 0).map(({ subject }) => subject);
  const rest = subjects.filter(({ is, times }) => is !== 'good' || times > 0);
  return [
    ['watched', `${watching ?? 'nothing yet'}, every ${Number((intervalMs / 1000).toFixed(1))} s; ${checked}, ${looked}`],
    ...rest.map((one): Row => [`  ${one.subject}`, subjectText(one, patience)]),
    ...(good.length === 0 ? [] : [['  good', good.join(', ')] as const]),
    ...networks.map((one): Row => [`  on ${one.network}`, witnessText(one)]),
  ];
}

function subjectText({ is, why, times, sinceMs, ripe }: SubjectSeen, patience: Evidence['patience']): string {
  const counted =
    times === 0
      ? ''
      : patience === null
        ? `${times} failed ${times === 1 ? 'check' : 'checks'} since ${clockTime(sinceMs ?? 0)}`
        : ripe
          ? `failed since ${clockTime(sinceMs ?? 0)}, for long enough (${times} checks)`
          : `${Math.min(times, patience.failures)} of ${patience.failures} failed checks since ${clockTime(sinceMs ?? 0)}`;
  const said = is === 'unknown' ? `unknown: ${why ?? ''}` : (why ?? '');
  return [counted, said].filter((part) => part !== '').join(': ');
}

const SAYS = {
  hears: 'hears it',
  silent: 'hears nothing of it, but others',
  deaf: 'hears nobody at all there',
  unknown: "can't say",
} as const;

function witnessText({ witnesses }: NetworkSeen): string {
  if (witnesses.length === 0) return 'nobody was asked';
  return witnesses.map(({ name, says, why }) => `${name} ${SAYS[says]}${why === null ? '' : ` (${why})`}`).join('; ');
}

function repairRow({ service, triedMs, of, expiresMs }: Evidence['repairs'][number]): Row {
  const tries = `${triedMs.length} of ${of} tries (${triedMs.map(clockTime).join(', ')})`;
  return ['repaired', `${service}: ${tries}; a try is forgotten after ${Math.round(expiresMs / 60_000)} min`];
}

const CONDITIONS: Readonly<Record<Condition['condition'], string>> = {
  released: '  released',
  'fence-agent': '  fence agent',
  lease: '  lease',
  operator: "  operator's word",
};

function conditionRow({ condition, is, why }: Condition): Row {
  return [CONDITIONS[condition], `${is}: ${why}`];
}

function age(ms: number): string {
  return `${Math.round(ms / 1000)} s ago`;
}

function table(rows: readonly Row[], style: Style): readonly string[] {
  const labels = rows.map(([label]) => style.prose(label));
  const width = Math.min(24, Math.max(...labels.map(columns)));
  return rows.flatMap(([, text], at) => {
    const label = labels[at] ?? '';
    const lines = wrap(style.prose(text), Math.max(20, style.width - width - 4));
    const own = columns(label) > width ? [`  ${label}`] : [];
    return [
      ...own,
      ...lines.map((line, index) => `  ${pad(index === 0 && own.length === 0 ? label : '', width)}  ${line}`.trimEnd()),
    ];
  });
}
