declare const DMSA_VERSION: string;

/** Set by the build (scripts/build.mjs). */
export function version(): string {
  return typeof DMSA_VERSION === 'string' ? DMSA_VERSION : 'development';
}
