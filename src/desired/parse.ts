/**
 * cluster.yaml text → Cluster, pure. Three stages, each going on with what the one before left whole, so that one run
 * tells everything: YAML (a syntax error alone stops: what follows it means nothing), JSON Schema, meaning.
 */
import type { Diagnostic } from '../diagnostic.ts';
import { build, type NodeParts } from './build.ts';
import { checkAddresses } from './check-addresses.ts';
import { checkData, checkVarsFrom } from './check-data.ts';
import { checkRoutes } from './check-routes.ts';
import { checkExporters, checkShares } from './check-shares.ts';
import { checkNames, checkNodeReferences, checkTypes } from './check-types.ts';
import type { Cluster } from './cluster.ts';
import type { ClusterFile } from './cluster-file.gen.ts';
import { decode } from './decode.ts';
import { identityFiles } from './decode-node.ts';
import type { Draft } from './draft.ts';
import { checkLease } from './lease.ts';
import { directoryOf } from './local-path.ts';
import { checkNotify } from './notify.ts';
import { createReport, type Report } from './report.ts';
import { resolve } from './resolve.ts';
import { rootPasswordsOf } from './root-passwords.ts';
import { reportSchemaErrors } from './schema-errors.ts';
import { clusterSchemaInfo } from './schema-info.gen.ts';
import { validateClusterFile } from './schema-validate.ts';
import type { Secrets } from './secrets.ts';
import { placeServiceAddresses } from './service-addresses.ts';
import { type At, field, items, type Placed, type Tree, text } from './tree.ts';
import { createExpander } from './variables.ts';
import { yamlText } from './yaml.ts';

export interface ParseOptions {
  /** As named in messages. */
  readonly file: string;
  /** What relative paths start from; default: the directory of `file`. */
  readonly directory?: string;
  /** What `~` stands for; default /root, whose keys the legacy scripts use. */
  readonly home?: string;
  /** Read from `secrets.file`. 'unread': it could not be read, and somebody else says so. */
  readonly secrets?: Secrets | 'unread' | null;
  /** Read from `license.file`. 'unread': it could not be read, and somebody else says so. */
  readonly license?: { readonly text: string } | 'unread' | null;
  /** Gives a fresh salt for a root password that is no hash; where there is none, such passwords are left out. */
  readonly salt?: () => string;
}

export interface ParseResult {
  /** null where there is an error among the diagnostics. */
  readonly cluster: Cluster | null;
  /** By line. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Text after the YAML stage. Apart from `compileCluster` because the file names the files that have to be read in between. */
export interface ReadText {
  readonly tree: Tree | null;
  readonly report: Report;
  readonly file: string;
  /** As written in the file; null where it names none. `at`: where. */
  readonly secretsFile: Placed<string> | null;
  readonly licenseFile: Placed<string> | null;
  /** As written under `secrets`; null, or empty, where it says nothing. */
  readonly secretsKeys: { readonly identityFiles: readonly string[] | null; readonly recipients: readonly string[] };
}

export function parseCluster(source: string, options: ParseOptions): ParseResult {
  return compileCluster(readText(source, options.file), options);
}

export function readText(source: string, file: string): ReadText {
  const yaml = yamlText(source, file);
  const report = createReport(yaml.place);
  const tree = yaml.read(report, false);
  const spec = tree === null ? null : field({ tree } satisfies At<ClusterFile>, 'spec');
  const secrets = field(spec, 'secrets');
  return {
    tree,
    report,
    file,
    secretsFile: text(field(secrets, 'file')),
    secretsKeys: {
      identityFiles: identityFiles(field(secrets, 'identity')),
      recipients: items(field(secrets, 'recipients')).flatMap((item) => text(item)?.value ?? []),
    },
    licenseFile: text(field(field(spec, 'license'), 'file')),
  };
}

export function compileCluster({ tree, report, file, secretsFile, licenseFile }: ReadText, options: ParseOptions): ParseResult {
  if (tree === null) return { cluster: null, diagnostics: report.diagnostics() };
  const schemaErrors = validateClusterFile(tree.data);
  reportSchemaErrors(schemaErrors, { root: tree, info: clusterSchemaInfo, secret: false }, report);

  const secrets = options.secrets ?? null;
  const usedSecrets = new Set<string>();
  const draft = decode({ tree }, { report, secrets: secretsFile === null ? null : secrets, usedSecrets });
  const nodes = check(draft, report);
  if (licenseFile !== null && (options.license ?? null) === null && draft.license?.fromNode === null) {
    const detail = `Found file: ${licenseFile.value}. It has to be read before the cluster can be.`;
    report.error(licenseFile.at, 'license-not-read', 'The license file was not read.', detail);
  }
  const read = secrets === 'unread' ? null : secrets;
  const root = read && rootPasswordsOf(read, (name) => draft.nodes.has(name), options.salt ?? null);
  const fromSecrets = read ? [...checkSecrets(read, draft, usedSecrets, report), ...(root?.diagnostics ?? [])] : [];

  if (schemaErrors.length > 0 && !report.failed()) {
    // Can't happen while decoding explains every format that it says it does; a wrong file must never pass for all that.
    const what = schemaErrors.map((error) => `${error.instancePath} (${error.keyword})`).join(', ');
    report.error(tree.at, 'bad-format', 'The file does not fit its schema.', `Found ${what}.`);
  }
  const diagnostics = [...report.diagnostics(), ...fromSecrets];
  if (diagnostics.some((one) => one.severity === 'error')) return { cluster: null, diagnostics };
  const around = {
    home: options.home ?? '/root',
    directory: options.directory ?? directoryOf(file),
    licenseText: typeof options.license === 'object' && options.license !== null ? options.license.text : null,
    rootPasswords: root?.passwords ?? new Map(),
  };
  return { cluster: build(draft, nodes, report, around), diagnostics };
}

function check(draft: Draft, report: Report): readonly NodeParts[] {
  checkNames(draft, report);
  const nodes = resolve(draft, report);
  checkTypes(draft, nodes, report);
  checkNodeReferences(draft, nodes, report);
  checkAddresses(draft, nodes, report);
  checkRoutes(nodes, report);
  checkShares(draft, nodes, report);
  checkData(draft, nodes, report);
  const groups = [...draft.variables.values()].map((group) => group.items);
  const expander = createExpander(draft.adapt, groups, report);
  const parts = nodes.map((resolved) => {
    const serviceAddresses = placeServiceAddresses(resolved, draft, report);
    return { resolved, serviceAddresses, variables: expander.variablesOf(resolved, serviceAddresses) };
  });
  expander.finish();
  checkVarsFrom(draft, parts, report);
  checkLease(draft, parts, report);
  checkNotify(draft, parts, report);
  const reachable = new Set<string>();
  for (const { resolved, serviceAddresses } of parts) {
    // Where addresses are written but wrong, the exporter's complaint would only repeat that.
    const use = resolved.node.serviceAddresses;
    const size = use?.use === 'named' ? (draft.serviceAddresses.get(use.name)?.size ?? 1) : (use?.size ?? 0);
    const broken = size > serviceAddresses.length;
    if (broken || serviceAddresses.some((address) => address.network === 'maintenance')) reachable.add(resolved.node.name);
  }
  checkExporters(draft, nodes, (name) => reachable.has(name), report);
  return parts;
}

/** What is in the secrets file and of no use; told at its own lines. */
function checkSecrets(secrets: Secrets, draft: Draft, used: ReadonlySet<string>, report: Report): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const [name, { source }] of secrets.rootPasswords) {
    if (draft.nodes.has(name)) continue;
    const detail = `Found ${name} under rootPasswords.${report.suggest(name, draft.nodes.keys())} Correct the name or remove it.`;
    found.push({
      severity: 'warning',
      code: 'unknown-node',
      summary: 'A root password is for a node that is not there.',
      detail,
      source,
    });
  }
  for (const [name, { source }] of secrets.variables) {
    if (used.has(name)) continue;
    const detail = `Found ${name} under variables. Use it in the cluster file as { secret: ${name} }, or remove it.`;
    found.push({ severity: 'warning', code: 'unused-secret', summary: 'A secret is not used.', detail, source });
  }
  return found;
}
