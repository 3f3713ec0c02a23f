import { join, resolve } from 'node:path';
import { DiagnosticError } from '../diagnostic.ts';
import { gitStateDirectory, ownerOf, readStates } from '../git/state.ts';
import { gitStatusToJson, renderGitStatus, type SeenSource } from '../views/git.ts';
import { EXIT } from './exit.ts';
import type { Io } from './io.ts';

/** Reads what `dmsa run --git` has written down here; asks no server. */
export async function gitStatusVerb(options: { readonly gitState?: string; readonly json: boolean }, io: Io): Promise<number> {
  const directory = resolve(options.gitState ?? gitStateDirectory());
  const states = await readStates(directory);
  if (states.length === 0) {
    const detail = `Found no branch that was ever followed, in ${directory}. dmsa run --git follows one; --git-state DIR names another folder.`;
    throw new DiagnosticError([{ severity: 'error', code: 'git-no-state', summary: 'no branch is followed here', detail }]);
  }
  const seen: SeenSource[] = [];
  for (const { key, read } of states) {
    const folder = join(directory, key);
    if (read.status !== 'none') seen.push({ folder, read, pid: await ownerOf(join(folder, 'in-use')) });
  }
  const safe = io.redacted(seen);
  if (options.json) io.out(`${JSON.stringify(gitStatusToJson(safe, isoOf), null, 2)}\n`);
  else io.out(renderGitStatus(safe, Date.now(), isoOf, io));
  return seen.every(isWell) ? EXIT.done : EXIT.incomplete;
}

/** What the branch has is in force, and the server answered the last time. */
function isWell({ read }: SeenSource): boolean {
  return read.status === 'read' && read.state.good !== null && read.state.refused === null && read.state.contact.failing === null;
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
