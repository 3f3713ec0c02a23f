/**
 * Scripts carry file contents that need not be UTF-8. While a script is put together it is a "binary string": one character
 * a byte. That way `quote` and templates work on it, and it becomes bytes once, at the end.
 */
export function binary(text: string, encoding: 'utf8' | 'latin1' = 'utf8'): string {
  return Buffer.from(text, encoding).toString('latin1');
}

export function bytesOf(binaryString: string): Uint8Array {
  return Buffer.from(binaryString, 'latin1');
}

/** The text that a node's bytes hold, for people; bytes that are not UTF-8 are shown as replacement characters. */
export function shownText(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let crc = index << 24;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x8000_0000 ? (crc << 1) ^ 0x04c1_1db7 : crc << 1;
  return crc >>> 0;
});

/**
 * What `cksum` prints before the name: POSIX CRC and length in bytes (POSIX.1-2017, cksum). Chosen because every node has
 * the command; it tells whether a file is still the one that was read, not whether somebody forged it.
 */
export function cksum(bytes: Uint8Array): string {
  let crc = 0;
  const feed = (byte: number): void => {
    crc = ((crc << 8) ^ (TABLE[((crc >>> 24) ^ byte) & 0xff] ?? 0)) >>> 0;
  };
  for (const byte of bytes) feed(byte);
  for (let length = bytes.length; length > 0; length = Math.floor(length / 256)) feed(length & 0xff);
  return `${~crc >>> 0} ${bytes.length}`;
}
