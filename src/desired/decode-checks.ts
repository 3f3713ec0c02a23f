/** Tree → draft: the operator's own checks. */
import type { CheckProbe } from './cluster.ts';
import type { FileCheck } from './cluster-file.gen.ts';
import { type Decoding, time } from './decode-parts.ts';
import { DEFAULTS } from './defaults.ts';
import type { DraftCheck } from './draft.ts';
import { type Report, show } from './report.ts';
import { type At, field, integer, isFalse, items, keyPlace, type Placed, text } from './tree.ts';

/** As many as the schema allows. */
const MAX_CHECKS = 100;
const KINDS = ['command', 'tcp', 'udp', 'http', 'process'] as const;

const TIMEOUT = {
  what: 'The time for a check',
  minMs: 100,
  maxMs: 300_000,
  hastyMs: 500,
  hastyWhy: 'a busy node answers later, and a good change would be undone',
};

export function decodeChecks(at: At<readonly FileCheck[]> | null, decoding: Decoding): readonly DraftCheck[] {
  const { report } = decoding;
  const seen = new Set<string>();
  return items(at)
    .slice(0, MAX_CHECKS)
    .flatMap((item) => {
      const name = text(field(item, 'name'));
      const probe = decodeProbe(item, report);
      const limit = time(field(item, 'timeout'), TIMEOUT, decoding);
      if (name === null || probe === null) return [];
      if (seen.has(name.value)) {
        const detail = `Found ${show(name.value)} again. Messages name a check: give each a name of its own.`;
        report.error(name.at, 'duplicate-check', 'Two checks have the same name.', detail);
      }
      seen.add(name.value);
      const nodes = field(item, 'nodes');
      return [
        {
          name,
          nodes: nodes === null ? null : items(nodes).flatMap((node): Placed<string> | readonly never[] => text(node) ?? []),
          on: text(field(item, 'on'))?.value ?? DEFAULTS.checkOn,
          probe,
          timeoutMs: limit?.value ?? DEFAULTS.checkTimeoutMs,
          retries: integer(field(item, 'retries'))?.value ?? DEFAULTS.checkRetries,
        },
      ];
    });
}

function decodeProbe(item: At<FileCheck>, report: Report): CheckProbe | null {
  if (item.tree.kind !== 'map') return null;
  const written = KINDS.filter((kind) => field(item, kind) !== null);
  const [kind, second] = written;
  const all = 'Write one of command: …, tcp: { port: … }, udp: { port: … }, http: { url: … } and process: NAME.';
  if (kind === undefined) {
    report.error(item.tree.at, 'check-of-nothing', 'It is not said what a check does.', `Found none of them. ${all}`);
    return null;
  }
  if (second !== undefined) {
    const detail = `Found ${written.join(' and ')}. ${all} Two probes are two checks.`;
    report.error(keyPlace(item, second) ?? item.tree.at, 'check-twice', 'A check does two things.', detail);
    return null;
  }
  switch (kind) {
    case 'command': {
      const command = text(field(item, 'command'));
      return command && { type: 'command', command: command.value };
    }
    case 'tcp': {
      const tcp = field(item, 'tcp');
      const port = integer(field(tcp, 'port'));
      return port && { type: 'tcp', host: text(field(tcp, 'host'))?.value ?? null, port: port.value };
    }
    case 'udp': {
      const port = integer(field(field(item, 'udp'), 'port'));
      return port && { type: 'udp', port: port.value };
    }
    case 'process': {
      const name = text(field(item, 'process'));
      return name && { type: 'process', name: name.value };
    }
    case 'http': {
      const http = field(item, 'http');
      const url = text(field(http, 'url'));
      if (url === null || !isUrl(url, report)) return null;
      return {
        type: 'http',
        url: url.value,
        status: items(field(http, 'status')).flatMap((status) => integer(status)?.value ?? []),
        contains: text(field(http, 'contains'))?.value ?? null,
        verifyCertificate: !isFalse(field(http, 'verifyCertificate')),
      };
    }
  }
}

function isUrl(url: Placed<string>, report: Report): boolean {
  const filled = url.value.replaceAll('${HOST}', '192.0.2.1');
  if (/^https?:\/\/[^/@]+(\/[^@]*)?$/.test(filled) && URL.canParse(filled)) return true;
  const detail = `Found ${show(url.value)}. Write http or https, without user and password, for example http://\${HOST}:8080/.`;
  report.error(url.at, 'bad-url', 'This is not a URL that can be asked.', detail);
  return false;
}
