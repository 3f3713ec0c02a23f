import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { applyToJson } from '../../src/views/apply-json.ts';
import { planToJson } from '../../src/views/plan-json.ts';
import { clean, firstApply, large, troubled } from './sample-plans.ts';
import { failedReport, lockedReport, smoothReport } from './sample-reports.ts';

const schema = (name: string): object => JSON.parse(readFileSync(join(import.meta.dirname, '../../schema', name), 'utf8'));
const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, allowUnionTypes: true });
ajv.addSchema(schema('plan.schema.json'));
const planIs = ajv.getSchema('https://dmsa.dev/schema/plan.schema.json');
const applyIs = ajv.compile(schema('apply.schema.json'));

describe('a plan as JSON', () => {
  it.each(Object.entries({ firstApply, troubled, clean, large }))('%s is as its schema says', (_, plan) => {
    const data: unknown = JSON.parse(JSON.stringify(planToJson(plan)));
    expect(planIs?.(data), JSON.stringify(planIs?.errors)).toBe(true);
  });

  it('has the keys that were promised', () => {
    const data = planToJson(troubled);
    expect(data).toMatchObject({
      schemaVersion: 1,
      cluster: 'lab',
      summary: { create: 1, update: 4, delete: 1, run: 0, unknown: 3, unreachable: 1 },
    });
    expect(data['nodes']).toContainEqual(
      expect.objectContaining({ name: 'Sec-2', reachable: false, error: expect.objectContaining({ code: 'connect-timeout' }) }),
    );
    expect(planToJson(firstApply)['actions']).toContainEqual(
      expect.objectContaining({
        id: 'Web-1/automount//opt/rrd/Sec-1',
        node: 'Web-1',
        kind: 'automount',
        name: '/opt/rrd/Sec-1',
        verb: 'create',
        reason: 'it is not there yet',
        reasonCode: 'absent',
        fields: [
          { path: 'from', from: null, to: '10.0.0.111:/opt/rrd' },
          { path: 'options', from: null, to: 'rw,hard,intr,timeo=50,retrans=3' },
        ],
        after: ['Sec-1/export//opt/rrd', 'Web-1/hosts//etc/hosts'],
      }),
    );
  });

  it('has what was foretold with the change, and nothing where nothing was', () => {
    const [first, second] = firstApply.actions;
    if (!first || !second) throw new Error('too few actions');
    const finding = { code: 'read-only', sentence: 'it is read-only', detail: 'see dmesg', severity: 'would-fail' } as const;
    const data = planToJson({ ...firstApply, actions: [{ ...first, findings: [finding] }, second] });
    expect(planIs?.(JSON.parse(JSON.stringify(data))), JSON.stringify(planIs?.errors)).toBe(true);
    expect(data).toMatchObject({
      summary: { wouldFail: 1, warnings: 0 },
      actions: [{ id: first.id, findings: [finding] }, { id: second.id }],
    });
    expect(JSON.stringify(planToJson(firstApply))).not.toContain('findings');
  });

  it('holds no secret, but whether there was one', () => {
    const text = JSON.stringify(planToJson(troubled));
    expect(text).not.toMatch(/hunter/);
    expect(text).toContain('"path":"UBI_LDAP_PASSWORD","from":null,"to":"(secret)"');
  });

  it('would not pass its schema with a secret in clear text', () => {
    const field = { path: 'p', from: 'clear text', to: null, secret: true };
    const [first] = firstApply.actions;
    const data = JSON.parse(JSON.stringify(planToJson({ ...firstApply, actions: first ? [first] : [] })));
    data.actions[0].fields = [field];
    expect(planIs?.(data)).toBe(false);
  });
});

describe('the outcome of apply as JSON', () => {
  it.each(Object.entries({ smoothReport, failedReport, lockedReport }))('%s is as its schema says', (_, report) => {
    const data: unknown = JSON.parse(JSON.stringify(applyToJson(report)));
    expect(applyIs(data), JSON.stringify(applyIs.errors)).toBe(true);
  });

  it('counts what became of the actions, and says whether the cluster is as wanted now', () => {
    expect(applyToJson(failedReport)).toMatchObject({
      summary: { done: 2, already: 1, failed: 1, stale: 1, blocked: 2, interrupted: 0 },
      after: { converged: false },
    });
    expect(applyToJson(smoothReport)).toMatchObject({ after: { converged: true } });
    expect(applyToJson(lockedReport)).toMatchObject({ status: 'locked', after: null });
  });
});
