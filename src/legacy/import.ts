/**
 * The four legacy files → a cluster.yaml that a person would keep in git, and a secrets file for what must not lie there.
 * Pure: text in, text out. What cannot be carried over is told, never dropped in silence.
 */
import type { Diagnostic } from '../diagnostic.ts';
import { type Parts, writeCluster } from './cluster-yaml.ts';
import type { VariablesOf } from './import-nodes.ts';
import { nodeIpv6, withoutIpv6 } from './ipv6.ts';
import { gatherSecrets, type Scope, type Secrets, secretsYaml } from './secrets.ts';
import { parseServersConf } from './servers-conf.ts';
import type { ServerRow, ServersConf } from './servers-model.ts';
import { parseShareConf } from './share-conf.ts';
import { parseSyncConf } from './sync-conf.ts';
import { collectProblems, type LegacyText, type Problems } from './text.ts';
import { parseVariablesConf } from './variables-conf.ts';

export interface LegacyInput {
  readonly servers: LegacyText;
  readonly share?: LegacyText;
  readonly sync?: LegacyText;
  readonly vars?: LegacyText;
}

export interface ImportOptions {
  /** `metadata.name`. */
  readonly clusterName: string;
  /** How cluster.yaml names the secrets file, relative to itself. */
  readonly secretsFileName: string;
  /** Leave secrets out, with a warning for each, instead of writing them into a secrets file. */
  readonly noSecrets?: boolean;
  /** Node types beyond GUI, SECENGINE, REPORTING, DATABASE and ELASTICSEARCH. */
  readonly extraTypes?: readonly string[];
  /** What the editor's line at the top names; the default is the schema beside the file. */
  readonly schema?: string;
}

export interface ImportResult {
  /** Empty where there is an error among the diagnostics. */
  readonly clusterYaml: string;
  /** Null where there is nothing secret in the files, or it was to be left out. */
  readonly secretsYaml: string | null;
  readonly diagnostics: readonly Diagnostic[];
  /** Sentences for the person who imports: what went where, what is worth a look. */
  readonly notes: readonly string[];
}

/** Converts the legacy files. All problems of all files are told in one run. */
export function importLegacy(input: LegacyInput, options: ImportOptions): ImportResult {
  const extraTypes = options.extraTypes ?? [];
  const servers = parseServersConf(input.servers.text, input.servers.file, { extraTypes });
  const share = input.share ? parseShareConf(input.share.text, input.share.file, { extraTypes }) : null;
  const sync = input.sync ? parseSyncConf(input.sync.text, input.sync.file, { extraTypes }) : null;
  const vars = input.vars ? parseVariablesConf(input.vars.text, input.vars.file) : null;
  const parts: Parts = {
    servers: servers.value,
    share: share?.value ?? null,
    sync: sync?.value ?? null,
    vars: vars?.value ?? null,
  };
  const problems = collectProblems();
  checkTypes(extraTypes, input.servers.file, problems);
  const ipv6 = nodeIpv6(parts.servers, problems);
  const notes: string[] = [];
  const variables = new Map(parts.servers.rows.map((row) => [row.name, resolveVariables(row, parts.servers, notes)]));
  const variablesOf = (row: ServerRow): VariablesOf => variables.get(row.name) ?? null;
  const secrets = gatherSecrets(
    new Map(parts.servers.rows.flatMap((row) => (row.rootPassword === null ? [] : [[row.name, row.rootPassword] as const]))),
    scopesOf(parts, variablesOf),
  );
  warnOfSecrets(parts, secrets, options, input.servers.file, problems);
  const diagnostics = [servers, share, sync, vars].flatMap((parsed) => parsed?.diagnostics ?? []).concat(problems.list);
  if (diagnostics.some((one) => one.severity === 'error')) return { clusterYaml: '', secretsYaml: null, diagnostics, notes: [] };
  const clusterYaml = writeCluster(parts, {
    ipv6,
    variablesOf,
    secrets,
    clusterName: options.clusterName,
    secretsFileName: options.secretsFileName,
    noSecrets: options.noSecrets ?? false,
    extraTypes,
    schema: options.schema ?? './schema/cluster.schema.json',
    files: [input.servers, input.share, input.sync, input.vars].flatMap((file) => (file ? [baseName(file.file)] : [])),
  });
  const secretText = options.noSecrets ? null : secretsYaml(secrets, options.clusterName);
  return {
    clusterYaml,
    secretsYaml: secretText,
    diagnostics,
    notes: [...notes, ...closingNotes(parts, secrets, secretText, options)],
  };
}

function checkTypes(extraTypes: readonly string[], file: string, problems: Problems): void {
  for (const type of extraTypes) {
    if (/^[A-Za-z][A-Za-z0-9_-]*$/.test(type)) continue;
    problems.error('bad-type', `"${type}" can't be a node type`, 'A type is letters, digits, _ and -, with a letter first.', {
      file,
      line: 1,
      column: 1,
    });
  }
}

/** What a row assigns, without IPv6. A group with values beside it becomes one list in place: cluster.yaml has either. */
function resolveVariables(row: ServerRow, servers: ServersConf, notes: string[]): VariablesOf {
  const own = withoutIpv6(row.variables?.own ?? []);
  const group = row.variables?.group?.text ?? null;
  if (own.length === 0) return group;
  if (group === null) return own;
  const ownNames = new Set(own.map((one) => one.name));
  const entries = servers.sections.variables.find((one) => one.name === group)?.entries ?? [];
  notes.push(`${row.name} has the variables of ${group} and its own: they were put together into one list of its own.`);
  return [...withoutIpv6(entries).filter((one) => !ownNames.has(one.name)), ...own];
}

function scopesOf(parts: Parts, variablesOf: (row: ServerRow) => VariablesOf): Scope[] {
  return [
    { scope: 'adapt', assignments: parts.vars?.variables ?? [] },
    ...parts.servers.sections.variables.map((group) => ({
      scope: `group ${group.name}`,
      assignments: withoutIpv6(group.entries),
    })),
    ...parts.servers.rows.flatMap((row) => {
      const assignments = variablesOf(row);
      return assignments === null || typeof assignments === 'string' ? [] : [{ scope: `node ${row.name}`, assignments }];
    }),
  ];
}

function warnOfSecrets(parts: Parts, secrets: Secrets, options: ImportOptions, file: string, problems: Problems): void {
  if (options.noSecrets) {
    for (const row of parts.servers.rows.filter((one) => one.rootPassword !== null)) {
      problems.warning(
        'secret-left-out',
        `The root password of ${row.name} was left out`,
        'Import without --no-secrets writes it into a secrets file.',
        row.at,
      );
    }
    for (const name of secrets.variables.keys()) {
      problems.warning(
        'secret-left-out',
        `The value of ${name} was left out`,
        'Import without --no-secrets writes it into a secrets file.',
        { file, line: 1, column: 1 },
      );
    }
  }
  for (const [name, value] of secrets.variables) {
    if (!/\$\{\w+\}/.test(value)) continue;
    problems.warning(
      'secret-with-reference',
      `The value of ${name} holds a reference to another variable`,
      'The values of the secrets file are taken as they are: the reference is no longer replaced. Write the whole value there.',
      { file, line: 1, column: 1 },
    );
  }
}

function closingNotes(parts: Parts, secrets: Secrets, secretText: string | null, options: ImportOptions): string[] {
  const notes: string[] = [];
  const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
  if (secretText !== null) {
    const what = [
      ...(secrets.rootPasswords.size > 0 ? [count(secrets.rootPasswords.size, 'root password')] : []),
      ...(secrets.variables.size > 0 ? [count(secrets.variables.size, 'secret variable')] : []),
    ];
    notes.push(
      `${what.join(' and ')} went to ${options.secretsFileName}; keep it at mode 0600 and out of git. Take them out of the legacy files too.`,
    );
  }
  if (!parts.share) {
    notes.push(
      'No share.conf was given: no shares. The guide has /opt/fmc_repository, /opt/fmc_entities and /opt/svnroot exported by GUI and mounted by SECENGINE, and /opt/rrd exported by SECENGINE and mounted by GUI at /opt/rrd/${NODE}.',
    );
  }
  if (!parts.sync) notes.push('No sync.conf was given: no directories are copied from actives to standbys.');
  for (const row of parts.servers.rows.filter((one) => one.backupOf !== null)) {
    if (row.syncMinutes === null) notes.push(`${row.name} has no Backup-Sync-Time: no files are copied to it.`);
    if (row.activationMinutes === null)
      notes.push(`${row.name} has no Backup-Activation-Time: it takes over only when an operator says so.`);
  }
  return notes;
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
