/** How a secrets file lies on the disk; told by its content, whatever its name. */
export type SecretsForm = 'plain' | 'age' | 'age-armored';

const BINARY_HEAD = 'age-encryption.org/v1';
const ARMOR_HEAD = '-----BEGIN AGE ENCRYPTED FILE-----';

/** Blanks and line breaks before an armored file are allowed (https://age-encryption.org/v1, "ASCII armor"). */
export function formOf(file: Uint8Array): SecretsForm {
  const head = Buffer.from(file.subarray(0, 1024)).toString('latin1');
  if (head.startsWith(BINARY_HEAD)) return 'age';
  return head.trimStart().startsWith(ARMOR_HEAD) ? 'age-armored' : 'plain';
}
