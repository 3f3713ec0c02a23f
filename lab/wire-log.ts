/**
 * Who answered for an address, by what tcpdump saw on a bridge (`-e -nn -tt -q`). Pure: the lines are taken elsewhere (wire.ts).
 *
 * A frame counts as an answer where its sender claims the address: an ARP reply or announcement for it, an ARP question asked in
 * its name, an IP packet sent from it. A question that asks for it, a probe (RFC 5227) included, claims nothing.
 */

export interface Frame {
  /** Seconds since 1970, as the kernel stamped it. */
  readonly atS: number;
  /** Who sent it: the Ethernet source. */
  readonly mac: string;
  /** The address that is claimed by it. */
  readonly address: string;
  readonly what: 'arp' | 'ip';
}

/** Frames of one sender, with no other's in between. */
export interface Turn {
  readonly mac: string;
  readonly fromS: number;
  readonly toS: number;
  readonly frames: number;
}

const HEAD = /^(\d+\.\d+) ([0-9a-f:]{17}) > [0-9a-f:]{17}, (ARP|IPv4), length \d+: (.*)$/;
const V4 = String.raw`\d+\.\d+\.\d+\.\d+`;
const ARP_CLAIMS = [
  new RegExp(`^Reply (${V4}) is-at ([0-9a-f:]{17})`),
  new RegExp(`^Announcement (${V4})`),
  new RegExp(`^Request who-has ${V4}(?: \\([0-9a-f:]{17}\\))? tell (${V4})`),
];
const IP_SOURCE = new RegExp(`^(${V4})(?:\\.\\d+)? > `);

/** null: it claims nothing, or is none of tcpdump's lines for a frame (half of one, at the end of what was read). */
export function frameOf(line: string): Frame | null {
  const [, at = '', mac = '', type, rest = ''] = HEAD.exec(line) ?? [];
  if (type === undefined) return null;
  const claim =
    type === 'IPv4' ? IP_SOURCE.exec(rest) : ARP_CLAIMS.map((form) => form.exec(rest)).find((found) => found !== null);
  const address = claim?.[1];
  // Of a probe the sender has no address yet.
  if (address === undefined || address === '0.0.0.0') return null;
  // Who is named in a reply counts, not who brought it.
  return { atS: Number(at), mac: (type === 'ARP' ? claim?.[2] : undefined) ?? mac, address, what: type === 'ARP' ? 'arp' : 'ip' };
}

/**
 * Who answered for an address, in turn. Two that answer at the same time come in turns again and again: after a change of holder
 * a turn of the one before it is the proof that two have held.
 */
export function turnsOf(frames: readonly Frame[], address: string): readonly Turn[] {
  const turns: Turn[] = [];
  for (const { mac, atS } of frames.filter((frame) => frame.address === address).sort((a, b) => a.atS - b.atS)) {
    const last = turns.at(-1);
    if (last?.mac === mac) turns[turns.length - 1] = { ...last, toS: atS, frames: last.frames + 1 };
    else turns.push({ mac, fromS: atS, toS: atS, frames: 1 });
  }
  return turns;
}

/** `3 packets dropped by kernel`, of what tcpdump says at its end. null: it did not say. A proof with holes in it is none. */
export function droppedOf(stderr: string): number | null {
  const found = /^(\d+) packets? dropped by kernel$/m.exec(stderr);
  return found ? Number(found[1]) : null;
}
