/**
 * Quotes a value as one word of POSIX sh. Every value from a file goes through here on its way into a script.
 * A NUL can't be in a shell word: it is an error, never dropped.
 */
export function quote(value: string): string {
  if (value.includes('\0')) throw new RangeError('a NUL byte cannot be part of a shell word');
  return /^[A-Za-z0-9_./:=@%+,-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}
