/** Whether a certificate and its key can be used, and the names it is for. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { DiagnosticError } from '../diagnostic.ts';
import type { Tls } from './server.ts';

/** @throws DiagnosticError  they can't be read, or do not belong together */
export function namesIn({ cert, key }: Tls, path: string): readonly string[] {
  try {
    const certificate = new X509Certificate(cert);
    if (!certificate.checkPrivateKey(createPrivateKey(key))) throw new Error('the key is that of another certificate');
    const names = (certificate.subjectAltName ?? '').split(', ').flatMap((one) => {
      const [, type, name = ''] = /^(DNS|IP Address):(.+)$/.exec(one) ?? [];
      if (type === undefined) return [];
      return [type === 'DNS' ? name : name.includes(':') ? `[${new URL(`http://[${name}]`).hostname.slice(1, -1)}]` : name];
    });
    // A name with a star fits names that nobody has listed: they are given with --listen-name.
    return names.filter((name) => !name.startsWith('*'));
  } catch (error) {
    const detail = `${error instanceof Error ? error.message : String(error)}.`;
    throw new DiagnosticError([
      { severity: 'error', code: 'bad-certificate', summary: `${path} and its key can not be used`, detail },
    ]);
  }
}
