/** What is said of a branch that is followed: a line an event, and the whole state, for people and as JSON. */
import { type Revision, shortId } from '../git/revision.ts';
import type { GitEvent } from '../git/source-of-revisions.ts';
import type { GitState, ReadState } from '../git/state.ts';
import type { Json } from '../json.ts';
import { PLAIN, type Style, styleOf, type ViewOptions, type Words } from './style.ts';

const GIT_SCHEMA_VERSION = 1;

type IsoOf = (ms: number) => string;

/** `2026-11-23T05:55:01Z /srv/net.git main:cluster.yaml  taken  …` */
export function gitEventLine(event: GitEvent, at: Date, options: ViewOptions): string {
  const style = styleOf(options);
  const { word, sentence } = told(event, style);
  return `${style.dim(wholeSeconds(at.toISOString()))} ${style.bold(style.clean(event.file))}  ${word}  ${style.prose(sentence)}\n`;
}

/** What its line says, in the plain. */
export function gitEventWords(event: GitEvent): Words {
  return { head: event.file, ...told(event, PLAIN) };
}

/** Beside the events of pairs; those of a file have the same keys. */
export function gitEventJson(event: GitEvent, at: Date): Json {
  const base = { at: at.toISOString(), pair: null, file: event.file };
  switch (event.type) {
    case 'taken': {
      const { digest, changed, warnings, revision } = event;
      return { ...base, type: 'file', is: 'taken', digest, changed, warnings: [...warnings], revision: revisionJson(revision) };
    }
    case 'same':
      return { ...base, type: 'file', is: 'same', digest: event.digest, revision: revisionJson(event.revision) };
    case 'refused':
      return {
        ...base,
        type: 'problem',
        code: event.code,
        why: event.why,
        revision: event.revision ? revisionJson(event.revision) : null,
      };
    case 'unreachable':
      return { ...base, type: 'problem', code: 'git-unreachable', why: event.why };
    case 'reached':
      return { ...base, type: 'file', is: 'reached' };
  }
}

function told(event: GitEvent, { green, yellow, red }: Style): { readonly word: string; readonly sentence: string } {
  switch (event.type) {
    case 'taken': {
      const same = event.changed ? '' : '; its files are those before';
      const warned = event.warnings.map((warning) => `; ${warning}`).join('');
      return { word: green('taken'), sentence: `${revisionText(event.revision)} is in force from now on${same}${warned}` };
    }
    case 'same':
      return { word: green('same'), sentence: `the branch is again at what is in force: ${revisionText(event.revision)}` };
    case 'refused':
      return { word: red(`REFUSED [${event.code}]`), sentence: `what was in force stays so: ${event.why}` };
    case 'unreachable':
      return { word: yellow('unreachable'), sentence: `what was in force stays so: ${event.why}` };
    case 'reached':
      return { word: green('reached'), sentence: 'the server answers again' };
  }
}

/** `a1b2c3d4e5f6 "Two more nodes" of Ann, 2026-11-23T10:00:00+01:00, signed by ann@example.net` */
function revisionText({ commit, author, date, subject, signer }: Revision): string {
  return `${shortId(commit)} ${JSON.stringify(subject)} of ${author}, ${date}${signer === null ? '' : `, signed by ${signer}`}`;
}

/** A source, and the process that follows it; null: none does. */
export interface SeenSource {
  readonly folder: string;
  readonly read: Exclude<ReadState, { readonly status: 'none' }>;
  readonly pid: number | null;
}

/** @param isoOf  milliseconds since 1970 as ISO 8601 */
export function renderGitStatus(sources: readonly SeenSource[], nowMs: number, isoOf: IsoOf, options: ViewOptions): string {
  const style = styleOf(options);
  return `${sources.map((source) => sourceLines(source, nowMs, isoOf, style).join('\n')).join('\n\n')}\n`;
}

function sourceLines({ folder, read, pid }: SeenSource, nowMs: number, isoOf: IsoOf, style: Style): readonly string[] {
  if (read.status === 'unreadable') return [style.bold(style.clean(folder)), `  ${style.red(style.prose(read.why))}`];
  const { source, good, tip, refused, contact } = read.state;
  const line = (title: string, text: string, paint = (value: string): string => value): string =>
    `  ${style.dim(title.padEnd(10))}${paint(style.prose(text))}`;
  const since = (ms: number): string => `${wholeSeconds(isoOf(ms))}, ${age(nowMs - ms)} ago`;
  return [
    style.bold(style.clean(source.name)),
    ...(good
      ? [line('in force', revisionText(good)), line('', `cluster ${good.cluster}, since ${since(good.sinceMs)}`)]
      : [line('in force', 'nothing yet', style.yellow)]),
    line('branch', tip === null ? 'not there' : `${shortId(tip)}${tip === good?.commit ? ', which is in force' : ''}`),
    ...(refused
      ? [line('refused', `[${refused.code}] ${refused.sentence}`, style.red), line('', `since ${since(refused.sinceMs)}`)]
      : []),
    line('contact', contact.okMs === null ? 'never' : since(contact.okMs)),
    ...(contact.failing
      ? [
          line(
            'failing',
            `${contact.failing.why} (since ${since(contact.failing.sinceMs)}, ${contact.failing.times} times)`,
            style.yellow,
          ),
        ]
      : []),
    line('followed', pid === null ? 'by nobody now' : `by process ${pid}`, pid === null ? style.yellow : undefined),
    line('files', `${folder}/current/${source.path}`),
  ];
}

/** As data (schema/git.schema.json). */
export function gitStatusToJson(sources: readonly SeenSource[], isoOf: IsoOf): Json {
  return { schemaVersion: GIT_SCHEMA_VERSION, sources: sources.map((source) => sourceJson(source, isoOf)) };
}

function sourceJson({ folder, read, pid }: SeenSource, isoOf: IsoOf): Json {
  if (read.status === 'unreadable') return { folder, pid, unreadable: read.why };
  const { source, good, tip, refused, contact }: GitState = read.state;
  return {
    folder,
    pid,
    name: source.name,
    url: source.url,
    branch: source.branch,
    path: source.path,
    inForce: good && { ...revisionJson(good), cluster: good.cluster, digest: good.digest, since: isoOf(good.sinceMs) },
    tip,
    refused: refused && {
      commit: refused.commit,
      revision: refused.revision && revisionJson(refused.revision),
      code: refused.code,
      why: refused.sentence,
      since: isoOf(refused.sinceMs),
    },
    contact: {
      last: contact.okMs === null ? null : isoOf(contact.okMs),
      failing: contact.failing && {
        since: isoOf(contact.failing.sinceMs),
        why: contact.failing.why,
        times: contact.failing.times,
      },
    },
  };
}

function revisionJson({ commit, author, date, subject, signer }: Revision): { readonly [key: string]: Json } {
  return { commit, author, date, subject, signer };
}

/** Whole seconds, UTC. */
function wholeSeconds(iso: string): string {
  return `${iso.slice(0, 19)}Z`;
}

function age(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} days`;
}
