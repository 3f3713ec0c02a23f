/** The JSON Schemas as functions: the one place that knows how they are carried out. */
import * as validators from './schema-validate.gen.js';

/** What is used of ajv's error object. */
export interface SchemaError {
  /** JSON pointer into the data: `/spec/nodes/Sec-1/sync`. */
  readonly instancePath: string;
  /** Path of the keyword in the schema: `#/$defs/node/additionalProperties`. */
  readonly schemaPath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Nobody reads more; the rest is not looked for. */
const MAX_ERRORS = 5000;

/**
 * Plain data of a whole file → all that is wrong by schema/cluster.schema.json; empty where nothing is.
 * Nodes are validated one by one: ajv joins the errors of parts by copying all of them, which is quadratic in broken nodes.
 */
export function validateClusterFile(data: unknown): readonly SchemaError[] {
  const spec = isMap(data) ? data['spec'] : undefined;
  const nodes = isMap(spec) ? Object.entries(isMap(spec['nodes']) ? spec['nodes'] : {}) : [];
  if (!isMap(data) || !isMap(spec) || nodes.length < 2) return run(validators.validateClusterFile, data, '');
  const errors = [
    ...run(validators.validateClusterFile, { ...data, spec: { ...spec, nodes: Object.fromEntries(nodes.slice(0, 1)) } }, ''),
  ];
  for (const [name, node] of nodes.slice(1)) {
    if (errors.length > MAX_ERRORS) break;
    const path = `/spec/nodes/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    for (const error of run(validators.validateNode, node, path)) errors.push(error);
  }
  return errors;
}

function run(validate: typeof validators.validateNode, data: unknown, instancePath: string): readonly SchemaError[] {
  return validate(data, { instancePath }) ? [] : (validate.errors ?? []);
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The same for schema/secrets.schema.json. */
export function validateSecretsFile(data: unknown): readonly SchemaError[] {
  return run(validators.validateSecretsFile, data, '');
}
