/**
 * Keeps secrets of files that dmsa did not write out of plans and diffs. Such a file is only known as lines of text, so
 * what is secret in it is told by the names in it; what the cluster's own file says is secret carries its own flag.
 */
import { isSecretName } from '../desired/secret-name.ts';

/** What stands for a secret wherever one would be shown. */
export const SECRET_SHOWN = '(secret)';

const SECRET_WORD = /^(pwd|credentials?|community)\d*$/i;
const SECRET_PART = /(api|access|encryption)[_-]?key/i;

/**
 * Whether a variable's name alone says that its value is a secret: `UBI_SES_NCROOT_PASSWORD`. Every name that cluster.yaml
 * takes for a secret is one, and some more: of a file that others wrote it is better to hide too much.
 */
export function looksSecret(name: string): boolean {
  return isSecretName(name) || SECRET_PART.test(name) || name.split(/[^A-Za-z0-9]+/).some((word) => SECRET_WORD.test(word));
}

/** `NAME=value` and `name: value`, also commented out, also after `export`. */
const SETTING = /^([\s#;]*(?:export\s+)?)([A-Za-z_][\w.-]*)(\s*[=:]\s*)(\S.*)$/;

/** `name: value` in a line of YAML, in block and in flow style. */
const YAML_SETTING =
  /(["']?)([A-Za-z_][\w.-]*)\1(\s*:\s+)("(?:[^"\\]|\\.)*"?|'(?:[^']|'')*'?|\[[^\]]*\]?|\{(?!\s*secret\s*:)[^}]*\}?|[^\s{["'][^,}\]]*)/g;

/** A line of a YAML file with its values replaced by `(secret)` where their names say that they are. */
export function maskYamlLine(line: string): string {
  return line.replace(YAML_SETTING, (whole, _quote, name: string, sign: string, value: string) =>
    looksSecret(name) ? whole.slice(0, whole.length - value.length - sign.length) + sign + SECRET_SHOWN : whole,
  );
}

/** The line with its value replaced by `(secret)` where its name says that the value is one, or where `names` holds the name. */
export function maskLine(line: string, names: ReadonlySet<string> = new Set()): string {
  const match = SETTING.exec(line);
  if (!match) return line;
  const [, head = '', name = '', sign = ''] = match;
  return names.has(name) || looksSecret(name) ? `${head}${name}${sign}${SECRET_SHOWN}` : line;
}
