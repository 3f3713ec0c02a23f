/**
 * From the JSON Schemas to what the program uses of them, so that the schema stays the single source:
 *   src/desired/cluster-file.gen.ts      the types of cluster.yaml
 *   src/desired/schema-validate.gen.js   ajv's validators as plain code: compiling them at start-up would cost 60 ms
 *   src/desired/schema-info.gen.ts       titles, known keys and examples by schema path, for error messages
 * `npx tsx scripts/gen-types.ts` writes them; a test says when they are out of date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import { compile, type JSONSchema } from 'json-schema-to-typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const BANNER = 'Generated from schema/ by scripts/gen-types.ts; do not edit.';

export type Schema = { readonly [key: string]: unknown };

/** Path relative to the repository → content. */
export async function generate(): Promise<ReadonlyMap<string, string>> {
  const cluster = readSchema('schema/cluster.schema.json');
  const secrets = readSchema('schema/secrets.schema.json');
  const types = await compile(forTypes(cluster), 'ClusterFile', {
    additionalProperties: false,
    bannerComment: `// ${BANNER}`,
    style: { singleQuote: true, printWidth: 130 },
  });
  const info = { cluster: schemaInfo(cluster), secrets: schemaInfo(secrets) };
  const infoText = [
    `// ${BANNER}`,
    'export interface SchemaInfo {',
    '  readonly title: string;',
    '  readonly example: string | null;',
    '  /** The name under `$defs` where it has one. */',
    '  readonly def: string | null;',
    '  /** Known keys, each with the path of its subschema. */',
    '  readonly keys: Readonly<Record<string, string>>;',
    '  /** The path of the subschema of list items, or of the values of a map with free keys. */',
    '  readonly each: string | null;',
    '}',
    '',
    ...Object.entries(info).map(
      ([name, entries]) =>
        `export const ${name}SchemaInfo: Readonly<Record<string, SchemaInfo>> = ${JSON.stringify(entries, null, 1)};\n`,
    ),
  ].join('\n');
  return new Map([
    ['src/desired/cluster-file.gen.ts', types],
    ['src/desired/schema-validate.gen.js', `// ${BANNER}\n${validators(cluster, secrets)}\n`],
    ['src/desired/schema-info.gen.ts', infoText],
  ]);
}

export function readSchema(path: string): Schema {
  return JSON.parse(readFileSync(`${root}${path}`, 'utf8'));
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function validators(cluster: Schema, secrets: Schema): string {
  const ajv = new Ajv2020({
    allErrors: true,
    allowUnionTypes: true,
    strictRequired: false,
    inlineRefs: false,
    messages: false,
    schemas: [withoutWords(cluster), withoutWords(secrets)],
    code: { source: true, esm: true, lines: true },
  });
  const code = standalone.default(ajv, {
    validateClusterFile: String(cluster['$id']),
    validateNode: `${String(cluster['$id'])}#/$defs/node`,
    validateSecretsFile: String(secrets['$id']),
  });
  return withImports(code);
}

/** ajv writes `require` for its helpers even where it writes a module; Node and vitest differ in what the default of CommonJS is. */
function withImports(code: string): string {
  return code.replace(
    /^const (\w+) = require\("(ajv\/dist\/runtime\/\w+)"\)\.default;$/gm,
    (_, name: string, path: string) =>
      `import ${name}Module from "${path}.js";\nconst ${name} = ${name}Module.default ?? ${name}Module;`,
  );
}

/** The schema without what only people and editors read; in `properties` and `$defs` such words are keys, and stay. */
function withoutWords(schema: Schema): Schema {
  return mapSchema(schema, ({ title: _t, description: _d, examples: _e, default: _v, ...rest }) => rest);
}

/** Applies `change` to every subschema, from the inside out. */
function mapSchema(schema: Schema, change: (schema: Schema) => Schema): Schema {
  const inner = Object.entries(schema).map(([key, value]) => {
    if ((key === 'properties' || key === '$defs') && isSchema(value)) {
      const mapped = Object.entries(value).map(([name, sub]) => [name, isSchema(sub) ? mapSchema(sub, change) : sub]);
      return [key, Object.fromEntries(mapped)];
    }
    if ((key === 'items' || key === 'additionalProperties' || key === 'propertyNames') && isSchema(value)) {
      return [key, mapSchema(value, change)];
    }
    return [key, value];
  });
  return change(Object.fromEntries(inner));
}

/** Types by the names of `$defs`; scalars in place, constraints that types can't say left out. */
function forTypes(schema: Schema): JSONSchema {
  const defs = isSchema(schema['$defs']) ? schema['$defs'] : {};
  const bare = mapSchema(schema, (sub) => {
    const {
      title: _t,
      examples: _e,
      oneOf: _o,
      propertyNames: _p,
      pattern: _r,
      minItems: _i,
      maxItems: _m,
      default: _v,
      ...rest
    } = sub;
    const name = typeof sub['$ref'] === 'string' ? sub['$ref'].replace('#/$defs/', '') : null;
    const target = name === null ? null : defs[name];
    if (!isSchema(target)) return rest;
    if (target['type'] !== 'string' && target['type'] !== 'integer') return { $ref: sub['$ref'] };
    return { type: target['type'], description: sub['description'] ?? target['description'] };
  });
  const bareDefs = isSchema(bare['$defs']) ? bare['$defs'] : {};
  const titled = Object.entries(bareDefs)
    .filter(([, def]) => isSchema(def) && def['type'] !== 'string' && def['type'] !== 'integer')
    .map(([name, def]) => [
      name,
      { ...(isSchema(def) ? def : {}), title: `File${name.charAt(0).toUpperCase()}${name.slice(1)}` },
    ]);
  const { $id: _id, ...rest } = bare;
  return { ...rest, $defs: Object.fromEntries(titled) };
}

interface Info {
  readonly title: string;
  readonly example: string | null;
  readonly def: string | null;
  readonly keys: Readonly<Record<string, string>>;
  readonly each: string | null;
}

/** Every subschema by its path (`#/$defs/node/properties/sync`), with where its parts are. */
function schemaInfo(schema: Schema): Readonly<Record<string, Info>> {
  const found: Record<string, Info> = {};
  // A reference with words of its own is an entry of its own; one without is its target.
  const visit = (sub: Schema, path: string): string => {
    const ref = typeof sub['$ref'] === 'string' ? sub['$ref'] : null;
    const defs = isSchema(schema['$defs']) ? schema['$defs'] : {};
    const target = ref === null ? {} : defs[ref.replace('#/$defs/', '')];
    const full: Schema = { ...(isSchema(target) ? target : {}), ...sub };
    const properties = isSchema(sub['properties']) ? sub['properties'] : {};
    const keys = Object.entries(properties).map(([name, child]) => [
      name,
      isSchema(child) ? visit(child, `${path}/properties/${name}`) : '',
    ]);
    const part = sub['items'] ?? sub['additionalProperties'];
    const each = isSchema(part) ? visit(part, `${path}/${sub['items'] === undefined ? 'additionalProperties' : 'items'}`) : null;
    if (ref !== null && (sub['examples'] === undefined || full['properties'] !== undefined || full['items'] !== undefined))
      return ref;
    if (ref !== null && full['additionalProperties'] !== undefined) return ref;
    const examples = Array.isArray(full['examples']) ? full['examples'] : [];
    const example = examples.length === 0 ? null : typeof examples[0] === 'string' ? examples[0] : inline(examples[0]);
    const def = (ref ?? path).match(/^#\/\$defs\/([^/]+)$/)?.[1] ?? null;
    found[path] = { title: String(full['title'] ?? ''), example, def, keys: Object.fromEntries(keys), each };
    return path;
  };
  visit(schema, '#');
  const defs = isSchema(schema['$defs']) ? schema['$defs'] : {};
  for (const [name, def] of Object.entries(defs)) if (isSchema(def)) visit(def, `#/$defs/${name}`);
  return found;
}

/** As one would write it in YAML on one line. */
export function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  if (isSchema(value))
    return `{ ${Object.entries(value)
      .map(([key, v]) => `${key}: ${inline(v)}`)
      .join(', ')} }`;
  if (typeof value !== 'string') return String(value);
  return /^[A-Za-z/][A-Za-z0-9_./-]*$|^[0-9][0-9a-f.:]*[./:][0-9a-f.:/]*$/.test(value) &&
    !/^(true|false|null|yes|no)$/.test(value)
    ? value
    : JSON.stringify(value);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, content] of await generate()) writeFileSync(`${root}${path}`, content);
}
