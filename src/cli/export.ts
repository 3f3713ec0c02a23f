import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DiagnosticError } from '../diagnostic.ts';
import { exportLegacy } from '../legacy/export.ts';
import { EXIT } from './exit.ts';
import { writeWhole } from './files.ts';
import type { Io } from './io.ts';
import { loadOrThrow } from './load.ts';

interface ExportOptions {
  readonly file: string;
  readonly dir: string;
  readonly force: boolean;
  readonly includeSecrets: boolean;
}

/** cluster.yaml → the four legacy files. What they can't carry is told. */
export async function exportVerb(options: ExportOptions, io: Io): Promise<number> {
  const { cluster } = await loadOrThrow(options.file, io);
  if (options.includeSecrets) io.hide([]);
  const { diagnostics, ...files } = exportLegacy(cluster, { secretValues: options.includeSecrets ? 'include' : 'blank' });
  await mkdir(options.dir, { recursive: true }).catch((error: Error) => {
    throw new DiagnosticError([
      { severity: 'error', code: 'cannot-write', summary: `${options.dir} can't be made`, detail: error.message },
    ]);
  });
  const paths = Object.keys(files).map((name) => join(options.dir, name));
  const there = options.force ? [] : paths.filter((path) => existsSync(path));
  // All four or none: half a set of files that belong together is worse than the old one.
  if (there.length > 0) {
    throw new DiagnosticError(
      there.map((path) => ({
        severity: 'error',
        code: 'file-exists',
        summary: `${path} is there already; nothing was written`,
        detail: 'Give another folder, or --force to replace it.',
      })),
    );
  }
  for (const [name, text] of Object.entries(files)) {
    await writeWhole(join(options.dir, name), text, { mode: options.includeSecrets ? 0o600 : 0o644, replace: options.force });
  }
  io.problems(diagnostics);
  io.err(`Wrote ${paths.join(', ')}.\n`);
  return EXIT.done;
}
