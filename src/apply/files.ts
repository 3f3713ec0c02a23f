/** From the steps of a wave to one change a file: pure. What is on the node is what the guard has just read. */
import type { Action } from '../diff/plan.ts';
import { applyEdit, EditError } from '../kinds/edit.ts';
import type { Facts, FileFact } from '../kinds/facts.ts';
import type { FileEdit, Step } from '../kinds/kind.ts';
import { binary, bytesOf, cksum } from './bytes.ts';

/** Larger files are not ours to write: their content travels inside a script. */
export const MAX_FILE_BYTES = 8 * 1024 * 1024;

export interface FileChange {
  readonly path: string;
  /** Places in the wave of the actions it belongs to: they fail where it fails. */
  readonly actions: readonly number[];
  /** `old`: checksum of what the guard read, null where there was no file. Mode and owner null: as they are. */
  readonly change:
    | {
        readonly do: 'put';
        readonly old: string | null;
        readonly content: string;
        readonly sum: string;
        readonly mode: string | null;
        readonly owner: string | null;
      }
    /** Only where the file is still the one that was read. */
    | { readonly do: 'remove'; readonly old: string };
}

export interface FileChanges {
  readonly files: readonly FileChange[];
  /** By place in the wave: why nothing of this action can be done. */
  readonly failed: ReadonlyMap<number, FileProblem>;
}

export interface FileProblem {
  readonly code: string;
  readonly summary: string;
  readonly detail: string;
}

/** The files that the guard has to read for these actions. */
export function filesToRead(actions: readonly Action[]): readonly string[] {
  return [...new Set(actions.flatMap((action) => action.steps.flatMap((step) => (step.do === 'run' ? [] : [step.path]))))];
}

interface Draft {
  readonly fact: FileFact | null;
  readonly actions: Set<number>;
  /** A binary string; null: no file. */
  content: string | null;
  mode: string | null;
  owner: string | null;
}

/**
 * Merges writes, edits and removals of each file, in action order, into one change. An action one of whose files can't be
 * changed is left out as a whole, so that it is never half done.
 */
export function planFiles(actions: readonly Action[], facts: Facts): FileChanges {
  const failed = new Map<number, FileProblem>();
  // An action that fails must leave no trace in a file that it shares: begin again without it.
  for (;;) {
    const drafts = new Map<string, Draft>();
    const problem = draftAll(actions, facts, failed, drafts);
    if (problem === null) return { files: finish(drafts), failed };
    failed.set(problem.place, problem);
  }
}

function draftAll(
  actions: readonly Action[],
  facts: Facts,
  skip: ReadonlyMap<number, FileProblem>,
  drafts: Map<string, Draft>,
): (FileProblem & { readonly place: number }) | null {
  const asked = new Set(filesToRead(actions));
  const factOf = (path: string): FileFact | null => (asked.has(path) ? facts.file(path) : null);
  for (const [place, action] of actions.entries()) {
    if (skip.has(place)) continue;
    for (const step of action.steps) {
      if (step.do === 'run') continue;
      const problem = draftStep(step, place, factOf, drafts);
      if (problem) return { ...problem, place };
    }
  }
  return null;
}

function draftStep(
  step: Exclude<Step, { do: 'run' }>,
  place: number,
  factOf: (path: string) => FileFact | null,
  drafts: Map<string, Draft>,
): FileProblem | null {
  const { path } = step;
  if (!/^\/[^\\\p{Cc}]*[^\\\p{Cc}/]$/u.test(path)) {
    return {
      code: 'bad-path',
      summary: `${JSON.stringify(path)} is not a path that dmsa writes to`,
      detail: 'Wanted is an absolute path without control characters and backslashes.',
    };
  }
  let draft = drafts.get(path);
  if (!draft) {
    const fact = factOf(path);
    draft = { fact, actions: new Set(), content: contentOf(fact), mode: null, owner: null };
    drafts.set(path, draft);
  }
  draft.actions.add(place);
  if (draft.fact?.status === 'unknown') {
    return {
      code: 'file-unreadable',
      summary: `${path} can't be read, so it is not ${step.do === 'remove' ? 'removed' : 'replaced'}`,
      detail: `Found: ${draft.fact.why}. Wanted: a regular file, or none. Look at it on the node.`,
    };
  }
  if (step.do === 'remove') {
    draft.content = null;
    return null;
  }
  if (step.do === 'write') {
    draft.content = binary(step.content, step.encoding ?? 'utf8');
    draft.mode = step.mode;
    draft.owner = `${step.owner}:${step.group}`;
  } else {
    try {
      draft.content = edited(draft.content, step.edit, draft.fact);
    } catch (error) {
      if (!(error instanceof EditError)) throw error;
      return { code: 'edit-impossible', summary: `${path} can't be edited safely`, detail: error.message };
    }
    if (draft.fact?.status !== 'present') draft.mode ??= step.mode;
  }
  if (draft.content.includes('\0')) {
    return {
      code: 'nul-in-content',
      summary: `${path} would get a NUL byte`,
      detail: "dmsa writes text files; a NUL byte can't travel in a shell script. Nothing was sent.",
    };
  }
  if (draft.content.length > MAX_FILE_BYTES) {
    return {
      code: 'file-too-large',
      summary: `${path} would be too large`,
      detail: `It would have ${draft.content.length} bytes; dmsa writes files of up to ${MAX_FILE_BYTES}.`,
    };
  }
  return null;
}

/** An edit's own text is UTF-8 bytes, whatever the encoding of what stands around it. */
function edited(content: string | null, edit: FileEdit, fact: FileFact | null): string {
  if (fact?.status === 'present' && fact.encoding === 'latin1') return applyEdit(content ?? '', asBinary(edit));
  const text = Buffer.from(content ?? '', 'latin1').toString('utf8');
  return binary(applyEdit(text, edit));
}

function asBinary(edit: FileEdit): FileEdit {
  return JSON.parse(JSON.stringify(edit), (_, value: unknown) => (typeof value === 'string' ? binary(value) : value)) as FileEdit;
}

function contentOf(fact: FileFact | null): string | null {
  return fact?.status === 'present' ? binary(fact.text, fact.encoding) : null;
}

function finish(drafts: ReadonlyMap<string, Draft>): readonly FileChange[] {
  const files: FileChange[] = [];
  for (const [path, { fact, actions, content, mode, owner }] of drafts) {
    const places = [...actions];
    if (content === null) {
      const there = contentOf(fact);
      if (there !== null) files.push({ path, actions: places, change: { do: 'remove', old: cksum(bytesOf(there)) } });
      continue;
    }
    const before = contentOf(fact);
    if (fact?.status === 'present') {
      const newMode = mode !== null && mode !== fact.mode ? mode : null;
      const newOwner = owner !== null && owner !== `${fact.owner}:${fact.group}` ? owner : null;
      if (content === before && newMode === null && newOwner === null) continue;
      files.push({ path, actions: places, change: put(before, content, newMode, newOwner) });
    } else if (content !== '' || owner !== null) {
      files.push({ path, actions: places, change: put(null, content, mode ?? '0644', owner ?? 'root:root') });
    }
  }
  return files;
}

function put(before: string | null, content: string, mode: string | null, owner: string | null): FileChange['change'] {
  return { do: 'put', old: before === null ? null : cksum(bytesOf(before)), content, sum: cksum(bytesOf(content)), mode, owner };
}
