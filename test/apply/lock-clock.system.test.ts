/** A lock ends in its time although the node's time of day was set back meanwhile, on real shells. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parseLockReport, renewLockScript, takeLockScript } from '../../src/apply/lock.ts';
import { startNode, type TestNode } from './node.ts';

const OLD = 'a'.repeat(32);
const NEW = 'b'.repeat(32);
const LASTS_S = 300;
const HOLDER = '/var/lib/dmsa/lock/holder';
const BOOT = '/var/lib/dmsa/lock/boot';

let node: TestNode;
beforeAll(async () => {
  node = await startNode('Sec-1');
});
afterAll(() => node.close());

const take = (token: string): string => takeLockScript({ token, holder: 'test', reason: 'test', expiryS: LASTS_S, renewS: 60 });

describe.each(['sh', 'bash --posix', 'busybox ash'])('%s', (shell) => {
  const run = (script: string) => {
    node.sh(`cat >/srv/script <<'SCRIPT-END'\n${script}\nSCRIPT-END`);
    return parseLockReport(node.sh(`${shell} /srv/script`));
  };
  /** As it was written by a clock that was an hour ahead, so many seconds ago. */
  const setBack = (agoS: number, bootId = ''): void => {
    node.sh(`u=$(sed 's/\\..*//' /proc/uptime)
e=$(($(date +%s) + 3600 + ${LASTS_S} - ${agoS}))
sed -i "s/\\"expiresAt\\":[0-9]*/\\"expiresAt\\":$e/" ${HOLDER}
id=${bootId === '' ? '$(cat /proc/sys/kernel/random/boot_id)' : bootId}
echo "$id $((u - ${agoS})) ${LASTS_S}" >${BOOT}`);
  };
  beforeEach(() => {
    node.sh('rm -rf /var/lib/dmsa/lock*');
    expect(run(take(OLD))).toEqual({ status: 'taken' });
  });

  it('a lock whose time is over is free', () => {
    setBack(LASTS_S + 5);
    expect(run(take(NEW))).toEqual({ status: 'taken' });
  });

  it('a lock that still holds does so for what is left of its time', () => {
    setBack(100);
    const report = run(take(NEW));
    expect(report).toMatchObject({ status: 'held', lock: { token: OLD } });
    const leftS = report.status === 'held' ? report.leftS : 0;
    expect(leftS).toBeLessThanOrEqual(LASTS_S - 100);
    expect(leftS).toBeGreaterThan(LASTS_S - 130);
  });

  it('of a boot before this one, it is over at the latest when the node is up for its time', () => {
    setBack(0, '00000000-0000-0000-0000-000000000000');
    expect(run(take(NEW))).toEqual({ status: 'taken' });
  });

  it('a run that is alive renews it by the clock as it is', () => {
    setBack(100);
    expect(run(renewLockScript(OLD, LASTS_S))).toEqual({ status: 'renewed' });
    const report = run(take(NEW));
    expect(report.status === 'held' && report.leftS).toBeGreaterThan(LASTS_S - 30);
  });

  it.each(['', 'nonsense', 'a b c', '- 1'])(
    'what does not say since when it holds (%j) holds by the time of day, as ever',
    (text) => {
      node.sh(`printf %s '${text}' >${BOOT}`);
      expect(run(take(NEW))).toMatchObject({ status: 'held' });
      node.sh(`sed -i 's/"expiresAt":[0-9]*/"expiresAt":5/' ${HOLDER}`);
      expect(run(take(NEW))).toEqual({ status: 'taken' });
    },
  );
});
