import { describe, expect, it } from 'vitest';
import type { ClusterNode } from '../../src/desired/cluster.ts';
import type { Action, Plan } from '../../src/diff/plan.ts';
import { movedOnly, notedOnly } from '../../src/ha/moved.ts';

const node = (name: string): ClusterNode => ({ name, services: ['ubi-sms'], serviceAddresses: [] }) as unknown as ClusterNode;
const members = { active: node('Sec-1'), standby: node('Sec-Rep-1') };

function action(id: string, after: readonly string[] = []): Action {
  const [of = '', kind = '', ...name] = id.split('/');
  return {
    ...{ id, node: of, kind, name: name.join('/'), verb: 'run', reason: { code: 'drifted-running', sentence: 'as it was' } },
    ...{ fields: [], after, steps: [], basedOn: [], risksConnection: false, intent: 'corrective', specFingerprint: null },
    ...{ specHoldsSecret: false, findings: [] },
  };
}

function planOf(...actions: readonly Action[]): Plan {
  return { cluster: 'test', nodes: [], actions, unknown: [], problems: [], holdings: [] };
}

describe('what moves a pair', () => {
  const whole = planOf(
    action('Sec-1/hosts//etc/hosts'),
    action('Sec-Rep-1/interface/eth1'),
    action('Sec-1/interface/eth1'),
    action('Sec-Rep-1/pair/open'),
    action('Sec-1/service/ubi-sms', ['Sec-Rep-1/pair/open']),
    action('Sec-1/service/crond'),
    action('Sec-1/service-address/eth1:1', ['Sec-1/interface/eth1', 'Sec-1/service/ubi-sms']),
    action('Sec-Rep-1/service-address/eth1:1', ['Sec-Rep-1/interface/eth1', 'Sec-1/service-address/eth1:1']),
    action('Sec-Rep-1/service/ubi-sms', ['Sec-Rep-1/service-address/eth1:1', 'Sec-Rep-1/vars-file//vars']),
    action('Sec-Rep-1/vars-file//vars', ['Sec-Rep-1/pair/open']),
    action('Sec-2/service/ubi-sms'),
    action('Web-1/db-row/dmsa_rep_node/Sec-Rep-1'),
    action('Web-1/db-row/dmsa_node/Sec-1'),
  );

  it('is its services, addresses and record, and what these stand on where they come up; all else waits, the database too', () => {
    expect(movedOnly(whole, members, 'Sec-Rep-1').actions.map(({ id }) => id)).toEqual([
      'Sec-Rep-1/interface/eth1',
      'Sec-Rep-1/pair/open',
      'Sec-1/service/ubi-sms',
      'Sec-1/service-address/eth1:1',
      'Sec-Rep-1/service-address/eth1:1',
      'Sec-Rep-1/service/ubi-sms',
      'Sec-Rep-1/vars-file//vars',
    ]);
  });

  it('keeps its order, also through what is left out', () => {
    const afterOf = (plan: Plan, id: string) => plan.actions.find((one) => one.id === id)?.after;
    const moved = movedOnly(whole, members, 'Sec-Rep-1');
    expect(afterOf(moved, 'Sec-1/service-address/eth1:1')).toEqual(['Sec-1/service/ubi-sms']);
    // Where the pack only stops, nothing that it would stand on is touched.
    const stopped = movedOnly(whole, members, null);
    expect(afterOf(stopped, 'Sec-Rep-1/service/ubi-sms')).toEqual(['Sec-Rep-1/service-address/eth1:1', 'Sec-Rep-1/pair/open']);
  });

  it('is noted first, and its end is not, where only the end of it is left to do', () => {
    const rest = planOf(
      action('Sec-1/pair/open', ['Sec-Rep-1/pair/open']),
      action('Sec-Rep-1/pair/open'),
      action('Sec-Rep-1/failover-record/ha.backupmode', ['Sec-Rep-1/pair/open']),
      action('Sec-Rep-1/pair/close', ['Sec-Rep-1/failover-record/ha.backupmode']),
    );
    expect(notedOnly(rest, members).actions.map(({ id }) => id)).toEqual(['Sec-Rep-1/pair/open']);
  });

  it('is told as a move, not as drift', () => {
    const reasons = movedOnly(whole, members, 'Sec-Rep-1').actions.map(({ id, reason }) => `${id}: ${reason.sentence}`);
    expect(reasons).toContain('Sec-1/service/ubi-sms: the pair moves to Sec-Rep-1');
    expect(reasons).toContain('Sec-Rep-1/interface/eth1: as it was');
  });
});
