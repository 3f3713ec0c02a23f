// Bundles src/cli/dmsa.ts and what it loads into dist/: a few files start several times faster than a few hundred.
// Verbs are loaded on demand, so each stays a chunk of its own.
import { readFileSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
rmSync('dist', { recursive: true, force: true });
await build({
  entryPoints: { dmsa: 'src/cli/dmsa.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // Stack traces name the source: at three in the morning a line number in a bundle helps nobody.
  sourcemap: 'linked',
  sourcesContent: false,
  minifySyntax: true,
  minifyWhitespace: true,
  // Optional native parts of ssh2: used where npm could build them, done without where not.
  external: ['cpu-features', './crypto/build/Release/sshcrypto.node', '*.node'],
  define: { DMSA_VERSION: JSON.stringify(version) },
  // Bundled CommonJS packages ask for node's own modules through require.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);import { dirname as __dirnameOf } from 'node:path';import { fileURLToPath as __fileURLToPath } from 'node:url';const __filename = __fileURLToPath(import.meta.url);const __dirname = __dirnameOf(__filename);",
  },
  logLevel: 'warning',
});
