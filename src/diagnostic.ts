/**
 * A problem told to a person: what happened, where, what was found and wanted, what to do.
 * Every error that leaves a part of dmsa has this shape, so that the human and the JSON view render all of them alike.
 *
 * severity  `error` stops what it concerns; `warning` never does.
 * code      stable, kebab-case, what tests assert on (`unknown-node`, `connect-timeout`).
 * summary   one sentence, static as far as possible.
 * detail    what was found, what was wanted, what to do. May be several lines.
 */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly summary: string;
  readonly detail?: string;
  readonly source?: SourceRange;
  readonly node?: string;
  /** Resource id (`Sec-1/export//opt/rrd`) where the problem belongs to one. */
  readonly resource?: string;
}

/** A place in a file; lines and columns count from 1. */
export interface SourceRange {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Thrown where there is no result to return beside the problems. The CLI renders it and exits with `exitCode`. */
export class DiagnosticError extends Error {
  readonly diagnostics: readonly Diagnostic[];
  readonly exitCode: 1 | 3 | 4;

  constructor(diagnostics: readonly Diagnostic[], exitCode: 1 | 3 | 4 = 1) {
    super(diagnostics.map((d) => d.summary).join('\n'));
    this.name = 'DiagnosticError';
    this.diagnostics = diagnostics;
    this.exitCode = exitCode;
  }
}
