/**
 * An active that has no arbiter asks its standby not to take the lease (docs/decisions, 0058): files on the standby, which its dmsa
 * answers. Where none runs there is nobody who could take it: one that starts later waits as if it had promised (taker.ts).
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LEASE_DIR, leaseFile, leaseShell } from '../kinds/lease-files.ts';
import type { Session } from '../transport/transport.ts';

/** Its dmsa looks several times a second. */
const ANSWER_MS = 3_000;

/** Asks over a session to the standby. Rejects where that can't be asked. */
export async function askPromise(session: Session, lease: string): Promise<boolean> {
  const { code, stdout } = await session.run(askScript(lease, randomBytes(8).toString('hex')), {
    timeoutMs: ANSWER_MS + 2_000,
    maxOutputBytes: 1_000,
  });
  return code === 0 && Buffer.from(stdout).toString('latin1').trim() === 'yes';
}

function askScript(lease: string, nonce: string): string {
  return `[ -d ${LEASE_DIR} ] || { echo yes; exit 0; }
${leaseShell(lease)}kept || { echo yes; exit 0; }
: >"$lease.ask.${nonce}"
now; end=$((up + ${ANSWER_MS / 10}))
answer=no
while :; do
  if { read -r answer <"$lease.answer.${nonce}"; } 2>/dev/null; then break; fi
  now
  [ "$up" -lt "$end" ] || { answer=no; break; }
  sleep 0.1 2>/dev/null || sleep 1
done
rm -f -- "$lease.ask.${nonce}" "$lease.answer.${nonce}"
echo "$answer"
`;
}

/** Answers what is asked by now. */
export function answerPromises(folder: string, lease: string, promise: () => boolean): void {
  const base = `${leaseFile(lease)}.ask.`;
  for (const file of existsSync(folder) ? readdirSync(folder) : []) {
    const nonce = file.startsWith(base) ? file.slice(base.length) : '';
    if (!/^[0-9a-f]{16}$/.test(nonce)) continue;
    rmSync(join(folder, file), { force: true });
    const answer = join(folder, `${leaseFile(lease)}.answer.${nonce}`);
    writeFileSync(`${answer}.new`, promise() ? 'yes\n' : 'no\n', { mode: 0o600 });
    renameSync(`${answer}.new`, answer);
  }
}
