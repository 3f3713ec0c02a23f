import { closest, distance } from 'fastest-levenshtein';
import { type Diagnostic, DiagnosticError } from '../diagnostic.ts';
import { findingId } from '../diff/foretell.ts';
import type { Action, Plan } from '../diff/plan.ts';
import { FINDING_CODES, type Finding, type FindingCode } from '../kinds/foretell.ts';

/** One `--force`: a code, for all actions or (`id`) for one. */
interface Force {
  readonly text: string;
  readonly code: FindingCode;
  readonly id: string | null;
}

/** What the operator takes upon himself, and what stands all the same. */
interface Foretold {
  readonly forced: readonly { readonly action: Action; readonly finding: Finding }[];
  readonly refused: readonly { readonly action: Action; readonly finding: Finding }[];
  /** Of `--force`: what had nothing to force. */
  readonly idle: readonly string[];
}

/** `CODE` or `NODE/kind/name:CODE`; names may hold colons. Throws a message for a code that there is not. */
export function parseForces(values: readonly string[]): readonly Force[] {
  const problems: Diagnostic[] = [];
  const forces = values.flatMap((text): Force[] => {
    const at = text.lastIndexOf(':');
    const code = text.slice(at + 1);
    if (isCode(code)) return [{ text, code, id: at < 0 ? null : text.slice(0, at) }];
    const codes = Object.keys(FINDING_CODES);
    const near = closest(code, codes);
    problems.push({
      severity: 'error',
      code: 'unknown-finding',
      summary: `--force ${text}: there is no finding "${code}"`,
      detail: `${distance(code, near) <= 3 ? `Did you mean ${near}? ` : ''}It takes a code, or NODE/kind/name:CODE, as the plan shows them. There are: ${codes.join(', ')}.`,
    });
    return [];
  });
  if (problems.length > 0) throw new DiagnosticError(problems);
  return forces;
}

function isCode(text: string): text is FindingCode {
  return Object.hasOwn(FINDING_CODES, text);
}

export function weigh(plan: Plan, forces: readonly Force[]): Foretold {
  const forced: Foretold['forced'][number][] = [];
  const refused: Foretold['refused'][number][] = [];
  const used = new Set<Force>();
  for (const action of plan.actions) {
    for (const finding of action.findings) {
      if (finding.severity !== 'would-fail') continue;
      const force = forces.find(({ code, id }) => code === finding.code && (id === null || id === action.id));
      if (force) used.add(force);
      (force ? forced : refused).push({ action, finding });
    }
  }
  return { forced, refused, idle: forces.filter((force) => !used.has(force)).map(({ text }) => text) };
}

const MAX_TOLD = 20;

/** Why nothing was started. */
export function refusal(plan: Plan, refused: Foretold['refused']): Diagnostic {
  const actions = new Set(refused.map(({ action }) => action.id)).size;
  const of = `${actions} of ${plan.actions.length} ${plan.actions.length === 1 ? 'change' : 'changes'}`;
  const codes = [...new Set(refused.map(({ finding }) => finding.code))];
  return {
    severity: 'error',
    code: 'foretold',
    summary: `${of} would fail: nothing was started`,
    detail: [
      ...refused.slice(0, MAX_TOLD).map(({ action, finding }) => `${findingId(action, finding)}  ${finding.sentence}`),
      ...(refused.length > MAX_TOLD ? [`… and ${refused.length - MAX_TOLD} more`] : []),
      `Mend the cause and apply again. To try it all the same: --force ${codes.join(' --force ')}, or for one change only: --force NODE/kind/name:CODE. What then fails stops only what comes after it.`,
    ].join('\n'),
  };
}

const MAX_IN_REASON = 5;

/** For the lock, which others see: what is done against what was foretold. Empty where nothing was forced. */
export function forcedText(forced: Foretold['forced']): string {
  if (forced.length === 0) return '';
  const ids = forced.map(({ action, finding }) => findingId(action, finding));
  const more = ids.length > MAX_IN_REASON ? ` and ${ids.length - MAX_IN_REASON} more` : '';
  return ` (forced: ${ids.slice(0, MAX_IN_REASON).join(', ')}${more})`;
}
