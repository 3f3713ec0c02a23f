/** The bulk protocol of Elasticsearch, versions 5 to 9 (reference, "Bulk API"): lines out, an answer for each back. Pure. */
import type { Notice } from './notice.ts';
import { documentOf, indexOf } from './text.ts';

export interface BulkTarget {
  readonly index: string;
  readonly type: string;
  readonly version: number;
}

/**
 * `create` with an _id of our own: what was delivered already is answered with 409 and stays as it is, in an index and in a data
 * stream alike (which takes nothing but `create`). `_type` is wanted up to version 6, deprecated in 7 and refused from 8 on.
 */
export function bulkBody(notices: readonly Notice[], { index, type, version }: BulkTarget): string {
  return notices
    .map((notice) => {
      const where = { _index: indexOf(index, notice), ...(version < 7 ? { _type: type } : {}), _id: notice.id };
      return `${JSON.stringify({ create: where })}\n${JSON.stringify(documentOf(notice))}\n`;
    })
    .join('');
}

export type ItemOutcome = 'delivered' | { readonly retry: string } | { readonly refused: string };

/** A string says why the answer can't be read. */
export function bulkOutcomes(body: string, count: number): readonly ItemOutcome[] | string {
  const answer = parsed(body);
  const items = isRecord(answer) ? answer['items'] : null;
  if (!Array.isArray(items)) return 'its answer is none of the bulk API';
  if (items.length !== count) return `it answered for ${items.length} of ${count} documents`;
  return items.map((item: unknown): ItemOutcome => {
    const said = isRecord(item) ? (item['create'] ?? item['index']) : null;
    const status = isRecord(said) ? said['status'] : null;
    if (!isRecord(said) || typeof status !== 'number') return { retry: 'it did not say what became of the document' };
    if ((status >= 200 && status < 300) || status === 409) return 'delivered';
    const why = `${status} ${reasonOf(said['error'])}`.trim();
    return status === 429 || status >= 500 ? { retry: why } : { refused: why };
  });
}

export function reasonOf(error: unknown): string {
  if (typeof error === 'string') return error.slice(0, 300);
  if (!isRecord(error)) return '';
  const [type, reason] = [error['type'], error['reason']];
  return [type, reason]
    .filter((one) => typeof one === 'string')
    .join(': ')
    .slice(0, 300);
}

/** Of the answer to GET /. null: it is not Elasticsearch's. */
export function versionIn(body: string): number | null {
  const answer = parsed(body);
  const version = isRecord(answer) ? answer['version'] : null;
  const number = isRecord(version) ? version['number'] : null;
  if (typeof number !== 'string') return null;
  // OpenSearch began anew at 1, from version 7.
  if (isRecord(version) && version['distribution'] === 'opensearch') return 7;
  const major = Number(/^\d+/.exec(number)?.[0] ?? Number.NaN);
  return Number.isInteger(major) ? major : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
