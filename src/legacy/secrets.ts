/** What import takes out of the legacy files because it must not lie in git: root passwords and secret variables. */
import { Document, type Pair, Scalar } from 'yaml';
import { isSecretName } from '../desired/secret-name.ts';
import type { Assignment } from './assignments.ts';
import { entry, map, type YamlValue } from './yaml.ts';

/** Assignments of one place: `adapt`, `group var_gui` or `node Sec-1`. */
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
  const secrets = scopes.flatMap(({ scope, assignments }) =>
    assignments.filter(isSecret).map(({ name, value }) => ({ scope, name, value })),
  );
  const values = new Map<string, Set<string>>();
  for (const { name, value } of secrets) values.set(name, (values.get(name) ?? new Set()).add(value));
  const names = new Map<string, string>();
  const variables = new Map<string, string>();
  for (const { scope, name, value } of secrets) {
    const wanted = (values.get(name)?.size ?? 0) > 1 ? `${name}@${scope.slice(scope.indexOf(' ') + 1)}` : name;
    let free = wanted;
    // A group may have a node's name.
    for (let number = 2; (variables.get(free) ?? value) !== value; number += 1) free = `${wanted}_${number}`;
    names.set(`${scope} ${name}`, free);
    variables.set(free, value);
  }
  return { rootPasswords, variables, nameOf: (scope, { name }) => names.get(`${scope} ${name}`) ?? null };
}

/** The text of the secrets file, or null where there is nothing to keep. Values are always in quotes: none is read as a number. */
export function secretsYaml(secrets: Secrets, clusterName: string): string | null {
  const parts: Pair<Scalar, YamlValue>[] = [];
  if (secrets.rootPasswords.size > 0) {
    parts.push(entry('rootPasswords', quotedMap(secrets.rootPasswords), { comments: [' Root password by node.'], space: true }));
  }
  if (secrets.variables.size > 0) {
    parts.push(
      entry('variables', quotedMap(secrets.variables), {
        comments: [' Value by name, for `{ secret: NAME }` in cluster.yaml.'],
        space: true,
      }),
    );
  }
  if (parts.length === 0) return null;
  const head = `# Secrets of the cluster ${clusterName}. Mode 0600; never into git unless encrypted.\n`;
  return `${head}${new Document(map(parts)).toString({ lineWidth: 0 })}`;
}

function quotedMap(values: ReadonlyMap<string, string>): YamlValue {
  return map(
    [...values].map(([name, value]) => {
      const scalar = new Scalar(value);
      scalar.type = 'QUOTE_DOUBLE';
      return entry(name, scalar);
    }),
  );
}
