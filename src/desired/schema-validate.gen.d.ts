/** ajv's standalone validators (scripts/gen-types.ts). */
import type { SchemaError } from './schema-validate.ts';

interface Validator {
  (data: unknown): boolean;
  errors?: SchemaError[] | null;
}

export declare const validateClusterFile: Validator;
export declare const validateSecretsFile: Validator;
