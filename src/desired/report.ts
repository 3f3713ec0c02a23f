/** Collects the problems of one file, in the order of its lines, with a limit. */
import { distance } from 'fastest-levenshtein';
import type { Diagnostic, SourceRange } from '../diagnostic.ts';

/** More are counted, not kept: nobody reads them, and a broken file of 10,000 nodes would print a million lines. */
const MAX_PROBLEMS = 1000;
/** Word comparisons for "did you mean" in one run; past it, suggestions are left out. */
const MAX_COMPARISONS = 300_000;

export interface Report {
  /** `at`: offset into the file's text. `detail`: what was found, what to write instead. */
  error(at: number, code: string, summary: string, detail: string, node?: string): void;
  warning(at: number, code: string, summary: string, detail: string, node?: string): void;
  /** ` Did you mean "x"?`, or ` There are: a, b.` where the words are few, or nothing. Starts with a blank. */
  suggest(word: string, known: Iterable<string>): string;
  place(at: number): SourceRange;
  /** True once an error was reported. */
  failed(): boolean;
  /** Sorted by line and column. */
  diagnostics(): readonly Diagnostic[];
}

export function createReport(place: (at: number) => SourceRange): Report {
  const kept: { readonly at: number; readonly diagnostic: Diagnostic }[] = [];
  let failed = false;
  let dropped = 0;
  let comparisons = 0;

  const add = (severity: Diagnostic['severity'], at: number, code: string, summary: string, detail: string, node?: string) => {
    if (severity === 'error') failed = true;
    if (kept.length >= MAX_PROBLEMS) {
      dropped += 1;
      return;
    }
    const diagnostic = { severity, code, summary, detail, source: place(at), ...(node === undefined ? {} : { node }) };
    kept.push({ at, diagnostic });
  };

  return {
    error: (...problem) => add('error', ...problem),
    warning: (...problem) => add('warning', ...problem),
    suggest(word, known) {
      const words = [...known];
      comparisons += words.length;
      const best = comparisons > MAX_COMPARISONS ? null : closest(word, words);
      if (best !== null) return ` Did you mean "${best}"?`;
      return words.length > 0 && words.length <= 12 ? ` There are: ${words.join(', ')}.` : '';
    },
    place,
    failed: () => failed,
    diagnostics() {
      const sorted = kept.toSorted((a, b) => a.at - b.at).map((k) => k.diagnostic);
      const last = kept.at(-1);
      if (dropped === 0 || last === undefined) return sorted;
      const more = {
        severity: failed ? 'error' : 'warning',
        code: 'too-many-problems',
        summary: `At least ${dropped} more problems are not shown.`,
        detail: `The first ${MAX_PROBLEMS} are above. Mend them and validate again.`,
        source: place(Math.max(...kept.map((k) => k.at))),
      } satisfies Diagnostic;
      return [...sorted, more];
    },
  };
}

/** The word that was probably meant; null where none is near enough (a third of its letters may differ, case never counts). */
export function closest(word: string, known: readonly string[]): string | null {
  const wanted = word.slice(0, 100).toLowerCase();
  let best: string | null = null;
  let bestDistance = Math.min(wanted.length, Math.max(1, Math.floor(wanted.length / 3)) + 1);
  for (const candidate of known) {
    if (Math.abs(candidate.length - wanted.length) >= bestDistance) continue;
    const d = distance(wanted, candidate.toLowerCase());
    if (d < bestDistance) {
      bestDistance = d;
      best = candidate;
    }
  }
  return best;
}

/** A value for a message: quoted, on one line, invisible characters made visible, never endless. */
export function show(value: string): string {
  const cut = value.length > 80 ? `${value.slice(0, 77)}…` : value;
  return JSON.stringify(cut).replace(/[\u007f-\u00a0\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, escaped);
}

function escaped(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** `a`, `a and b`, `a, b and c`, `a, b, c and 7 more`. */
export function listed(words: readonly string[], limit = 5): string {
  const shown = words.length > limit ? [...words.slice(0, limit), `${words.length - limit} more`] : words;
  return shown.length < 2 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** A value that was understood, or why it was not. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | ({ readonly ok: false } & Complaint);

export interface Complaint {
  readonly code: string;
  readonly summary: string;
  readonly detail: string;
}

export function complaint(code: string, summary: string, detail: string): { readonly ok: false } & Complaint {
  return { ok: false, code, summary, detail };
}

/** The value, or null after its complaint was reported. */
export function accept<T>(report: Report, at: number, parsed: Parsed<T>, node?: string): T | null {
  if (parsed.ok) return parsed.value;
  report.error(at, parsed.code, parsed.summary, parsed.detail, node);
  return null;
}
