import { defineConfig } from 'vitest/config';
import { LabSequencer } from './test/e2e/order.ts';

const system = 'test/**/*.system.test.ts';
const lab = 'test/e2e/**/*.test.ts';

// `quick` needs nothing but Node. `system` has real shells, a real sshd and namespaces of its own (root, Linux). `lab` boots real
// nodes, one file at a time.
export default defineConfig({
  test: {
    sequence: { sequencer: LabSequencer },
    projects: [
      { test: { name: 'quick', include: ['test/**/*.test.ts'], exclude: [system, lab], testTimeout: 20_000 } },
      { test: { name: 'system', include: [system], testTimeout: 60_000, hookTimeout: 120_000 } },
      {
        test: {
          name: 'lab',
          include: [lab],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 600_000,
          globalSetup: ['test/e2e/teardown.ts'],
        },
      },
    ],
  },
});
