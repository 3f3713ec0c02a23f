/**
 * What waits to be delivered, on the disk of this machine: a folder a channel, a file a notice, named so that names sort as they are
 * sent. A notice counts once its file has its name, after fsync. Calls are made one after the other: a disk that hangs must not take
 * all threads that Node has for files and names, which others need.
 */
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Notify } from '../desired/notify-data.ts';
import type { Notice, OpenMatters } from './notice.ts';
import { nameOf, placeAfter, placeOf } from './queue.ts';

/** How a channel stands, for whoever sends next. */
export interface ChannelState {
  readonly failures: number;
  /** Since when nothing goes out; null: it works. */
  readonly failingSinceMs: number | null;
  readonly nextMs: number;
  readonly why: string | null;
  /** When messages went out, newest last. */
  readonly sentMs: readonly number[];
  /** The names that the message in hand is made of: after a crash it is made of the same ones again. */
  readonly inHand: readonly string[];
  /** The first of those that wait was refused so many times. */
  readonly refusals: { readonly name: string; readonly times: number } | null;
}

export const NEW_CHANNEL: ChannelState = {
  ...{ failures: 0, failingSinceMs: null, nextMs: 0, why: null, sentMs: [], inHand: [], refusals: null },
};

/** A notice that was given up, and why. */
export interface Refused {
  readonly why: string;
  readonly notice: Notice | null;
}

export interface Outbox {
  readonly directory: string;
  /** Throws where it could not be written. */
  put(channel: string, notice: Notice): Promise<void>;
  /** In the order in which they are sent. */
  names(channel: string): Promise<readonly string[]>;
  /** null: the file is damaged. */
  read(channel: string, name: string): Promise<Notice | null>;
  remove(channel: string, names: readonly string[]): Promise<void>;
  /** Another in the place of some. */
  replace(channel: string, names: readonly string[], notice: Notice): Promise<void>;
  refuse(channel: string, name: string, why: string): Promise<void>;
  refused(channel: string): Promise<readonly Refused[]>;
  state(channel: string): Promise<ChannelState>;
  setState(channel: string, state: ChannelState, sure?: boolean): Promise<void>;
  matters(): Promise<OpenMatters>;
  setMatters(matters: OpenMatters): Promise<void>;
  /** All that have a folder here, also those that the file no longer has. */
  channels(): Promise<readonly string[]>;
  /** The file that is locked while a channel is sent. */
  lockFile(channel: string): Promise<string>;
}

const STATE = 'state.json';
const MATTERS = 'matters.json';
const REFUSED = 'refused';
const MOST_REFUSED = 100;
/** Beyond this nothing is taken any more: nobody sends, and nobody drops. */
const FULL = 2;

export function outboxDirectory({ outbox: { directory } }: Notify, cluster: string): string {
  return join(directory ?? defaultDirectory(), cluster);
}

function defaultDirectory(): string {
  if (process.getuid?.() === 0) return '/var/lib/dmsa/outbox';
  return join(process.env['XDG_STATE_HOME'] || join(homedir(), '.local/state'), 'dmsa/outbox');
}

export function openOutbox(directory: string, messages: number): Outbox {
  let tail: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = tail.then(work);
    tail = done.catch(() => {});
    return done;
  };
  const folder = (channel: string): string => join(directory, channel);
  const list = async (channel: string): Promise<readonly string[]> =>
    (await filesIn(folder(channel))).filter((name) => placeOf(name) !== null).sort();
  return {
    directory,
    put: (channel, notice) =>
      inTurn(async () => {
        await makeFolder(folder(channel));
        const names = await list(channel);
        if (names.length >= messages * FULL) throw new Error(`${names.length} messages wait already, and none goes out`);
        await writeSurely(folder(channel), nameOf(placeAfter(names, notice.atMs), notice.id), notice);
      }),
    names: (channel) => inTurn(() => list(channel)),
    read: (channel, name) =>
      inTurn(async () => {
        const found = await readJson(join(folder(channel), name));
        return isNotice(found) ? found : null;
      }),
    remove: (channel, names) =>
      inTurn(async () => {
        for (const name of names) await rm(join(folder(channel), name), { force: true });
      }),
    replace: (channel, names, notice) =>
      inTurn(async () => {
        const [first] = names;
        const place = first === undefined ? null : placeOf(first);
        if (place === null) return;
        const name = nameOf(place, notice.id);
        await writeSurely(folder(channel), name, notice);
        for (const one of names) if (one !== name) await rm(join(folder(channel), one), { force: true });
      }),
    refuse: (channel, name, why) =>
      inTurn(async () => {
        const into = join(folder(channel), REFUSED);
        await makeFolder(into);
        const found = await readJson(join(folder(channel), name));
        await writeSurely(into, name, { why, notice: isNotice(found) ? found : null });
        await rm(join(folder(channel), name), { force: true });
        const kept = (await filesIn(into)).filter((one) => placeOf(one) !== null).sort();
        for (const old of kept.slice(0, Math.max(0, kept.length - MOST_REFUSED))) await rm(join(into, old), { force: true });
      }),
    refused: (channel) =>
      inTurn(async () => {
        const into = join(folder(channel), REFUSED);
        const names = (await filesIn(into)).filter((one) => placeOf(one) !== null).sort();
        const all = await Promise.all(names.map((name) => readJson(join(into, name))));
        return all.flatMap((one) => (isRecord(one) && typeof one['why'] === 'string' ? [one as unknown as Refused] : []));
      }),
    state: (channel) =>
      inTurn(async () => {
        const found = await readJson(join(folder(channel), STATE));
        return isRecord(found) ? { ...NEW_CHANNEL, ...(found as Partial<ChannelState>) } : NEW_CHANNEL;
      }),
    setState: (channel, state, sure = false) =>
      inTurn(async () => {
        await makeFolder(folder(channel));
        await (sure ? writeSurely : write)(folder(channel), STATE, state);
      }),
    matters: () =>
      inTurn(async () => {
        const found = await readJson(join(directory, MATTERS));
        return isRecord(found) ? (found as OpenMatters) : {};
      }),
    setMatters: (matters) =>
      inTurn(async () => {
        await makeFolder(directory);
        await writeSurely(directory, MATTERS, matters);
      }),
    channels: () =>
      inTurn(async () => {
        const found = await filesIn(directory);
        const folders = await Promise.all(found.map(async (name) => (await stat(join(directory, name))).isDirectory()));
        return found.filter((_, at) => folders[at]).sort();
      }),
    lockFile: (channel) =>
      inTurn(async () => {
        await makeFolder(folder(channel));
        return join(folder(channel), 'lock');
      }),
  };
}

async function filesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

/** null: it is not there, or holds something else. */
async function readJson(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function write(folder: string, name: string, value: unknown): Promise<void> {
  await writeTo(folder, name, value, false);
}

/** A folder that is new must be there after a power cut as well. */
async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = folder; made.startsWith(first); made = dirname(made)) await syncFolder(dirname(made));
}

async function writeSurely(folder: string, name: string, value: unknown): Promise<void> {
  await writeTo(folder, name, value, true);
  await syncFolder(folder);
}

async function syncFolder(folder: string): Promise<void> {
  const directory = await open(folder, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

async function writeTo(folder: string, name: string, value: unknown, sure: boolean): Promise<void> {
  const draft = join(folder, `.${process.pid}.tmp`);
  const file = await open(draft, 'w', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(value)}\n`);
    if (sure) await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, join(folder, name));
}

function codeOf(error: unknown): unknown {
  return isRecord(error) ? error['code'] : null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNotice(value: unknown): value is Notice {
  if (!isRecord(value)) return false;
  const texts = ['id', 'event', 'severity', 'code', 'cluster', 'sentence', 'by'];
  return (
    texts.every((key) => typeof value[key] === 'string') && typeof value['atMs'] === 'number' && Array.isArray(value['detail'])
  );
}
