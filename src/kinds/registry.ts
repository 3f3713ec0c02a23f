import type { AnyKind } from './kind.ts';

/** Every kind there is, in the order in which a plan lists them on a node. */
export const KINDS: readonly AnyKind[] = [];
