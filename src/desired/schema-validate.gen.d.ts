/** ajv's standalone validators (scripts/gen-types.ts). */
import type { SchemaError } from './schema-validate.ts';

interface Validator {
  (data: unknown, context?: { readonly instancePath: string }): boolean;
  errors?: SchemaError[] | null;
}

export declare const validateClusterFile: Validator;
/** One entry of `spec.nodes`. */
export declare const validateNode: Validator;
export declare const validateSecretsFile: Validator;
