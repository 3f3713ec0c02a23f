/** The cluster file in force, as screens name it: where it comes from a branch, by its commit. */
import { shortId } from '../git/revision.ts';
import type { FileInForce } from '../reconcile/evidence-file.ts';
import { time } from './time.ts';

const DIGEST = 12;

/** `/etc/dmsa/cluster.yaml, sha256 3ac846c53b4c, in force since 2026-11-23 12:31:48 UTC` */
export function inForceText({ path, digest, sinceMs, revision }: FileInForce): string {
  const what = revision
    ? `commit ${shortId(revision.commit)} by ${revision.author} ("${revision.subject}"${revision.signer === null ? '' : `, signed by ${revision.signer}`})`
    : `sha256 ${digest.slice(0, DIGEST)}`;
  return `${path}, ${what}, in force since ${time(sinceMs)}`;
}
