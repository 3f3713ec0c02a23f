/** variables2adapt.conf ↔ variables.adapt: the variables that are adapted in the vars file of every node. */
import type { Diagnostic } from '../diagnostic.ts';
import { type Assignment, formatAssignmentLine, parseAssignmentLine, uniqueAssignments } from './assignments.ts';
import { isOwnOrTemplateComment, leftOutComment, VARIABLES_HEADER } from './template.ts';
import { collectProblems, type FileComments, type Parsed, readLines, sortByPlace } from './text.ts';

export interface VariablesConf {
  readonly variables: readonly Assignment[];
  readonly comments: FileComments;
}

/** The IPv6 of a node's own eth1: they say something only on a node's row or in its group. */
export const IPV6_VARIABLES: readonly string[] = ['PUBIPV6', 'MASKV6', 'GWV6'];

/** Reads a variables2adapt.conf. Every problem of the file is told in one run, each with file, line and column. */
export function parseVariablesConf(text: string, file: string): Parsed<VariablesConf> {
  const problems = collectProblems();
  const { lines, header, trailing } = readLines(text, file, isOwnOrTemplateComment, problems);
  const parsed = lines.map((line) => parseAssignmentLine(line, problems)).filter((one) => one !== null);
  const variables = uniqueAssignments(parsed, problems);
  for (const variable of variables) {
    if (!IPV6_VARIABLES.includes(variable.name)) continue;
    problems.error(
      'ipv6-of-all-nodes',
      `${variable.name} can't be the same on all nodes`,
      `Write it on the node's row in servers.conf, in the last field: ${variable.name}=${variable.value}. Here \${${variable.name}} may be used in values.`,
      variable.at,
    );
  }
  return { value: { variables, comments: { header, trailing } }, diagnostics: sortByPlace(problems.list) };
}

export interface VariableToWrite {
  readonly name: string;
  readonly value: string;
  readonly secret: boolean;
}

/** `blank`: a comment stands where a secret would, and the vendor's tools leave the value on the node as it is. */
export type SecretValues = 'blank' | 'include';

/** Nothing, and a reference to another variable, is no secret whatever its name says. */
export function isKeptOut(variable: VariableToWrite, secretValues: SecretValues): boolean {
  return variable.secret && secretValues === 'blank' && variable.value !== '' && !/^\$\{\w+\}$/.test(variable.value);
}

/** Lines `NAME=VALUE` of `owner` (a section, a file), and a warning for each value that a line can't hold. */
export function writeVariables(
  variables: readonly VariableToWrite[],
  owner: string,
  secretValues: SecretValues,
  diagnostics: Diagnostic[],
): string[] {
  return variables.flatMap((variable) => {
    if (isKeptOut(variable, secretValues)) return [leftOutComment(variable.name, owner)];
    const line = formatAssignmentLine(variable.name, variable.value);
    if (line !== null) return [line];
    diagnostics.push({
      severity: 'warning',
      code: 'not-in-legacy-files',
      summary: `The value of ${variable.name} (${owner}) can't be written in the legacy files`,
      detail: 'It spans lines or holds control characters. It is left out.',
    });
    return [];
  });
}

/** The text of a variables2adapt.conf. */
export function writeVariablesConf(
  variables: readonly VariableToWrite[],
  secretValues: SecretValues,
): { readonly text: string; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const lines = writeVariables(variables, 'variables2adapt.conf', secretValues, diagnostics);
  return { text: `${[...VARIABLES_HEADER, '', ...lines].join('\n')}\n`, diagnostics };
}
