/** dmsa secrets edit: the plain text is only ever in a folder in memory that nobody else can look into. */
import { spawn } from 'node:child_process';
import { accessSync, constants, lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseSecrets } from '../desired/secrets.ts';
import { DiagnosticError } from '../diagnostic.ts';
import { rewriteSecrets } from '../secrets/rewrite.ts';
import { withoutKeys } from '../transport/without-keys.ts';
import { EXIT } from './exit.ts';
import type { Io } from './io.ts';
import { whichSecrets } from './secrets.ts';

interface EditOptions {
  readonly file: string;
  readonly secretsFile: string | null;
}

const FOLDER = 'dmsa-edit-';

export async function editVerb(options: EditOptions, io: Io): Promise<number> {
  const place = await whichSecrets(options, io);
  const what = await rewriteSecrets(place, (text) => edited(text, place.path, io));
  io.err(what === 'written' ? `Wrote ${place.path}.\n` : `${place.path} was not changed.\n`);
  return EXIT.done;
}

async function edited(text: string, path: string, io: Io): Promise<string> {
  const base = shelter();
  clearDead(base);
  const folder = mkdtempSync(join(base, `${FOLDER}${process.pid}-`));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  const end = (signal: NodeJS.Signals): void => {
    remove();
    process.exit(signal === 'SIGHUP' ? 129 : 143);
  };
  // Ctrl-C is the editor's; what would end us takes the plain text along.
  const ignore = (): void => {};
  process.on('exit', remove);
  process.on('SIGINT', ignore);
  process.on('SIGTERM', end);
  process.on('SIGHUP', end);
  try {
    const file = join(folder, 'cluster.secrets.yaml');
    await writeFile(file, text, { mode: 0o600, flag: 'wx' });
    for (;;) {
      await runEditor(file);
      const now = await readFile(file, 'utf8');
      if (now === text) return text;
      const { secrets, diagnostics } = parseSecrets(now, path);
      io.problems(diagnostics);
      if (secrets) return now;
      const answer = io.interactive ? await io.ask('Edit it again? (yes, or no: what was typed is thrown away) ') : 'no';
      if (!/^y(es)?$/i.test(answer.trim())) throw new DiagnosticError([]);
    }
  } finally {
    remove();
    process.off('exit', remove);
    process.off('SIGINT', ignore);
    process.off('SIGTERM', end);
    process.off('SIGHUP', end);
  }
}

/** A file system in memory, where there is one: what was written there is on no disk. */
function shelter(): string {
  try {
    accessSync('/dev/shm', constants.W_OK | constants.X_OK);
    return '/dev/shm';
  } catch {
    return tmpdir();
  }
}

/** What an earlier edit left that was killed with SIGKILL. */
function clearDead(base: string): void {
  for (const name of readdirSync(base)) {
    const pid = new RegExp(`^${FOLDER}(\\d+)-`).exec(name)?.[1];
    if (pid === undefined || lstatSync(join(base, name)).uid !== process.getuid?.()) continue;
    try {
      process.kill(Number(pid), 0);
    } catch {
      rmSync(join(base, name), { recursive: true, force: true });
    }
  }
}

/** $VISUAL, else $EDITOR, else vi; may have arguments (`code --wait`), so the shell takes it apart. */
async function runEditor(file: string): Promise<void> {
  const editor = process.env['VISUAL'] || process.env['EDITOR'] || 'vi';
  const child = spawn('/bin/sh', ['-c', `${editor} "$1"`, 'dmsa', file], { stdio: 'inherit', env: withoutKeys(process.env) });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', resolve);
  });
  if (code === 0) return;
  throw new DiagnosticError([
    {
      severity: 'error',
      code: 'editor-failed',
      summary: 'The editor failed, so the secrets file was left as it is',
      detail: `Found: ${editor} ended with ${code ?? 'a signal'}. Name another one in $EDITOR.`,
    },
  ]);
}
