/** The cluster of most end-to-end tests: an image of every flavour, a web node with PostgreSQL, a pair. */
export const LAB = process.env['DMSA_E2E_LAB'] ?? 'e2e';
