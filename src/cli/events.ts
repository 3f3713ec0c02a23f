/** `dmsa events`: the journal of a cluster, whether its loop is at work or not. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { parseDocument } from 'yaml';
import { DiagnosticError } from '../diagnostic.ts';
import type { Entry, EntrySeverity } from '../events/entry.ts';
import { journalDirectory } from '../events/journal.ts';
import { type EntryFilter, followEntries, readEntries } from '../events/read-journal.ts';
import { lastingDirectory } from '../reconcile/orders.ts';
import { entryLine } from '../views/entry.ts';
import { EXIT } from './exit.ts';
import type { Io } from './io.ts';

interface EventsOptions {
  readonly file: string;
  readonly cluster?: string;
  readonly node: readonly string[];
  readonly pair: readonly string[];
  readonly kind: readonly string[];
  readonly severity?: EntrySeverity;
  readonly since?: number;
  readonly last?: number;
  readonly steps: boolean;
  readonly follow: boolean;
  readonly json: boolean;
}

const LAST = 100;
const LAST_SINCE = 10_000;

export async function eventsVerb(options: EventsOptions, io: Io): Promise<number> {
  const cluster = options.cluster ?? (await nameIn(options.file)) ?? (await onlyOne(options.file));
  const directory = journalDirectory(cluster);
  const most = options.last ?? (options.since === undefined ? LAST : LAST_SINCE);
  const filter: EntryFilter = {
    ...(options.node.length > 0 ? { nodes: options.node } : {}),
    ...(options.pair.length > 0 ? { pairs: options.pair } : {}),
    ...(options.kind.length > 0 ? { kinds: options.kind } : {}),
    ...(options.steps || options.kind.length > 0 ? {} : { without: ['step'] }),
    ...(options.severity ? { severity: options.severity } : {}),
    ...(options.since === undefined ? {} : { sinceMs: options.since }),
  };
  const say = (entries: readonly Entry[]): void => {
    // In one go: a terminal is slow by the call.
    io.out(entries.map((entry) => (options.json ? `${JSON.stringify(entry)}\n` : entryLine(entry, io))).join(''));
  };
  try {
    const { entries, end } = await readEntries(directory, { ...filter, most });
    say(entries);
    const first = entries[0]?.seq ?? 0;
    if (options.last === undefined && entries.length === most && first > 1)
      io.err(`These are the newest ${most}; more of them with -n.\n`);
    if (!options.follow) {
      if (entries.length === 0) io.err(`Nothing ${nothing(end.offset > 0)} of ${cluster} on this machine (${directory}).\n`);
      return EXIT.done;
    }
    // Until Ctrl-C: nothing has to be brought to an end then.
    const { signal } = new AbortController();
    for await (const fresh of followEntries(directory, { from: end, filter, signal })) say(fresh);
    return EXIT.done;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw failure(
      'journal-unreadable',
      `the journal of ${cluster} can not be read`,
      `${why}. dmsa run writes it as its own user.`,
    );
  }
}

function nothing(any: boolean): string {
  return any ? 'that fits is in the journal' : 'is in the journal';
}

/** Of the cluster file: no more of it than its name needs to be right. null: there is no such file. */
async function nameIn(file: string): Promise<string | null> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw failure('unreadable', `${file} can't be read`, error instanceof Error ? error.message : String(error));
  }
  const name: unknown = parseDocument(text, { logLevel: 'silent' }).getIn(['metadata', 'name']);
  if (typeof name === 'string' && name !== '') return name;
  throw failure(
    'no-name',
    `${file} says no cluster's name`,
    'dmsa validate says what is wrong with it; --cluster NAME does without it.',
  );
}

/** Where the file comes from a branch none lies about: there is one loop on most machines. */
async function onlyOne(file: string): Promise<string> {
  const base = lastingDirectory();
  const names = (await readdir(base).catch(() => []))
    .filter((name) => name.startsWith('events-'))
    .map((name) => decodeURIComponent(basename(name).slice('events-'.length)));
  const [only] = names;
  if (only !== undefined && names.length === 1) return only;
  const there = names.length === 0 ? `No journal is in ${base}.` : `There are journals of ${names.join(', ')}: --cluster NAME.`;
  throw failure('no-file', `there is no ${file} in ${dirname(file)}`, `Its name says which cluster is meant (-f FILE). ${there}`);
}

function failure(code: string, summary: string, detail: string): DiagnosticError {
  return new DiagnosticError([{ severity: 'error', code, summary, detail }]);
}
