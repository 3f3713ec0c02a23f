/** Elasticsearch, by its bulk API: the first server that answers takes all. */
import type { ElasticTarget } from '../desired/notify-data.ts';
import { bulkBody, bulkOutcomes, type ItemOutcome, reasonOf, versionIn } from './bulk.ts';
import { allOf, type Channel, type Delivery } from './channel.ts';
import { type HttpAnswer, http } from './http.ts';
import type { Notice } from './notice.ts';

export function elasticChannel(target: ElasticTarget): Channel {
  let version = target.version;
  const { hosts, login, ca, timeoutMs } = target;
  const auth: Readonly<Record<string, string>> =
    login === null
      ? {}
      : 'apiKey' in login
        ? { Authorization: `ApiKey ${login.apiKey}` }
        : { Authorization: `Basic ${Buffer.from(`${login.user}:${login.password}`).toString('base64')}` };
  const ask = (host: string, notices: readonly Notice[] | null, signal: AbortSignal): Promise<HttpAnswer> =>
    http({
      url: `${host}${notices === null ? '/' : '/_bulk'}`,
      method: notices === null ? 'GET' : 'POST',
      headers: { ...auth, ...(notices === null ? {} : { 'Content-Type': 'application/x-ndjson' }) },
      body: notices === null ? '' : bulkBody(notices, { ...target, version: version ?? 7 }),
      ...{ ca, timeoutMs, signal },
    });
  const tryHost = async (
    host: string,
    notices: readonly Notice[],
    signal: AbortSignal,
  ): Promise<readonly Delivery[] | string> => {
    if (version === null) {
      const answer = await ask(host, null, signal);
      version = answer.status === 200 ? versionIn(answer.body) : null;
      if (version === null)
        return `${host} did not say its version (status ${answer.status}); spec.notify.elasticsearch.version says it`;
    }
    return deliveriesOf(host, notices, await ask(host, notices, signal));
  };
  return {
    id: 'elasticsearch',
    what: `elasticsearch at ${hosts.join(', ')}`,
    severity: target.severity,
    each: true,
    async deliver(notices, signal) {
      let why = 'no server';
      for (const host of hosts) {
        try {
          const told = await tryHost(host, notices, signal);
          if (typeof told !== 'string') return told;
          why = told;
        } catch (error) {
          why = `${host}: ${error instanceof Error ? error.message : String(error)}`;
        }
        if (signal.aborted) break;
      }
      return allOf(notices, { is: 'failed', why });
    },
  };
}

/** A string: the next server may be asked. */
function deliveriesOf(
  host: string,
  notices: readonly Notice[],
  { status, body, afterMs }: HttpAnswer,
): readonly Delivery[] | string {
  if (status === 200) {
    const outcomes = bulkOutcomes(body, notices.length);
    return typeof outcomes === 'string' ? `${host}: ${outcomes}` : outcomes.map(deliveryOf);
  }
  const why = `${host} answered with ${status}${whole(body)}`;
  if (status === 429) return allOf(notices, { is: 'failed', why, ...(afterMs === null ? {} : { afterMs }) });
  // Nobody may log in, nothing is there, a gateway: all of it may be mended, and nothing of it is the fault of a document.
  return status === 413 && notices.length === 1 ? allOf(notices, { is: 'refused', why, final: true }) : why;
}

function whole(body: string): string {
  try {
    const answer: unknown = JSON.parse(body);
    const error = typeof answer === 'object' && answer !== null && 'error' in answer ? answer.error : null;
    const reason = reasonOf(error);
    return reason === '' ? '' : `: ${reason}`;
  } catch {
    return '';
  }
}

function deliveryOf(outcome: ItemOutcome): Delivery {
  if (outcome === 'delivered') return { is: 'delivered' };
  return 'retry' in outcome
    ? { is: 'failed', why: outcome.retry }
    : { is: 'refused', why: `the document was refused: ${outcome.refused}`, final: true };
}
