/** Reads the cluster file and the files it names. The only file of `desired` that touches the disk. */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { Diagnostic, SourceRange } from '../diagnostic.ts';
import { quote } from '../quote.ts';
import { formOf } from '../secrets/form.ts';
import type { AskPassphrase } from '../secrets/identities.ts';
import { openSecrets } from '../secrets/open.ts';
import type { SecretsPlace } from '../secrets/rewrite.ts';
import type { Cluster } from './cluster.ts';
import { type LocalPlaces, localPath } from './local-path.ts';
import { compileCluster, type ParseOptions, type ReadText, readText } from './parse.ts';
import { parseSecrets, type Secrets } from './secrets.ts';
import { MAX_FILE_BYTES } from './yaml.ts';

/** A real license is a few KiB; the limit keeps a wrong path from being copied to every node. */
const MAX_LICENSE_BYTES = 1024 * 1024;
const O_RDONLY_NONBLOCK = constants.O_RDONLY | constants.O_NONBLOCK;

export interface LoadOptions {
  /** What `~` stands for; default: the home directory of the user. */
  readonly home?: string;
  /** Asks for the passphrase of an encrypted secrets file or key; not given: there is nobody to ask. */
  readonly askPassphrase?: AskPassphrase;
  /** Where a key may be given for an encrypted secrets file; default: the environment. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface LoadResult {
  /** null where there is an error among the diagnostics. */
  readonly cluster: Cluster | null;
  readonly diagnostics: readonly Diagnostic[];
  /** The cluster file as read, for a saved plan; null where it could not be read. */
  readonly text: string | null;
  /** null where the file names none, or it could not be read. */
  readonly secrets: Secrets | null;
  /** Where the secrets file is and with which keys it is written (`rewriteSecrets`); null where the file names none. */
  readonly secretsPlace: SecretsPlace | null;
}

/** `path` as the user wrote it; it is named so in messages. Never throws for anything that is wrong with a file. */
export async function loadCluster(path: string, options: LoadOptions = {}): Promise<LoadResult> {
  const read = await readTextFile(path, { what: 'cluster file', maxBytes: MAX_FILE_BYTES, source: null, private: false });
  if (read.text === null) return { cluster: null, diagnostics: [read.diagnostic], text: null, secrets: null, secretsPlace: null };
  return loadClusterText(read.text, path, options);
}

/** The same for a text that is already there (a saved plan has it in itself); the files it names are read from disk. */
export async function loadClusterText(text: string, path: string, options: LoadOptions = {}): Promise<LoadResult> {
  const around = { home: options.home ?? homedir(), directory: dirname(resolve(path)) };
  const source = readText(text, path);
  const diagnostics: Diagnostic[] = [];

  let secrets: ParseOptions['secrets'] = null;
  const secretsPlace = placeOfSecrets(source, around, options);
  if (source.secretsFile !== null && secretsPlace !== null) {
    const at = source.report.place(source.secretsFile.at);
    const read = await readTextFile(secretsPlace.path, {
      what: 'secrets file',
      maxBytes: MAX_FILE_BYTES,
      source: at,
      private: true,
      place: secretsPlace,
    });
    if (read.text === null) {
      diagnostics.push(read.diagnostic);
      secrets = 'unread';
    } else {
      const parsed = parseSecrets(read.text, source.secretsFile.value);
      diagnostics.push(...parsed.diagnostics);
      secrets = parsed.secrets ?? 'unread';
    }
  }

  let license: ParseOptions['license'] = null;
  if (source.licenseFile !== null) {
    const read = await readTextFile(localPath(source.licenseFile.value, around), {
      what: 'license file',
      maxBytes: MAX_LICENSE_BYTES,
      source: source.report.place(source.licenseFile.at),
      private: false,
    });
    if (read.text === null) diagnostics.push(read.diagnostic);
    license = read.text === null ? 'unread' : { text: read.text };
  }

  const compiled = compileCluster(source, { file: path, ...around, secrets, license, salt: freshSalt });
  const failed = diagnostics.some((diagnostic) => diagnostic.severity === 'error');
  return {
    cluster: failed ? null : compiled.cluster,
    diagnostics: [...compiled.diagnostics, ...diagnostics],
    text,
    secrets: typeof secrets === 'string' ? null : secrets,
    secretsPlace,
  };
}

/** Where a cluster file's secrets are; null where it can't be read or names none. For verbs that need nothing else of it. */
export async function loadSecretsPlace(path: string, options: LoadOptions = {}): Promise<SecretsPlace | null> {
  const read = await readTextFile(path, { what: 'cluster file', maxBytes: MAX_FILE_BYTES, source: null, private: false });
  if (read.text === null) return null;
  const around = { home: options.home ?? homedir(), directory: dirname(resolve(path)) };
  return placeOfSecrets(readText(read.text, path), around, options);
}

function placeOfSecrets(source: ReadText, around: LocalPlaces, options: LoadOptions): SecretsPlace | null {
  if (source.secretsFile === null) return null;
  const { identityFiles, recipients } = source.secretsKeys;
  return {
    path: localPath(source.secretsFile.value, around),
    recipients,
    identityFiles: identityFiles?.map((file) => localPath(file, around)) ?? null,
    home: around.home,
    env: options.env ?? process.env,
    askPassphrase: options.askPassphrase ?? null,
  };
}

/** 96 random bits in crypt(5)'s alphabet. */
function freshSalt(): string {
  return randomBytes(12).toString('base64').replaceAll('+', '.');
}

interface FileWanted {
  /** For people: `secrets file`. */
  readonly what: string;
  readonly maxBytes: number;
  /** Where the file is named, if another file names it. */
  readonly source: SourceRange | null;
  /** Nobody but its owner may be able to read it, unless it is encrypted. */
  readonly private: boolean;
  /** The keys that open it where it is encrypted. */
  readonly place?: SecretsPlace;
}

type FileText = { readonly text: string } | { readonly text: null; readonly diagnostic: Diagnostic };

async function readTextFile(path: string, wanted: FileWanted): Promise<FileText> {
  const wrong = (code: string, summary: string, detail: string, source = wanted.source): FileText => ({
    text: null,
    diagnostic: { severity: 'error', code, summary, detail, ...(source === null ? {} : { source }) },
  });
  let bytes: Uint8Array;
  try {
    // Non-blocking: opening a FIFO that nobody writes to would hang for ever.
    const handle = await open(path, O_RDONLY_NONBLOCK);
    try {
      const stat = await handle.stat();
      if (stat.isDirectory())
        return wrong(
          'file-is-directory',
          `The ${wanted.what} is a directory.`,
          `Found the directory ${path}. Name the file in it.`,
        );
      if (!stat.isFile())
        return wrong('file-not-regular', `The ${wanted.what} is not a regular file.`, `Found ${path}. Write it to a file first.`);
      if (stat.size > wanted.maxBytes) {
        const found = `Found ${(stat.size / 1024 / 1024).toFixed(1)} MiB in ${path}; at most ${wanted.maxBytes / 1024 / 1024} MiB are read.`;
        return wrong('file-too-large', `The ${wanted.what} is too large.`, `${found} Is it the right file?`);
      }
      bytes = await handle.readFile();
      if (wanted.private && formOf(bytes) === 'plain' && (stat.mode & 0o077) !== 0) {
        const mode = (stat.mode & 0o777).toString(8).padStart(4, '0');
        const detail = `Found mode ${mode} on ${path}; wanted is 0600. Type: chmod 600 ${quote(path)}, or encrypt it: dmsa secrets encrypt`;
        return wrong('secrets-readable', 'Others than its owner can use the secrets file.', detail);
      }
    } finally {
      await handle.close();
    }
  } catch (error) {
    const { code, detail } = fileProblem(error, path, wanted.what);
    return wrong(code, `The ${wanted.what} can't be read.`, detail);
  }
  if (wanted.place) {
    const opened = await openSecrets(bytes, path, wanted.place);
    if ('code' in opened) return { text: null, diagnostic: { ...opened, ...(wanted.source ? { source: wanted.source } : {}) } };
    bytes = opened.plain;
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes) };
  } catch {
    const place = firstBadCharacter(bytes);
    const detail = `Found a byte in line ${place.line} that is no UTF-8. Save the file as UTF-8, or type: iconv -f latin1 -t utf-8 ${quote(path)}`;
    return wrong('file-not-utf8', `The ${wanted.what} is not UTF-8 text.`, detail, { file: path, ...place });
  }
}

function fileProblem(error: unknown, path: string, what: string): { readonly code: string; readonly detail: string } {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return {
        code: 'file-missing',
        detail:
          what === 'cluster file'
            ? `Found no ${path}. Name it with -f, or make one of the legacy files: dmsa import --servers servers.conf -o cluster.yaml`
            : `Found no ${path}. Check the name; relative names start at the file that has them.`,
      };
    case 'EACCES':
    case 'EPERM':
      return {
        code: 'file-unreadable',
        detail: `Found ${path}, and no right to read it. Run dmsa as its owner, or type: ls -l ${quote(path)}`,
      };
    case 'ELOOP':
      return { code: 'file-unreadable', detail: `Found a symbolic link that leads to itself: ${path}.` };
    default:
      return { code: 'file-unreadable', detail: `Reading ${path} failed with ${code}.` };
  }
}

/** Line and column, from 1, of the first byte that does not decode. */
function firstBadCharacter(content: Uint8Array): { readonly line: number; readonly column: number } {
  const bytes = Buffer.from(content);
  let line = 1;
  for (let start = 0; start <= bytes.length; line += 1) {
    const newline = bytes.indexOf(10, start);
    const end = newline === -1 ? bytes.length : newline;
    const text = bytes.subarray(start, end);
    const decoded = text.toString('utf8');
    if (!Buffer.from(decoded, 'utf8').equals(text)) return { line, column: decoded.indexOf('\ufffd') + 1 };
    start = end + 1;
  }
  return { line: 1, column: 1 };
}
