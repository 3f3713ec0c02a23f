import { defineConfig } from 'vitest/config';

// Two projects: `quick` needs nothing but Node; `lab` boots real nodes (root, Linux) and runs one file at a time.
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'quick', include: ['test/**/*.test.ts'], exclude: ['test/e2e/**'], testTimeout: 20_000 } },
      {
        test: {
          name: 'lab',
          include: ['test/e2e/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
