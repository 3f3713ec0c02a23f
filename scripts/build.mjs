// Bundles src/cli/dmsa.ts and what it loads into dist/: a few files start several times faster than a few hundred.
// Verbs are loaded on demand, so each stays a chunk of its own.
//
//   node scripts/build.mjs [SOURCE OUTDIR]     default: src/cli/dmsa.ts dist
import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { build } from 'esbuild';

const [source = 'src/cli/dmsa.ts', outdir = 'dist'] = process.argv.slice(2);

/**
 * etcd3 reads its .proto files from its own folder when it is loaded, and a bundle has no such folder: they are read now instead, and
 * stand in the bundle as data.
 */
const etcdProtocol = {
  name: 'etcd-protocol',
  setup({ onLoad }) {
    onLoad({ filter: /node_modules\/etcd3\/lib\/connection-pool\.js$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      const read = '.loadSync)(`${__dirname}/../proto/rpc.proto`,';
      if (!source.includes(read)) throw new Error(`${path} does not read its protocol as it did: see scripts/build.mjs`);
      // By its own require: it is a package of a package of ours.
      const protobuf = createRequire(createRequire(path).resolve('@grpc/proto-loader'))('protobufjs');
      const root = new protobuf.Root().loadSync(join(dirname(path), '../proto/rpc.proto'), { keepCase: true });
      root.resolveAll();
      const data = JSON.stringify(root.toJSON());
      return { contents: source.replace(read, () => `.fromJSON)(${data},`), loader: 'js' };
    });
  },
};

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
rmSync(outdir, { recursive: true, force: true });
await page('src/web/page', join(outdir, 'page'));
await build({
  entryPoints: { [basename(source, '.ts')]: source },
  outdir,
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
  external: ['cpu-features', './crypto/build/Release/sshcrypto.node', '*.node', 'pg-native'],
  plugins: [etcdProtocol],
  define: { DMSA_VERSION: JSON.stringify(version) },
  // Bundled CommonJS packages ask for node's own modules through require.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);import { dirname as __dirnameOf } from 'node:path';import { fileURLToPath as __fileURLToPath } from 'node:url';const __filename = __fileURLToPath(import.meta.url);const __dirname = __dirnameOf(__filename);",
  },
  logLevel: 'warning',
});

/** The status page: one script, one style sheet, nothing from elsewhere. */
async function page(from, to) {
  mkdirSync(to, { recursive: true });
  for (const file of ['index.html', 'icon.svg']) copyFileSync(join(from, file), join(to, file));
  await build({
    entryPoints: [join(from, 'app.ts'), join(from, 'style.css')],
    outdir: to,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: ['chrome109', 'firefox115', 'safari16'],
    minify: true,
    logLevel: 'warning',
  });
}
