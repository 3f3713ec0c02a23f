/**
 * The cluster of most end-to-end tests: an image of every flavour, a web node with PostgreSQL, a pair. The two runs that go at
 * the same time have one each (vitest.config.ts).
 */
export const LAB = process.env['DMSA_E2E_LAB'] ?? 'e2e';
