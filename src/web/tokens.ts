/** Who may do something over the network: tokens with names, one a line of a file, and how often a wrong one may be tried. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { DiagnosticError } from '../diagnostic.ts';

export interface Token {
  readonly name: string;
  /** SHA-256 of it: all are of one length, so that the comparison tells nothing. */
  readonly digest: Buffer;
  readonly may: 'read' | 'act';
}

const LEAST_LENGTH = 24;

/**
 * `NAME TOKEN` a line, `NAME TOKEN read` for one that may change nothing; `#` begins a comment.
 *
 * @throws DiagnosticError  with the line, and never with what stands in it
 */
export function parseTokens(text: string, path: string): readonly Token[] {
  const tokens: Token[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const words = line.replace(/#.*/, '').trim().split(/\s+/);
    const [name = '', token = '', may] = words;
    if (name === '') continue;
    const fail = (summary: string): DiagnosticError =>
      new DiagnosticError([
        {
          severity: 'error',
          code: 'bad-token',
          summary,
          detail: 'A line is NAME TOKEN, or NAME TOKEN read. To make one: echo "$USER $(openssl rand -hex 24)"',
          source: { file: path, line: index + 1, column: 1 },
        },
      ]);
    if (words.length > 3 || (may !== undefined && may !== 'read')) throw fail('a line of the tokens has two or three words');
    if (!/^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/.test(name)) throw fail("a token's name has letters, digits, and . _ @ - only");
    if (token.length < LEAST_LENGTH)
      throw fail(`the token of ${name} has less than ${LEAST_LENGTH} characters: it could be guessed`);
    if (tokens.some((one) => one.name === name)) throw fail(`there are two tokens of ${name}`);
    tokens.push({ name, digest: digestOf(token), may: may === 'read' ? 'read' : 'act' });
  }
  if (tokens.length === 0)
    throw new DiagnosticError([
      { severity: 'error', code: 'bad-token', summary: `${path} has no token`, detail: 'A line is NAME TOKEN.' },
    ]);
  return tokens;
}

/** All are compared, whichever fits. */
export function tokenOf(tokens: readonly Token[], given: string): Token | null {
  const digest = digestOf(given);
  let found: Token | null = null;
  for (const token of tokens) if (timingSafeEqual(token.digest, digest)) found = token;
  return found;
}

/** `Authorization: Bearer …`; null: none was given. */
export function bearerOf(header: string | undefined): string | null {
  return /^Bearer +([\x21-\x7e]{1,512})$/i.exec(header ?? '')?.[1] ?? null;
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

export interface Wrongs {
  /** Milliseconds until a wrong token of that address is told of again; 0: now. */
  readonly waitMs: (address: string, nowMs: number) => number;
  readonly wrong: (address: string, nowMs: number) => void;
}

const MOST = 10;
const WITHIN_MS = 60_000;
const ADDRESSES = 1_000;

/** Ten wrong tokens a minute, by address; the next ones are not answered as such until the minute is over. */
export function createWrongs(): Wrongs {
  const seen = new Map<string, { count: number; sinceMs: number }>();
  return {
    waitMs(address, nowMs) {
      const one = seen.get(address);
      if (!one || nowMs - one.sinceMs >= WITHIN_MS) return 0;
      return one.count < MOST ? 0 : WITHIN_MS - (nowMs - one.sinceMs);
    },
    wrong(address, nowMs) {
      const one = seen.get(address);
      if (one && nowMs - one.sinceMs < WITHIN_MS) {
        one.count += 1;
        return;
      }
      // The oldest goes: many addresses must not fill the memory.
      seen.delete(address);
      const [oldest] = seen.keys();
      if (seen.size >= ADDRESSES && oldest !== undefined) seen.delete(oldest);
      seen.set(address, { count: 1, sinceMs: nowMs });
    },
  };
}
