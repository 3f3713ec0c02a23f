import { existsSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { DiagnosticError } from '../diagnostic.ts';
import { importLegacy } from '../legacy/import.ts';
import { maskSecrets } from '../legacy/mask.ts';
import { decodeLegacy, type LegacyText } from '../legacy/text.ts';
import { EXIT } from './exit.ts';
import { readBytes, writeWhole } from './files.ts';
import type { Io } from './io.ts';

interface ImportOptions {
  readonly servers: string;
  readonly share?: string;
  readonly sync?: string;
  readonly vars?: string;
  readonly output?: string;
  readonly name: string;
  /** A path, `false` with --no-secrets; commander gives `true` where neither was given. */
  readonly secrets: string | boolean;
  readonly type: readonly string[];
  readonly force: boolean;
}

/** The legacy files → cluster.yaml, and a secrets file (mode 0600) for what must not lie in git. */
export async function importVerb(options: ImportOptions, io: Io): Promise<number> {
  const read = async (file: string | undefined): Promise<LegacyText | undefined> =>
    file === undefined ? undefined : { file, text: decodeLegacy(await readBytes(file)) };
  const [servers, share, sync, vars] = [
    await read(options.servers),
    await read(options.share),
    await read(options.sync),
    await read(options.vars),
  ];
  if (!servers) return EXIT.error;
  const files = [servers, share, sync, vars].flatMap((one) => one ?? []);
  const secretsPath = secretsPathOf(options);
  const folder = options.output === undefined ? '.' : dirname(options.output);
  const result = importLegacy(
    { servers, ...(share ? { share } : {}), ...(sync ? { sync } : {}), ...(vars ? { vars } : {}) },
    {
      clusterName: options.name,
      secretsFileName: secretsPath === null ? 'cluster.secrets.yaml' : relative(folder, secretsPath) || basename(secretsPath),
      noSecrets: secretsPath === null,
      extraTypes: options.type,
    },
  );
  // The line that a problem is about is shown with it, and lines of these files hold root passwords.
  io.problems(result.diagnostics, (file) => {
    const found = files.find((one) => one.file === file);
    return found && maskSecrets(found.text, found === servers);
  });
  if (result.clusterYaml === '') throw new DiagnosticError([]);
  if (secretsPath !== null && result.secretsYaml !== null) refuseToReplace(options, secretsPath);
  if (options.output === undefined) {
    io.out(result.clusterYaml);
  } else {
    await writeWhole(options.output, result.clusterYaml, { mode: 0o644, replace: options.force });
    io.err(`Wrote ${options.output}.\n`);
  }
  if (secretsPath !== null && result.secretsYaml !== null) {
    await writeWhole(secretsPath, result.secretsYaml, { mode: 0o600, replace: options.force });
    io.err(
      `Wrote ${secretsPath} (mode 0600): root passwords and secret variables. Keep it out of git, or encrypt it: dmsa secrets encrypt.\n`,
    );
  }
  for (const note of result.notes) io.err(`Note: ${note}\n`);
  return EXIT.done;
}

/** Beside the output, unless said otherwise; null: secrets are left out. */
function secretsPathOf({ secrets, output }: ImportOptions): string | null {
  if (secrets === false) return null;
  if (typeof secrets === 'string') return secrets;
  if (output === undefined) return 'cluster.secrets.yaml';
  const name = basename(output).replace(/\.ya?ml$/, '');
  return join(dirname(output), `${name}.secrets.yaml`);
}

/** Both files are written or none: said before the first one is. */
function refuseToReplace({ force, output }: ImportOptions, secretsPath: string): void {
  if (force) return;
  const there = [output, secretsPath].filter((path): path is string => path !== undefined && existsSync(path));
  if (there.length === 0) return;
  throw new DiagnosticError(
    there.map((path) => ({
      severity: 'error',
      code: 'file-exists',
      summary: `${path} is there already, and was left as it is`,
      detail: 'Give another name, or --force to replace it.',
    })),
  );
}
