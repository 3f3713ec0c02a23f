/** The house rules that keep the decision core pure. ARCHITECTURE.md says why. */
const PURE =
  '^src/(desired/(?!load)|adopt|kinds|ha|diff|legacy|views|reconcile/(decide|compile|move-plan|rounds|fights|windows|back-off|stream-pace)|lease/(rules|split|share-rules|share-port)|notify/(notice|of-loop|of-share|of-nodes|text|queue|bulk)|record/(codec|mask|tick|pair-tick|sampling)|install/(texts|place)|git/(source|named-files|commits|decide|revision)\\.ts|quote|memo|json|diagnostic)';
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    {
      name: 'pure-core-does-no-io',
      comment: 'Values in, values out: no file, no network, no process, no clock.',
      severity: 'error',
      from: { path: PURE },
      to: {
        dependencyTypes: ['core'],
        // node:crypto is there for hashing only.
        pathNot: '^(node:)?crypto$',
      },
    },
    {
      name: 'pure-core-imports-no-edge',
      severity: 'error',
      from: { path: PURE },
      to: {
        path: '^src/(cli|observe|apply|transport|reconcile/(look|foresee)|desired/load)',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'pure-core-imports-no-io-package',
      severity: 'error',
      from: { path: PURE },
      to: { path: 'node_modules/(ssh2|winston|p-queue|pg|etcd3)/' },
    },
    { name: 'kinds-know-no-phase', severity: 'error', from: { path: '^src/kinds' }, to: { path: '^src/(diff|reconcile|views)' } },
    { name: 'only-the-cli-prints', severity: 'error', from: { path: '^src/(?!cli)' }, to: { path: '^src/cli' } },
    {
      name: 'only-the-page-is-served',
      comment: 'Nothing but run-web knows of the server, so that dmsa run without --listen loads nothing of it.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(web|cli/run-web)' },
      to: { path: '^src/web', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'the-page-knows-types-only',
      comment: 'It runs in a browser.',
      severity: 'error',
      from: { path: '^src/web/page' },
      to: { pathNot: '^src/web/page', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'only-views-colour',
      severity: 'error',
      from: { pathNot: '^src/(views|cli)' },
      to: { path: 'node_modules/picocolors' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
};
