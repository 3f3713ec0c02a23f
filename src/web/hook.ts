/** The webhook of a git server: it says nothing that is believed, and only has the branch be looked at now instead of a minute later. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { json, Refused, type Reply } from './reply.ts';

export interface GitHook {
  readonly take: (request: IncomingMessage) => Promise<Reply>;
  readonly close: () => void;
}

/** Between two looks that it asks for: a flood of calls costs no more. */
const LEAST_MS = 5_000;
/** What GitHub sends at the most. It is not kept, only signed. */
const MOST_BYTES = 25 * 1024 * 1024;

/**
 * GitHub and Gitea sign the body (X-Hub-Signature-256; Gitea also X-Gitea-Signature, without a prefix), GitLab sends the secret itself
 * (X-Gitlab-Token).
 *
 * @param look  has the branch be looked at
 */
export function createGitHook(secret: () => string, look: () => void): GitHook {
  let lastMs = Number.NEGATIVE_INFINITY;
  let waiting: NodeJS.Timeout | null = null;
  const ask = (): 'now' | 'soon' => {
    const restMs = lastMs + LEAST_MS - performance.now();
    if (waiting) return 'soon';
    if (restMs <= 0) {
      lastMs = performance.now();
      look();
      return 'now';
    }
    waiting = setTimeout(() => {
      waiting = null;
      lastMs = performance.now();
      look();
    }, restMs);
    waiting.unref();
    return 'soon';
  };
  return {
    async take(request) {
      const key = secret();
      const hmac = createHmac('sha256', key);
      let length = 0;
      for await (const chunk of request) {
        length += (chunk as Buffer).length;
        if (length > MOST_BYTES)
          throw new Refused(413, 'too-large', 'The body is too large', `${MOST_BYTES} bytes are the most.`);
        hmac.update(chunk as Buffer);
      }
      const { headers } = request;
      const signed = hmac.digest('hex');
      const given = (name: string): string => String(headers[name] ?? '');
      const good = [
        same(given('x-hub-signature-256'), `sha256=${signed}`),
        same(given('x-gitea-signature'), signed),
        same(given('x-gitlab-token'), key),
      ];
      if (!good.includes(true))
        throw new Refused(
          401,
          'bad-signature',
          'This is not signed with the secret of the webhook',
          'The secret of the git server has to be that of --hook-secret-file (X-Hub-Signature-256, X-Gitea-Signature or X-Gitlab-Token).',
        );
      return json({ looks: ask() }, 202);
    },
    close() {
      if (waiting) clearTimeout(waiting);
    },
  };
}

/** Of any lengths, in a time that tells nothing of them. */
function same(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHmac('sha256', 'length').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
