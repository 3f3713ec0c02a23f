import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DOC_PATH, generateDocs } from '../../scripts/gen-docs.ts';
import { generate, readSchema } from '../../scripts/gen-types.ts';

function committed(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}

test('types and validators are those of the schema (else: npx tsx scripts/gen-types.ts)', async () => {
  for (const [path, content] of await generate()) expect(committed(path), path).toBe(content);
});

test('docs/cluster-yaml.md is that of the schema (else: npx tsx scripts/gen-docs.ts)', () => {
  expect(committed(DOC_PATH)).toBe(generateDocs());
});

test('every key has a title, a description and an example, and every map is closed', () => {
  const bad: string[] = [];
  const visit = (schema: unknown, path: string): void => {
    if (typeof schema !== 'object' || schema === null) return;
    const { properties, $defs, items, additionalProperties, ...own } = schema as Record<string, unknown>;
    const { title, description, examples, $ref, type } = own;
    const root = path === '#';
    if ($ref === undefined && (typeof title !== 'string' || typeof description !== 'string'))
      bad.push(`${path}: title, description`);
    if ($ref === undefined && !root && path !== '#/$defs/spec' && !Array.isArray(examples)) bad.push(`${path}: examples`);
    if ((type === 'object' || (Array.isArray(type) && type.includes('object'))) && additionalProperties === undefined)
      bad.push(`${path}: open`);
    for (const [name, sub] of Object.entries(properties ?? {})) visit(sub, `${path}/properties/${name}`);
    for (const [name, sub] of Object.entries($defs ?? {})) visit(sub, `${path}/$defs/${name}`);
    visit(items, `${path}/items`);
    visit(additionalProperties, `${path}/additionalProperties`);
  };
  visit(readSchema('schema/cluster.schema.json'), '#');
  expect(bad).toEqual([]);
});
