/** House rules that no linter has: what the decision core may not reach for, and files that everything would end up in. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const source = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.gen.ts') && !path.endsWith('.d.ts'))
    .map((path) => `${folder}/${path}`);

const pure = [
  ...['kinds', 'ha', 'diff', 'legacy', 'views'].flatMap((folder) => source(`src/${folder}`)),
  ...source('src/desired').filter((path) => !path.endsWith('/load.ts')),
  'src/reconcile/decide.ts',
  'src/reconcile/compile.ts',
  'src/reconcile/rounds.ts',
  'src/reconcile/fights.ts',
  'src/reconcile/windows.ts',
  'src/reconcile/back-off.ts',
  'src/lease/rules.ts',
];

it('the decision core has no clock, no randomness, no timers and no environment', () => {
  const reach =
    /\b(Date\.now|new Date\(|performance\.now|Math\.random|randomUUID|randomBytes|setTimeout|setInterval|setImmediate|process\.|fetch\()/;
  const found = pure.flatMap((path) =>
    readFileSync(join(root, path), 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        reach.test(line.replace(/^\s*(\*|\/\/|\/\*\*).*/, '')) ? [`${path}:${index + 1}: ${line.trim()}`] : [],
      ),
  );
  expect(found).toEqual([]);
});

it('no file is so large that everything ends up in it', () => {
  const large = source('src')
    .map((path) => ({ path, lines: readFileSync(join(root, path), 'utf8').split('\n').length }))
    .filter(({ lines }) => lines > 400);
  expect(large).toEqual([]);
});
