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

/** Plain data of a whole file → all that is wrong by schema/cluster.schema.json; empty where nothing is. */
export function validateClusterFile(data: unknown): readonly SchemaError[] {
  return validators.validateClusterFile(data) ? [] : (validators.validateClusterFile.errors ?? []);
}

/** The same for schema/secrets.schema.json. */
export function validateSecretsFile(data: unknown): readonly SchemaError[] {
  return validators.validateSecretsFile(data) ? [] : (validators.validateSecretsFile.errors ?? []);
}
