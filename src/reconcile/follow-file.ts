/**
 * Follows the cluster file of a loop that runs for long: a change is taken up where the file is good, else the last good one stays in
 * force and somebody is told, once.
 *
 * A file is read as it is written, half perhaps, and half a YAML file may well be valid: it is taken up once two readings in a row,
 * a moment apart, found the same. That nothing is left of it is never what somebody wants of a loop that is at work.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Cluster } from '../desired/cluster.ts';
import { withEither } from '../either-signal.ts';
import type { FileInForce } from './evidence-file.ts';

/** A good file, or why it is none, for people. */
export type Loaded = { readonly cluster: Cluster; readonly text: string } | { readonly refused: string };

export interface FollowOptions {
  readonly path: string;
  /** Other files that it is made of (secrets), as the file in force names them. */
  readonly others: () => readonly string[];
  /** Reads and validates the file, and says whether this loop can go on with it. Never rejects. */
  readonly load: () => Promise<Loaded>;
  readonly first: { readonly text: string };
  readonly everyMs: number;
  readonly signal: AbortSignal;
  readonly onEvent: (event: FileEvent) => void;
  readonly onTaken: (cluster: Cluster) => void;
}

export type FileEvent =
  /** It is in force from now on. `same`: it was refused, and says again what has been in force all the while. */
  | { readonly type: 'taken' | 'same'; readonly file: string; readonly digest: string }
  | { readonly type: 'refused'; readonly file: string; readonly why: string };

export interface Follower {
  /** What is in force. */
  readonly inForce: () => FileInForce;
  /** Reads it at once (SIGHUP), without a second reading. */
  readonly again: () => void;
  /** Resolves once `signal` is aborted. */
  readonly ended: Promise<void>;
}

export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export function followFile(options: FollowOptions): Follower {
  const { path, everyMs, signal, onEvent } = options;
  let file: FileInForce = { path, digest: digestOf(options.first.text), sinceMs: Date.now(), refused: null };
  /** Of all files: what is in force, what was refused, what was read the last time. null: not known yet. */
  let inForce: string | null = null;
  let refused: string | null = null;
  let seen: string | null = null;
  let hurry = new AbortController();

  const read = async (): Promise<{ readonly own: string; readonly all: string }> => {
    const [own, ...others] = await Promise.all([textOf(path), ...options.others().map(textOf)]);
    return { own, all: digestOf(JSON.stringify([own, ...others])) };
  };
  const check = async (atOnce: boolean): Promise<void> => {
    const { own, all: state } = await read();
    const settled = atOnce || state === seen;
    seen = state;
    // What the loop began with was read a moment before.
    inForce ??= own === options.first.text ? state : '';
    if (!settled || state === refused) return;
    if (state === inForce) {
      if (file.refused !== null) onEvent({ type: 'same', file: path, digest: file.digest });
      file = { ...file, refused: null };
      refused = null;
      return;
    }
    const loaded = await options.load();
    if (signal.aborted) return;
    // Changed meanwhile: what was loaded may be anything.
    if ((await read()).all !== state) return;
    if ('refused' in loaded) {
      refused = state;
      file = { ...file, refused: loaded.refused };
      onEvent({ type: 'refused', file: path, why: loaded.refused });
      return;
    }
    file = { path, digest: digestOf(loaded.text), sinceMs: Date.now(), refused: null };
    refused = null;
    onEvent({ type: 'taken', file: path, digest: file.digest });
    options.onTaken(loaded.cluster);
    // Its other files may be other ones by now.
    const after = await read();
    inForce = after.own === loaded.text ? after.all : '';
    seen = after.all;
  };
  const follow = async (): Promise<void> => {
    let atOnce = false;
    while (!signal.aborted) {
      await check(atOnce);
      await withEither([signal, hurry.signal], (ends) => delay(everyMs, undefined, { signal: ends })).catch(() => {});
      atOnce = hurry.signal.aborted;
      if (atOnce) hurry = new AbortController();
    }
  };
  return { inForce: () => file, again: () => hurry.abort(), ended: follow() };
}

/** Of a file that can't be read: why. */
async function textOf(path: string): Promise<string> {
  try {
    return new TextDecoder().decode(await readFile(path));
  } catch (error) {
    return error instanceof Error && 'code' in error ? `\0${String(error.code)}` : '\0unknown';
  }
}
