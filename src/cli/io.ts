import { createInterface } from 'node:readline/promises';
import type { Logger } from 'winston';
import type { OnEvent } from '../apply/events.ts';
import { type Diagnostic, DiagnosticError } from '../diagnostic.ts';
import { renderDiagnostics } from '../views/diagnostics.ts';
import { createRedactor, redactDeep } from '../views/redact.ts';
import { EXIT } from './exit.ts';

/** All that a verb may say or ask: output on standard output, everything else on standard error. */
export interface Io {
  readonly color: boolean;
  /** True where only ASCII can be shown (LANG=C). */
  readonly ascii: boolean;
  /** Columns of the terminal; 100 where there is none. */
  readonly width: number;
  /** Lines that can be drawn again and again. */
  readonly rows: number;
  /** Does what Ctrl-C does, where there is no terminal; its reason says who it was. */
  readonly stopped?: AbortSignal;
  /** Both ends are a terminal: a person can be asked. */
  readonly interactive: boolean;
  out(text: string): void;
  err(text: string): void;
  /** Lines that are drawn again and again at the bottom of a terminal; nothing where standard error is none. */
  progress(lines: readonly string[]): void;
  /** Hears each step of a plan that is carried out, beside what is drawn of it. */
  readonly onApply?: OnEvent;
  /** Shows problems on standard error. */
  problems(diagnostics: readonly Diagnostic[], sourceText?: (file: string) => string | undefined): void;
  log(level: 'error' | 'warn' | 'info' | 'debug', message: string, fields?: Readonly<Record<string, string | number>>): void;
  /** A value of plain data without secrets: for views, which cut and wrap what they show. */
  redacted<T>(value: T): T;
  /** From now on these values appear nowhere. */
  hide(secrets: readonly string[]): void;
  /** Empty where nobody answered: Ctrl-C, Ctrl-D. */
  ask(question: string): Promise<string>;
  /** Asks for a passphrase, which is not shown; null where there is no terminal. The same question is asked once. */
  askPassphrase(what: string): Promise<string | null>;
  /** Says what went wrong and gives the exit code for it. */
  fail(error: unknown): number;
  close(): Promise<void>;
}

interface GlobalOptions {
  readonly color?: boolean;
  readonly logFormat?: string;
  readonly logLevel?: string;
}

export function createIo(options: GlobalOptions): Io {
  const env = process.env;
  const plain = options.color === false || (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb';
  const forced = !plain && !['', '0', undefined].includes(env['FORCE_COLOR']);
  const color = !plain && (forced || process.stdout.isTTY === true);
  const errColor = !plain && (forced || process.stderr.isTTY === true);
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  const ascii = /^(C|POSIX)$/.test(locale);
  const width = Math.max(40, process.stdout.columns ?? 100);
  let drawn = 0;
  let redact = createRedactor([]);
  let hiding = false;
  const hidden = new Set<string>();
  let logger: Promise<Logger> | null = null;
  const pending = new Set<Promise<void>>();
  const passphrases = new Map<string, Promise<string | null>>();

  const erase = (): void => {
    if (drawn === 0) return;
    process.stderr.write(`\x1b[${drawn}F\x1b[J`);
    drawn = 0;
  };
  const io: Io = {
    color,
    ascii,
    width,
    rows: Math.max(2, (process.stderr.rows ?? 24) - 2),
    interactive: process.stdin.isTTY === true && process.stderr.isTTY === true,
    out(text) {
      erase();
      process.stdout.write(redact(text));
    },
    err(text) {
      erase();
      process.stderr.write(redact(text));
    },
    progress(lines) {
      if (process.stderr.isTTY !== true || options.logFormat === 'json') return;
      const columns = process.stderr.columns ?? 80;
      erase();
      // A line that wraps or scrolls away could not be erased again.
      const shown = lines.slice(0, io.rows);
      if (shown.length === 0) return;
      process.stderr.write(`${shown.map((line) => clip(redact(line), columns)).join('\n')}\n`);
      drawn = shown.length;
    },
    problems(diagnostics, sourceText) {
      if (diagnostics.length === 0) return;
      if (options.logFormat === 'json') {
        for (const one of diagnostics) {
          io.log(one.severity === 'error' ? 'error' : 'warn', one.summary, {
            code: one.code,
            ...(one.detail === undefined ? {} : { detail: one.detail }),
            ...(one.node === undefined ? {} : { node: one.node }),
            ...(one.source === undefined ? {} : { source: `${one.source.file}:${one.source.line}:${one.source.column}` }),
          });
        }
        return;
      }
      io.err(
        renderDiagnostics(io.redacted(diagnostics), { color: errColor, ascii, width, ...(sourceText ? { sourceText } : {}) }),
      );
    },
    log(level, message, fields = {}) {
      // Loaded at the first line: most runs have nothing to log, and no reader should wait for that.
      logger ??= import('./log.ts').then(({ createLog }) =>
        createLog(options.logFormat === 'json' ? 'json' : 'human', options.logLevel ?? 'warn', (text) => redact(text)),
      );
      // A line that can't be written (a full disk) ends nothing.
      const line = logger
        .then((log) => {
          erase();
          log.log(level, message, fields);
        })
        .catch(() => {});
      pending.add(line);
      void line.then(() => pending.delete(line));
    },
    redacted: (value) => (hiding ? redactDeep(value, redact) : value),
    hide(secrets) {
      // Those of a file that was read before are secrets still.
      for (const one of secrets) hidden.add(one);
      hiding = hidden.size > 0;
      redact = createRedactor([...hidden]);
    },
    async ask(question) {
      erase();
      const reader = createInterface({ input: process.stdin, output: process.stderr });
      // Ctrl-C, Ctrl-D, a terminal that went away: no answer, which is none that agrees to anything.
      const closed = new Promise<null>((resolve) => reader.once('close', () => resolve(null)));
      try {
        const answer = await Promise.race([reader.question(question).catch(() => null), closed]);
        if (answer === null) process.stderr.write('\n');
        return answer ?? '';
      } finally {
        reader.close();
      }
    },
    askPassphrase(what) {
      if (!io.interactive) return Promise.resolve(null);
      erase();
      const asked =
        passphrases.get(what) ?? import('./passphrase.ts').then((hidden) => hidden.readHidden(`Passphrase of ${what}: `));
      passphrases.set(what, asked);
      return asked;
    },
    fail(error) {
      erase();
      if (error instanceof DiagnosticError) {
        io.problems(error.diagnostics);
        return error.exitCode;
      }
      const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
      io.problems([
        {
          severity: 'error',
          code: 'internal',
          summary: 'dmsa itself failed; this is a bug',
          detail: `${detail}\nPlease report it with the command and, if you can, the cluster.yaml.`,
        },
      ]);
      return EXIT.error;
    },
    async close() {
      erase();
      await Promise.all(pending);
    },
  };
  return io;
}

/** Cuts a line to what fits, not counting colour codes (nothing but `ESC [ … m` is ever drawn). */
function clip(line: string, columns: number): string {
  const start = '\u001b';
  let room = columns - 1;
  let result = '';
  for (const [index, part] of line.split(start).entries()) {
    const end = index === 0 ? 0 : part.indexOf('m') + 1;
    const shown = part.slice(end, end + room);
    room -= shown.length;
    result += (index === 0 ? '' : start) + part.slice(0, end) + shown;
  }
  return result;
}
