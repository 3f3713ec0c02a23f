/** The secrets file: YAML with `rootPasswords` by node and `variables` by name. Nothing here ever shows a value. */
import type { Diagnostic, SourceRange } from '../diagnostic.ts';
import { createReport, type Report } from './report.ts';
import { reportSchemaErrors } from './schema-errors.ts';
import { secretsSchemaInfo } from './schema-info.gen.ts';
import { validateSecretsFile } from './schema-validate.ts';
import type { Tree } from './tree.ts';
import { yamlText } from './yaml.ts';

export interface Secrets {
  /** As named in messages. */
  readonly file: string;
  readonly rootPasswords: ReadonlyMap<string, Secret>;
  readonly variables: ReadonlyMap<string, Secret>;
}

export interface Secret {
  readonly value: string;
  readonly source: SourceRange;
}

export interface SecretsResult {
  /** null where there is an error among the diagnostics. */
  readonly secrets: Secrets | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** A file without any content is a secrets file without secrets: that is how one begins. */
export function parseSecrets(text: string, file: string): SecretsResult {
  const yaml = yamlText(text, file);
  const report = createReport(yaml.place);
  if (text.length < 4096 && text.split('\n').every((line) => /^\s*(#|$)/.test(line))) {
    return { secrets: { file, rootPasswords: new Map(), variables: new Map() }, diagnostics: [] };
  }
  const root = yaml.read(report, true);
  if (root === null) return { secrets: null, diagnostics: report.diagnostics() };
  reportSchemaErrors(validateSecretsFile(root.data), { root, info: secretsSchemaInfo, secret: true }, report);
  const secrets = { file, rootPasswords: section(root, 'rootPasswords', report), variables: section(root, 'variables', report) };
  return { secrets: report.failed() ? null : secrets, diagnostics: report.diagnostics() };
}

function section(root: Tree, name: string, report: Report): ReadonlyMap<string, Secret> {
  const found = new Map<string, Secret>();
  const tree = root.kind === 'map' ? root.entries.get(name)?.value : undefined;
  if (tree?.kind !== 'map') return found;
  for (const [key, { keyAt, value }] of tree.entries) {
    if (value.kind === 'scalar' && typeof value.data === 'string')
      found.set(key, { value: value.data, source: report.place(keyAt) });
  }
  return found;
}
