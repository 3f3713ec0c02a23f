/** While a pair is moved, its pack is started only where it was seen stopped on the other member (invariant I1). */
import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/json.ts';
import type { Holding, NodeContext, Observation, ResourceRef } from '../../src/kinds/kind.ts';
import type { Transition } from '../../src/kinds/pair-files.ts';
import { serviceKind } from '../../src/kinds/service.ts';
import { CLUSTER } from '../sim/site.ts';
import { platformOf } from './memory-facts.ts';

const note: Transition = {
  ...{ id: '0123456789abcdef', direction: 'takeover', phase: 'moving', epoch: 1, atMs: 1 },
  ...{ by: 'root@central', why: 'drill', fence: null },
};
const holding = (fenced: string | null): Holding => ({
  holder: 'Sec-Rep-1',
  code: 'taking-over',
  sentence: '',
  moving: { ...note, fenced, quiet: false },
});
const service = (is: 'yes' | 'no'): Json => ({
  name: 'ubi-sms',
  boot: { is: 'off', says: 'off', obstacle: null },
  run: { is, says: is, obstacle: null, restart: false },
});

function started(fenced: string | null, there: Observation) {
  const placement = new Map([['Sec-1', holding(fenced)]]);
  const wanted = serviceKind.desired(CLUSTER, placement).find(({ node, name }) => node === 'Sec-Rep-1' && name === 'ubi-sms');
  const context: NodeContext = {
    node: 'Sec-Rep-1',
    platform: platformOf('rhel-like'),
    look: (ref: ResourceRef) => (ref.node === 'Sec-1' ? there : { status: 'unknown', why: 'not asked' }),
  };
  const spec = wanted?.spec ?? null;
  return {
    changes: serviceKind.compare(spec, service('no'), context),
    refuses: serviceKind.refuses?.(spec, service('no'), context),
  };
}

describe('a pack that moves', () => {
  it('is started where it was seen stopped on the other member', () => {
    const { changes, refuses } = started(null, { status: 'present', state: service('no') });
    expect([changes, refuses]).toMatchObject([[{ path: 'running', to: 'running' }], null]);
  });

  it('is planned while it still runs there, as the same plan stops it first; and refused just before, if it still does', () => {
    const { changes, refuses } = started(null, { status: 'present', state: service('yes') });
    expect(changes).toMatchObject([{ path: 'running', to: 'running' }]);
    expect(refuses).toContain('ubi-sms still runs on Sec-1');
  });

  it('is not started while it can not be said whether it runs there', () => {
    const { changes, refuses } = started(null, { status: 'unknown', why: 'its status hangs' });
    expect(changes).toEqual({ unknown: expect.stringContaining('may still run on Sec-1 (its status hangs)') });
    expect(refuses).toContain('may still run');
  });

  it('is started where that member was fenced', () => {
    const { changes, refuses } = started('Sec-1', { status: 'unknown', why: 'no answer' });
    expect([changes, refuses]).toMatchObject([[{ path: 'running', to: 'running' }], null]);
  });
});
