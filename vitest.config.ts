import { defineConfig } from 'vitest/config';
import { LabSequencer } from './test/e2e/order.ts';

const system = 'test/**/*.system.test.ts';
const lab = 'test/e2e/**/*.test.ts';
/** They run beside the others, on nodes of their own (scripts/test.sh). */
const apart = ['apply', 'owned', 'badnodes', 'apply-confirm', 'apply-killed'].map((name) => `test/e2e/${name}.test.ts`);
/** Take too long for `npm test`: `npm run proof` (docs/decisions/0038). */
const LONG = ['kinds', 'ha', 'lease', 'lease-nodes', 'run', 'run-as', 'ha-matrix', 'ha-killed'].map(
  (name) => `test/e2e/${name}.test.ts`,
);
/** Tests of real shells wait much more than they compute: more files at a time than there are processors. */
const WAITING = { maxWorkers: 4 };
const onNodes = { fileParallelism: false, testTimeout: 300_000, hookTimeout: 600_000, globalSetup: ['test/e2e/teardown.ts'] };
const APART = `${process.env['DMSA_E2E_LAB'] ?? 'e2e'}-b`;

// `quick` needs nothing but Node. `system` has real shells, a real sshd and namespaces of its own (root, Linux). `lab` and
// `lab-apart` boot real nodes, one file at a time.
export default defineConfig({
  test: {
    sequence: { sequencer: LabSequencer },
    projects: [
      { test: { name: 'quick', include: ['test/**/*.test.ts'], exclude: [system, lab], testTimeout: 20_000 } },
      { test: { name: 'system', include: [system], testTimeout: 60_000, hookTimeout: 120_000, ...WAITING } },
      { test: { name: 'lab', include: [lab], exclude: [...apart, ...LONG], ...onNodes } },
      { test: { name: 'lab-proof', include: LONG, ...onNodes } },
      { test: { name: 'lab-apart', include: apart, ...onNodes, env: { DMSA_E2E_LAB: APART } } },
    ],
  },
});
