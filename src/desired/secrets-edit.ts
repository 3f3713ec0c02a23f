/** Puts hashes in place of root passwords in the text of a secrets file; everything else stays byte for byte. Pure. */
import { isMap, isScalar, parseDocument } from 'yaml';
import { parseSecrets } from './secrets.ts';

export interface PasswordChange {
  readonly plain: string;
  readonly hash: string;
}

export type SecretsEdit =
  /** `replaced`: the nodes whose password was there as it was read. */
  { readonly text: string; readonly replaced: readonly string[] } | { readonly text: null; readonly why: string };

/** Where a value is no longer what was read, it is left alone: somebody has set another password meanwhile. */
export function replaceRootPasswords(text: string, changes: ReadonlyMap<string, PasswordChange>): SecretsEdit {
  const before = parseSecrets(text, 'secrets').secrets;
  if (before === null) return { text: null, why: 'it is no longer a secrets file that can be read' };
  const document = parseDocument(text, { logLevel: 'silent' });
  const passwords = document.get('rootPasswords');
  const places: { readonly start: number; readonly end: number; readonly node: string; readonly hash: string }[] = [];
  for (const { key, value } of isMap(passwords) ? passwords.items : []) {
    const node = isScalar(key) ? String(key.value) : '';
    const change = changes.get(node);
    if (!change || before.rootPasswords.get(node)?.value !== change.plain) continue;
    const simple = isScalar(value) && ['PLAIN', 'QUOTE_SINGLE', 'QUOTE_DOUBLE'].includes(value.type ?? '') && !value.anchor;
    if (!simple || !value.range) return { text: null, why: `the password of ${node} is not written as a plain or quoted value` };
    places.push({ start: value.range[0], end: value.range[1], node, hash: change.hash });
  }
  let result = text;
  for (const { start, end, hash } of places.toSorted((a, b) => b.start - a.start)) {
    // A crypt(5) hash has no quote in it.
    result = `${result.slice(0, start)}'${hash}'${result.slice(end)}`;
  }
  const replaced = new Map(places.map(({ node, hash }) => [node, hash]));
  const after = parseSecrets(result, 'secrets').secrets;
  const right =
    after !== null &&
    after.variables.size === before.variables.size &&
    [...before.variables].every(([name, { value }]) => after.variables.get(name)?.value === value) &&
    after.rootPasswords.size === before.rootPasswords.size &&
    [...before.rootPasswords].every(
      ([node, { value }]) => after.rootPasswords.get(node)?.value === (replaced.get(node) ?? value),
    );
  return right ? { text: result, replaced: [...replaced.keys()] } : { text: null, why: 'the result would not say the same' };
}
