import { defineConfig } from 'vitest/config';
import { LabSequencer } from './test/e2e/order.ts';

const system = 'test/**/*.system.test.ts';
const lab = 'test/e2e/**/*.test.ts';
/** In a real browser, beside a loop that works: it needs a quiet machine. */
const browser = 'test/**/*.browser.test.ts';
/** With a program of their own (Prometheus) that `npm test` does not install. */
const proof = 'test/**/*.proof.test.ts';
/** They run beside the others, on nodes of their own (scripts/test.sh). */
const apart = ['apply', 'owned', 'badnodes', 'apply-killed'].map((name) => `test/e2e/${name}.test.ts`);
/** Take too long for `npm test`: `npm run proof` (docs/decisions/0038). */
const LONG = [
  'shares',
  'shares-cut',
  'kinds',
  'ha',
  'lease',
  'lease-nodes',
  'watchdog',
  'run',
  'run-as',
  'install',
  'ha-matrix',
  'ha-killed',
  'stream',
].map((name) => `test/e2e/${name}.test.ts`);
/** Tests of real shells wait much more than they compute: more files at a time than there are processors. */
const WAITING = { maxWorkers: 4, expect: { poll: { timeout: 20_000 } } };
const onNodes = { fileParallelism: false, testTimeout: 300_000, hookTimeout: 600_000, globalSetup: ['test/e2e/teardown.ts'] };
const APART = `${process.env['DMSA_E2E_LAB'] ?? 'e2e'}-b`;

// `quick` needs nothing but Node. `system` has real shells, a real sshd and namespaces of its own (root, Linux). `lab` and
// `lab-apart` boot real nodes, one file at a time.
export default defineConfig({
  test: {
    sequence: { sequencer: LabSequencer },
    projects: [
      // One process for all files: the modules are loaded once. They have no state but what they remember of pure functions.
      {
        test: {
          name: 'quick',
          include: ['test/**/*.test.ts'],
          exclude: [system, lab, browser, proof],
          // Of what hangs; the longest property test takes some seconds on an idle machine, and others may be at work beside it.
          testTimeout: 90_000,
          isolate: false,
          maxWorkers: 2,
          expect: { poll: { timeout: 20_000 } },
        },
      },
      { test: { name: 'system', include: [system], testTimeout: 60_000, hookTimeout: 120_000, ...WAITING } },
      { test: { name: 'lab', include: [lab], exclude: [...apart, ...LONG], ...onNodes } },
      { test: { name: 'lab-proof', include: [...LONG, browser, proof], ...onNodes } },
      { test: { name: 'lab-apart', include: apart, ...onNodes, env: { DMSA_E2E_LAB: APART } } },
    ],
  },
});
