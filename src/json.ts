/** Plain data: what a spec, a state and a plan are made of, so that they can be compared, hashed, printed and replayed. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
