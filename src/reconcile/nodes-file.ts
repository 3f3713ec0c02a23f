/** The file in which the loop that keeps nodes writes down what it knows, for `dmsa status` and for the loop after it. One a cluster. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Change } from '../kinds/kind.ts';
import type { Failure } from './back-off.ts';
import { type Decider, type FileInForce, now, stateDirectory, type Written, writeFileWhole } from './evidence-file.ts';
import type { Trail } from './fights.ts';
import type { Approval } from './orders.ts';
import type { Suspension, WaitCode } from './rounds.ts';

/** Another number where a program of another version could misread it. */
const FORMAT = 1;
const MAX_BYTES = 64 * 1024 * 1024;

/** What differs on a node, and what becomes of it. Values that are secret are not in it. */
export type Difference = {
  readonly id: string;
  readonly verb: string;
  readonly intent: 'intended' | 'corrective';
  readonly sentence: string;
  readonly fields: readonly Change[];
  /** Since when it is known, milliseconds since 1970. */
  readonly sinceMs: number;
  /** null: it is being put right, or is about to be. */
  readonly waits: { readonly code: WaitCode; readonly why: string; readonly untilMs: number | null } | null;
};

export type NodeTold = {
  readonly name: string;
  /** null: it was not looked at yet. */
  readonly reachable: boolean | null;
  /** When it was last seen. */
  readonly seenMs: number | null;
  /** Why it could not be looked at the last time. */
  readonly why: string | null;
  readonly nextMs: number | null;
  readonly differences: readonly Difference[];
  /** How many more there are than are told here. */
  readonly more: number;
  /** What could not be seen on it. */
  readonly unknown: readonly string[];
  readonly doing: string | null;
  /** What is heard of it between two looks; null: it is not asked for. Not there in what an older version wrote. */
  readonly stream?: StreamTold | null;
};

export type StreamTold = {
  /** `partial`: without the events of the network. */
  readonly is: 'opening' | 'open' | 'partial' | 'lost';
  readonly why: string | null;
  /** Milliseconds since 1970. */
  readonly sinceMs: number;
  /** How often something changed there since then. */
  readonly changes: number;
  /** What changed last, a few words. */
  readonly last: { readonly atMs: number; readonly what: string } | null;
  /** It is just changing: nothing is begun there before it was quiet, and not waited for longer than that. Milliseconds since 1970. */
  readonly quietMs?: number | null;
};

export type ShareWritten = {
  readonly controller: string;
  /** Those that are alive, this one among them, and how many nodes each keeps. */
  readonly controllers: readonly { readonly name: string; readonly nodes: number }[];
  /** By node, who keeps it; null: nobody, or it is not known. */
  readonly keptBy: readonly (readonly [string, string | null])[];
  /** Why the arbiter does not answer; null: it does. */
  readonly silent: string | null;
};

export type NodesTold = {
  readonly mode: string;
  readonly dryRun: boolean;
  readonly revision: { readonly digest: string; readonly approval: Approval | null };
  readonly window: { readonly open: boolean; readonly text: string } | null;
  /** A text: why they can't be read. */
  readonly suspensions: readonly Suspension[] | string;
  readonly nodes: readonly NodeTold[];
  /** Where several controllers share the nodes; missing or null: this one keeps all. */
  readonly share?: ShareWritten | null;
  /** For the loop after this one. */
  readonly trails: readonly (readonly [string, Trail])[];
  readonly failures: readonly (readonly [string, Failure])[];
  readonly deleted: number;
};

export type NodesWritten = {
  readonly format: typeof FORMAT;
  readonly cluster: string;
  readonly at: Written['at'];
  readonly by: Decider;
  readonly file: FileInForce;
  readonly told: NodesTold;
};

export function nodesPath(cluster: string, directory = stateDirectory()): string {
  return join(directory, `nodes-${encodeURIComponent(cluster).replaceAll('.', '%2E')}.json`);
}

export type ReadNodes =
  | { readonly status: 'read'; readonly written: NodesWritten }
  | { readonly status: 'none' }
  | { readonly status: 'unreadable'; readonly why: string };

/** Never rejects. */
export async function readNodes(path: string): Promise<ReadNodes> {
  try {
    const text = await readFile(path, 'utf8');
    const data = text.length > MAX_BYTES ? null : (JSON.parse(text) as Partial<NodesWritten> | null);
    const { format, at, by, told } = data ?? {};
    const whole = typeof at?.wallMs === 'number' && typeof by?.pid === 'number';
    if (format === FORMAT && whole && Array.isArray(told?.nodes) && Array.isArray(told?.trails))
      return { status: 'read', written: data as NodesWritten };
    return { status: 'unreadable', why: `${path} is not what this version of dmsa writes` };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : null;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { status: 'none' };
    return { status: 'unreadable', why: code === null ? `${path} is not what dmsa writes` : `${path} can't be read (${code})` };
  }
}

export interface NodesWriter {
  readonly note: (told: NodesTold) => void;
  /** Resolves when all that was noted is written. */
  readonly done: () => Promise<void>;
}

export interface NodesWriterOptions {
  /** Its name. */
  readonly cluster: string;
  readonly by: Decider;
  readonly file: () => FileInForce;
  /** Once for each reason why it can't be written. Nothing else comes of that. */
  readonly onProblem: (why: string) => void;
}

/** Writes the newest that was noted; what comes while it writes waits, and only the last of that is written. */
export function nodesWriter({ cluster, by, file, onProblem }: NodesWriterOptions): NodesWriter {
  let next: NodesTold | null = null;
  let writing: Promise<void> | null = null;
  let problem = '';
  const write = async (): Promise<void> => {
    while (next) {
      const told = next;
      next = null;
      try {
        const { wallMs, boot } = await now();
        const content: NodesWritten = { format: FORMAT, cluster, at: { wallMs, boot }, by, file: file(), told };
        await writeFileWhole(nodesPath(cluster), `${JSON.stringify(content)}\n`);
        problem = '';
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        if (why !== problem) onProblem(`what is known of the nodes can't be written down for dmsa status: ${why}`);
        problem = why;
      }
    }
    writing = null;
  };
  return {
    note(told) {
      next = told;
      writing ??= write();
    },
    async done() {
      await writing;
    },
  };
}
