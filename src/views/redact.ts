import { SECRET_SHOWN } from '../kinds/mask.ts';
import { quote } from '../quote.ts';

/**
 * Makes a function that takes known secrets out of any text: the last net under logs, errors and outputs of nodes. A secret
 * is also found as it is written in JSON, in a shell word, in a URL and in base64.
 *
 * A secret that is a plain word (the vendor's default password is a part of `/opt/ubiqube/license`), a short number or only
 * three characters is taken out where it stands alone, not inside a name or a path: else it would garble every output.
 */
export function createRedactor(secrets: readonly string[]): (text: string) => string {
  const forms = new Set(secrets.filter((secret) => secret !== '').flatMap(writtenForms));
  if (forms.size === 0) return (text) => text;
  // The longest first: of two that begin alike, the shorter must not leave the rest of the longer behind.
  const alternatives = [...forms].sort((a, b) => b.length - a.length || (a < b ? -1 : 1)).map(pattern);
  const found = new RegExp(alternatives.join('|'), 'g');
  return (text) => text.replace(found, SECRET_SHOWN);
}

function writtenForms(secret: string): readonly string[] {
  const quoted = secret.includes('\0') ? secret : quote(secret).replace(/^'(.*)'$/s, '$1');
  const forms = [secret, JSON.stringify(secret).slice(1, -1), quoted];
  if (isPlain(secret)) return forms;
  // A lone surrogate has no form in a URL.
  const url = /\p{Cs}/u.test(secret) ? [] : [encodeURIComponent(secret)];
  return [...forms, ...url, Buffer.from(secret, 'utf8').toString('base64')];
}

function isPlain(secret: string): boolean {
  return /^(?:[A-Za-z]{1,15}|\d{1,5}|.{1,3})$/s.test(secret);
}

function pattern(form: string): string {
  const text = form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  return isPlain(form) ? `(?<![\\w/.-])${text}(?![\\w/-])` : text;
}
