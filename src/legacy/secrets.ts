/** What import takes out of the legacy files because it must not lie in git: root passwords and secret variables. */
import { stringify } from 'yaml';
import { isSecretName } from '../desired/secret-name.ts';
import type { Assignment } from './assignments.ts';

/** Assignments of one place: a group's name, a node's, or `adapt`. */
export interface Scope {
  readonly scope: string;
  readonly assignments: readonly Assignment[];
}

export interface Secrets {
  readonly rootPasswords: ReadonlyMap<string, string>;
  /** By the secret's name. */
  readonly variables: ReadonlyMap<string, string>;
  /** The name that stands in cluster.yaml, or null where the value may stand there itself. */
  nameOf(scope: string, assignment: Assignment): string | null;
}

/** A name says that the value is a secret; nothing, and a reference to another variable, is none. */
function isSecret(assignment: Assignment): boolean {
  return isSecretName(assignment.name) && assignment.value !== '' && !/^\$\{\w+\}$/.test(assignment.value);
}

/** A secret has its variable's name; where two places give a name different values, the place's name as well (`NAME@var_gui`). */
export function gatherSecrets(rootPasswords: ReadonlyMap<string, string>, scopes: readonly Scope[]): Secrets {
  const values = new Map<string, Set<string>>();
  for (const { assignments } of scopes) {
    for (const assignment of assignments.filter(isSecret)) {
      values.set(assignment.name, (values.get(assignment.name) ?? new Set()).add(assignment.value));
    }
  }
  const nameOf = (scope: string, assignment: Assignment): string | null => {
    if (!isSecret(assignment)) return null;
    return (values.get(assignment.name)?.size ?? 0) > 1 ? `${assignment.name}@${scope}` : assignment.name;
  };
  const variables = new Map<string, string>();
  for (const { scope, assignments } of scopes) {
    for (const assignment of assignments) {
      const name = nameOf(scope, assignment);
      if (name !== null) variables.set(name, assignment.value);
    }
  }
  return { rootPasswords, variables, nameOf };
}

/** The text of the secrets file, or null where there is nothing to keep. Values are always in quotes: none is read as a number. */
export function secretsYaml(secrets: Secrets, clusterName: string): string | null {
  if (secrets.rootPasswords.size === 0 && secrets.variables.size === 0) return null;
  const parts = [
    `# Secrets of the cluster ${clusterName}. Mode 0600; never into git unless encrypted.`,
    ...(secrets.rootPasswords.size === 0 ? [] : ['', '# Root password by node.', part('rootPasswords', secrets.rootPasswords)]),
    ...(secrets.variables.size === 0
      ? []
      : ['', '# Value by name, for `{ secret: NAME }` in cluster.yaml.', part('variables', secrets.variables)]),
  ];
  return `${parts.join('\n')}\n`;
}

function part(key: string, values: ReadonlyMap<string, string>): string {
  const text = stringify(
    { [key]: new Map(values) },
    { lineWidth: 0, defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN', doubleQuotedMinMultiLineLength: 1_000_000 },
  );
  return text.trimEnd();
}
