/**
 * What is shown while dmsa looks and while it applies: pure, state and event in, lines out. The caller draws the lines again
 * and again; where there is no terminal to draw on, `eventLine` gives the log's line for an event.
 */
import type { ApplyEvent } from '../apply/events.ts';
import type { Plan } from '../diff/plan.ts';
import { type Style, styleOf, type ViewOptions } from './style.ts';
import { clip, count, nameList, pad, seconds } from './text.ts';

export interface LookProgress {
  readonly total: number;
  /** Nodes that have not been looked at yet, in file order. */
  readonly waiting: readonly string[];
}

/** `12 of 24 nodes looked at, waiting for Sec-3, Sec-4 …`: one line, cut to the terminal's width. */
export function renderLookProgress({ total, waiting }: LookProgress, options: ViewOptions): readonly string[] {
  const style = styleOf(options);
  const done = `${total - waiting.length} of ${count(total, 'node')} looked at`;
  if (waiting.length === 0) return [done];
  const names = style.clean(nameList(waiting, style.ellipsis));
  return [clip(`${done}, waiting for ${names}`, style.width - 1, style.ellipsis)];
}

type Phase =
  | { readonly name: 'waiting' }
  | { readonly name: 'lock-waiting'; readonly holder: string; readonly waitedMs: number; readonly leftMs: number }
  | { readonly name: 'locked' }
  | { readonly name: 'working'; readonly on: string }
  | { readonly name: 'confirming'; readonly what: string }
  | { readonly name: 'failed'; readonly why: string };

interface NodeProgress {
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly stale: number;
  readonly blocked: number;
  readonly phase: Phase;
}

export interface ApplyProgress {
  /** The nodes that have something to do, in file order. */
  readonly nodes: ReadonlyMap<string, NodeProgress>;
  readonly interrupted: boolean;
  /** null where the whole plan is one. */
  readonly batch: { readonly number: number; readonly of: number; readonly what: 'working' | 'checking' | 'stopped' } | null;
}

export function createApplyProgress(plan: Plan): ApplyProgress {
  const nodes = new Map<string, NodeProgress>();
  for (const { name } of plan.nodes) {
    const total = plan.actions.filter((action) => action.node === name).length;
    if (total > 0) nodes.set(name, { total, done: 0, failed: 0, stale: 0, blocked: 0, phase: { name: 'waiting' } });
  }
  return { nodes, interrupted: false, batch: null };
}

export function applyProgress(state: ApplyProgress, event: ApplyEvent): ApplyProgress {
  if (event.type === 'interrupted') return { ...state, interrupted: true };
  switch (event.type) {
    case 'batch-started':
      return { ...state, batch: { number: event.batch, of: event.of, what: 'working' } };
    case 'batch-checking':
      return { ...state, batch: { number: event.batch, of: event.of, what: 'checking' } };
    case 'rollout-stopped':
      return { ...state, batch: state.batch ? { ...state.batch, what: 'stopped' } : null };
  }
  if (!('node' in event)) return state;
  const before = state.nodes.get(event.node);
  if (!before) return state;
  const after = nextOf(before, event);
  return after === before ? state : { ...state, nodes: new Map(state.nodes).set(event.node, after) };
}

type NodeEvent = Extract<ApplyEvent, { readonly node: string }>;

function nextOf(node: NodeProgress, event: NodeEvent): NodeProgress {
  switch (event.type) {
    case 'node-locked':
      return { ...node, phase: { name: 'locked' } };
    case 'lock-waiting':
      return { ...node, phase: { name: 'lock-waiting', holder: event.holder, waitedMs: event.waitedMs, leftMs: event.leftMs } };
    case 'node-failed':
      return { ...node, phase: { name: 'failed', why: event.error.summary } };
    case 'wave-started':
      return {
        ...node,
        phase: {
          name: 'working',
          on: event.ids.length === 1 ? thing(event.node, event.ids[0] ?? '') : count(event.ids.length, 'change'),
        },
      };
    case 'action-started':
      return { ...node, phase: { name: 'working', on: thing(event.node, event.id) } };
    case 'step-started':
      return { ...node, phase: { name: 'working', on: event.label } };
    case 'action-done':
    case 'action-already':
      return { ...node, done: node.done + 1 };
    case 'action-failed':
      return { ...node, failed: node.failed + 1 };
    case 'action-stale':
      return { ...node, stale: node.stale + 1 };
    case 'action-blocked':
    case 'action-interrupted':
    case 'action-skipped':
      return { ...node, blocked: node.blocked + 1 };
    case 'unhealthy':
      return { ...node, phase: { name: 'failed', why: event.error.summary } };
    case 'confirm-armed':
      return { ...node, phase: { name: 'confirming', what: `${thing(event.node, event.id)}: can it still be reached?` } };
    case 'confirm-reached':
      return { ...node, phase: { name: 'confirming', what: `${thing(event.node, event.id)}: reached anew at ${event.via}` } };
    case 'checked':
      return { ...node, phase: { name: 'confirming', what: `${thing(event.node, event.id)}: check ${event.name}` } };
    case 'confirmed':
    case 'reverted':
      return { ...node, phase: { name: 'locked' } };
    case 'node-unlocked':
      return node.phase.name === 'failed' ? node : { ...node, phase: { name: 'waiting' } };
    case 'folder-created':
    case 'manifest-written':
    case 'problem':
      return node;
  }
}

function thing(node: string, id: string): string {
  const [kind = '', ...name] = (id.startsWith(`${node}/`) ? id.slice(node.length + 1) : id).split('/');
  return `${kind} ${name.join('/')}`.trimEnd();
}

const BAR = 10;

/**
 * One line a node. Where there are more nodes than lines, those that are at work or in trouble come first, and the last
 * line counts the rest.
 */
export function renderApplyProgress(
  state: ApplyProgress,
  options: ViewOptions & { readonly maxLines?: number },
): readonly string[] {
  const style = styleOf(options);
  const head = batchLine(state.batch, style);
  const max = Math.max(2, options.maxLines ?? Number.POSITIVE_INFINITY) - head.length;
  const all = [...state.nodes];
  const width = Math.min(24, Math.max(0, ...all.map(([name]) => name.length)));
  const draw = ([name, node]: readonly [string, NodeProgress]): string => nodeLine(name, node, state.interrupted, width, style);
  if (all.length <= max) return [...head, ...all.map(draw)];
  const first = [...all].sort(([, a], [, b]) => weight(a) - weight(b)).slice(0, max - 1);
  const chosen = new Set(first.map(([name]) => name));
  const rest = all.filter(([name]) => !chosen.has(name));
  const ended = rest.filter(([, node]) => isOver(node)).length;
  const counts = [
    ...(ended > 0 ? [`${ended} finished`] : []),
    ...(rest.length > ended ? [`${rest.length - ended} waiting`] : []),
  ].join(', ');
  return [
    ...head,
    ...all.filter(([name]) => chosen.has(name)).map(draw),
    style.dim(`${style.ellipsis} and ${count(rest.length, 'more node')}: ${counts}`),
  ];
}

function batchLine(batch: ApplyProgress['batch'], style: Style): readonly string[] {
  if (!batch) return [];
  const what = { working: '', checking: ': looking at its nodes again', stopped: ': no further batch is begun' }[batch.what];
  return [style.bold(`batch ${batch.number} of ${batch.of}${what}`)];
}

function isOver(node: NodeProgress): boolean {
  return node.phase.name === 'failed' || node.done + node.failed + node.stale + node.blocked >= node.total;
}

function weight(node: NodeProgress): number {
  if (!isOver(node)) return node.phase.name === 'waiting' || node.phase.name === 'locked' ? 2 : 0;
  return node.phase.name === 'failed' || node.failed > 0 ? 1 : 3;
}

function nodeLine(name: string, node: NodeProgress, interrupted: boolean, width: number, style: Style): string {
  const over = node.done + node.failed + node.stale + node.blocked;
  const filled = node.total === 0 ? BAR : Math.floor((over / node.total) * BAR);
  const bar = (style.ascii ? '#' : '█').repeat(filled) + (style.ascii ? '.' : '░').repeat(BAR - filled);
  const paint =
    node.failed > 0 || node.phase.name === 'failed' ? style.red : node.stale + node.blocked > 0 ? style.yellow : style.green;
  const digits = String(node.total).length;
  const numbers = `${String(over).padStart(digits)}/${node.total}`;
  const label = clip(style.clean(name), width, style.ellipsis);
  const room = style.width - width - BAR - numbers.length - 7;
  const [text, paintText] = statusText(node, interrupted, style);
  return `${pad(label, width)}  ${paint(bar)}  ${numbers}  ${paintText(clip(style.clean(text), Math.max(8, room), style.ellipsis))}`;
}

function statusText(node: NodeProgress, interrupted: boolean, style: Style): readonly [string, (text: string) => string] {
  const { done, failed, stale, blocked, total, phase } = node;
  if (phase.name === 'failed') return [phase.why, style.red];
  if (done + failed + stale + blocked >= total) {
    const trouble = [
      ...(failed > 0 ? [`${failed} failed`] : []),
      ...(stale > 0 ? [`${stale} stale`] : []),
      ...(blocked > 0 ? [`${blocked} not done`] : []),
    ];
    return trouble.length === 0 ? ['done', style.green] : [trouble.join(', '), failed > 0 ? style.red : style.yellow];
  }
  if (interrupted && phase.name !== 'working' && phase.name !== 'confirming') return ['stopping', style.yellow];
  switch (phase.name) {
    case 'waiting':
    case 'locked':
      return ['waiting', style.dim];
    case 'lock-waiting':
      return [
        `locked by ${phase.holder}: waiting ${seconds(phase.waitedMs)}, at most ${seconds(phase.leftMs)} more`,
        style.yellow,
      ];
    case 'working':
      return [phase.on, (text) => text];
    case 'confirming':
      return [phase.what, style.yellow];
  }
}
