/** What `--force` takes, and what apply does with it; that a saved plan is not made stale by what is foretold. */
import { describe, expect, it } from 'vitest';
import { forcedText, parseForces, refusal, weigh } from '../../src/cli/force.ts';
import { DiagnosticError } from '../../src/diagnostic.ts';
import { changedSince, readSavedPlan, type SavedPlan, savePlan } from '../../src/diff/saved.ts';
import type { Finding } from '../../src/kinds/foretell.ts';
import { action, plan } from '../views/sample-plans.ts';

const full: Finding = { code: 'no-space', sentence: 'too little space is left', detail: 'Free: 0 bytes', severity: 'would-fail' };
const taken: Finding = { code: 'address-taken', sentence: 'another host answers', severity: 'would-fail' };
const filled: Finding = { code: 'mount-point-filled', sentence: 'it is not empty', severity: 'warning' };

const address = action({
  node: 'Sec-1',
  kind: 'service-address',
  name: 'eth0:1',
  verb: 'create',
  code: 'absent',
  findings: [taken, full],
});
const check = action({
  node: 'Sec-2',
  kind: 'nfs-check',
  name: '/etc/cron.d/x',
  verb: 'create',
  code: 'absent',
  findings: [full],
});
const mount = action({ node: 'Sec-2', kind: 'mount', name: '/opt/rrd', verb: 'create', code: 'absent', findings: [filled] });
const failing = plan({ actions: [address, check, mount] });
const refusedBy = (...forces: readonly string[]) =>
  weigh(failing, parseForces(forces)).refused.map(({ action: { node }, finding }) => `${node} ${finding.code}`);

describe('--force', () => {
  it('nothing is forced by default, and a warning never stands in the way', () => {
    expect(refusedBy()).toEqual(['Sec-1 address-taken', 'Sec-1 no-space', 'Sec-2 no-space']);
    expect(weigh(plan({ actions: [mount] }), []).refused).toEqual([]);
  });

  it('takes one finding everywhere, or of one thing, also of one with a colon in its name', () => {
    expect(refusedBy('no-space')).toEqual(['Sec-1 address-taken']);
    expect(refusedBy('Sec-1/service-address/eth0:1:no-space')).toEqual(['Sec-1 address-taken', 'Sec-2 no-space']);
    expect(refusedBy('no-space', 'Sec-1/service-address/eth0:1:address-taken')).toEqual([]);
    expect(refusedBy('Sec-9/service-address/eth0:1:no-space')).toHaveLength(3);
  });

  it('a code that there is not is an error with the one that was meant', () => {
    for (const text of ['no-spce', 'Sec-1/service-address/eth0:1:no-spce', 'Sec-1/service-address/eth0:1']) {
      try {
        parseForces(['no-space', text]);
        expect.unreachable();
      } catch (error) {
        if (!(error instanceof DiagnosticError)) throw error;
        expect(error.diagnostics).toMatchObject([{ code: 'unknown-finding', summary: expect.stringContaining(text) }]);
        if (text.includes('spce')) expect(error.diagnostics[0]?.detail).toContain('Did you mean no-space?');
      }
    }
  });

  it('what had nothing to force is said; what was forced stands in the reason that others see, and not without end', () => {
    expect(weigh(failing, parseForces(['read-only', 'no-space'])).idle).toEqual(['read-only']);
    const { forced } = weigh(failing, parseForces(['no-space']));
    expect(forcedText(forced)).toBe(' (forced: Sec-1/service-address/eth0:1:no-space, Sec-2/nfs-check//etc/cron.d/x:no-space)');
    expect(forcedText([])).toBe('');
    const [one] = forced;
    if (!one) throw new Error('nothing forced');
    expect(forcedText(Array(8).fill(one))).toMatch(/ and 3 more\)$/);
  });

  it('the refusal names every finding so that it can be forced, and counts changes', () => {
    const { refused } = weigh(failing, []);
    const said = refusal(failing, refused);
    expect(said).toMatchObject({ code: 'foretold', summary: '2 of 3 changes would fail: nothing was started' });
    expect(said.detail).toContain('Sec-1/service-address/eth0:1:address-taken  another host answers');
    expect(said.detail).toContain('--force address-taken --force no-space');
  });
});

describe('a saved plan', () => {
  const selection = {
    id: '0123456789abcdef0123456789abcdef',
    dmsa: '1',
    clusterFile: 'cluster.yaml',
    clusterText: '',
    nodes: [],
    only: null,
    allowDeletions: null,
    salt: '5a17',
  };

  it('holds what was foretold, and is still the same plan once room was made', () => {
    const saved: SavedPlan = savePlan(failing, selection);
    expect(saved.findings).toEqual({ [address.id]: [taken, full], [check.id]: [full], [mount.id]: [filled] });
    const read = readSavedPlan(JSON.stringify(saved), 'plan.json');
    if ('code' in read) throw new Error(read.summary);
    const mended = plan({ actions: failing.actions.map((one) => ({ ...one, findings: [] })) });
    expect(changedSince(read, mended)).toEqual([]);
  });

  it('is refused where what was foretold was edited out', () => {
    const saved = { ...savePlan(failing, selection), findings: {} };
    expect(readSavedPlan(JSON.stringify(saved), 'plan.json')).toMatchObject({ code: 'bad-plan-file' });
  });
});
