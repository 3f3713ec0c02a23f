import { describe, expect, it } from 'vitest';
import { hearing, type Witness } from '../../src/ha/witness.ts';

const one = (name: string, hears: boolean | null, fit = true): Witness => ({ name, hears, fit });

describe('whether a node is there on a network', () => {
  it('one that hears it is enough for good', () => {
    expect(hearing('equipment', [one('Web-1', false), one('Sec-2', false), one('Sec-Rep-1', true)])).toEqual({ status: 'good' });
  });

  it('two that hear others and not it are needed for bad', () => {
    expect(hearing('equipment', [one('Web-1', false), one('Sec-Rep-1', false)])).toEqual({
      status: 'bad',
      why: 'nothing is heard of it on the equipment network by Web-1, Sec-Rep-1',
    });
    expect(hearing('equipment', [one('Web-1', false)])).toMatchObject({ status: 'unknown' });
  });

  it('whoever hears nobody on that network is deaf, and proves nothing', () => {
    expect(hearing('maintenance', [one('Web-1', false, false), one('Sec-Rep-1', false, false)])).toEqual({
      status: 'unknown',
      why: 'Web-1, Sec-Rep-1 hears nobody at all on the maintenance network',
    });
    expect(hearing('maintenance', [one('Web-1', false, false), one('Sec-Rep-1', false)])).toMatchObject({ status: 'unknown' });
  });

  it('nobody who could say is unknown, with the reasons', () => {
    expect(hearing('maintenance', [{ ...one('Sec-2', null), why: 'it does not answer' }])).toEqual({
      status: 'unknown',
      why: 'nobody could say whether it is there on the maintenance network; Sec-2: it does not answer',
    });
  });
});
