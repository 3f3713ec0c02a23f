/** IPv4 and IPv6 addresses with prefix length: parsing, canonical form, networks. */
import ipaddr from 'ipaddr.js';
import { complaint, type Parsed, show } from './report.ts';

export interface Address {
  readonly family: 4 | 6;
  /** Canonical, without prefix length; IPv6 as of RFC 5952. */
  readonly host: string;
  readonly prefix: number;
  /** `host/prefix` */
  readonly text: string;
  readonly bits: bigint;
}

export interface Network {
  readonly family: 4 | 6;
  readonly base: bigint;
  readonly prefix: number;
}

export function parseAddress(text: string, wanted: 4 | 6 | 'any'): Parsed<Address> {
  const slash = text.indexOf('/');
  const hostText = slash === -1 ? text : text.slice(0, slash);
  const example = wanted === 6 ? '2001:db8::22/64' : '10.0.0.21/24';
  if (text !== text.trim() || text === '') {
    return complaint(
      'bad-address',
      'An address is empty or has blanks around it.',
      `Found ${show(text)}. Write for example ${example}.`,
    );
  }
  const host = parseHost(hostText);
  if (!host.ok) return complaint(host.code, host.summary, `${host.detail} Write for example ${example}.`);
  const { family } = host.value;
  if (wanted !== 'any' && family !== wanted) {
    const detail = `Found ${show(text)}. Write for example ${example}.`;
    const key = family === 6 ? ' An IPv6 address goes under address6: write { address: …, address6: … }.' : '';
    return complaint('wrong-family', `An IPv${wanted} address is wanted here, this is IPv${family}.`, detail + key);
  }
  const bits = family === 4 ? 32 : 128;
  if (slash === -1) {
    const detail = `Found ${show(text)}. Write ${host.value.host}/${family === 4 ? 24 : 64} if the network has ${family === 4 ? 24 : 64} bits.`;
    return complaint('address-without-prefix', 'An address has no prefix length.', detail);
  }
  const prefixText = text.slice(slash + 1);
  const dotted = family === 4 ? prefixOfMask(prefixText) : null;
  if (dotted !== null) {
    return complaint('dotted-mask', 'A netmask is written out.', `Found ${show(text)}. Write ${host.value.host}/${dotted}.`);
  }
  const prefix = Number(prefixText);
  if (!/^\d{1,3}$/.test(prefixText) || prefix < 1 || prefix > bits || (prefixText.length > 1 && prefixText.startsWith('0'))) {
    const detail = `Found ${show(prefixText)} after the slash in ${show(text)}. Write a whole number from 1 to ${bits}, for example ${example}.`;
    return complaint('bad-prefix', 'A prefix length is not right.', detail);
  }
  return { ok: true, value: { ...host.value, prefix, text: `${host.value.host}/${prefix}` } };
}

/** An address without prefix length. */
export function parseHost(text: string): Parsed<{ readonly family: 4 | 6; readonly host: string; readonly bits: bigint }> {
  if (text.includes(':')) {
    if (!/^[0-9A-Fa-f:.]+$/.test(text) || !ipaddr.IPv6.isValid(text)) {
      return complaint('bad-address', 'This is not an IPv6 address.', `Found ${show(text)}.`);
    }
    const parsed = ipaddr.IPv6.parse(text);
    if (parsed.isIPv4MappedAddress()) {
      return complaint(
        'bad-address',
        'An IPv4 address is written as IPv6.',
        `Found ${show(text)}. It is ${parsed.toIPv4Address().toString()}.`,
      );
    }
    const bits = parsed.parts.reduce((sum, part) => (sum << 16n) | BigInt(part), 0n);
    return { ok: true, value: { family: 6, host: parsed.toRFC5952String(), bits } };
  }
  const octets = text.split('.');
  if (octets.length !== 4 || octets.some((octet) => !/^\d{1,5}$/.test(octet))) {
    return complaint(
      'bad-address',
      'This is not an IP address.',
      `Found ${show(text)}: an IPv4 address is four numbers with dots between them.`,
    );
  }
  const zero = octets.find((octet) => octet.length > 1 && octet.startsWith('0'));
  if (zero !== undefined) {
    const detail = `Found ${show(text)}: some programs read ${zero} as octal. Leave the leading zero out.`;
    return complaint('bad-address', 'A number in an address has a leading zero.', detail);
  }
  const large = octets.find((octet) => Number(octet) > 255);
  if (large !== undefined) {
    return complaint('bad-address', 'A number in an address is above 255.', `Found ${show(text)}: ${large} is more than 255.`);
  }
  const bits = octets.reduce((sum, octet) => sum * 256 + Number(octet), 0);
  return { ok: true, value: { family: 4, host: text, bits: BigInt(bits) } };
}

/** 255.255.255.0 → 24; null where it is no netmask. */
function prefixOfMask(text: string): number | null {
  const octets = text.split('.');
  if (octets.length !== 4 || octets.some((octet) => !/^\d{1,3}$/.test(octet) || Number(octet) > 255)) return null;
  const bits = octets.map((octet) => Number(octet).toString(2).padStart(8, '0')).join('');
  return /^1*0*$/.test(bits) ? bits.lastIndexOf('1') + 1 : null;
}

export function networkOf(address: Address, prefix = address.prefix): Network {
  const shift = BigInt((address.family === 4 ? 32 : 128) - prefix);
  return { family: address.family, prefix, base: (address.bits >> shift) << shift };
}

export function networkKey(network: Network): string {
  return `${network.family}:${network.base.toString(36)}/${network.prefix}`;
}

export function contains(network: Network, address: { readonly family: 4 | 6; readonly bits: bigint }): boolean {
  const shift = BigInt((network.family === 4 ? 32 : 128) - network.prefix);
  return network.family === address.family && address.bits >> shift === network.base >> shift;
}

/** `10.0.0.0/24` */
export function networkText(network: Network): string {
  if (network.family === 4) {
    const n = Number(network.base);
    return `${[n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255].join('.')}/${network.prefix}`;
  }
  const bytes = Array.from({ length: 16 }, (_, i) => Number((network.base >> BigInt(8 * (15 - i))) & 255n));
  return `${new ipaddr.IPv6(bytes).toRFC5952String()}/${network.prefix}`;
}

/** Why a host can't have this address; null where it can. */
export function unusable(address: Address): string | null {
  const { family, bits, prefix } = address;
  const width = family === 4 ? 32 : 128;
  if (family === 4) {
    const first = Number(bits >> 24n);
    if (first === 127) return 'a loopback address';
    if (first >= 224 && first < 240) return 'a multicast address';
    if (first === 0 || first >= 240) return 'a reserved address';
    if (bits >> 16n === 0xa9fen) return 'a link-local address';
  } else {
    if (bits === 1n) return 'the loopback address';
    if (bits === 0n) return 'the unspecified address';
    if (bits >> 120n === 0xffn) return 'a multicast address';
    if (bits >> 118n === 0x3fan) return 'a link-local address';
  }
  if (prefix >= width - 1) return null;
  const host = bits & ((1n << BigInt(width - prefix)) - 1n);
  if (host === 0n)
    return family === 4 ? 'the address of its network itself' : "the network's router address (all host bits zero)";
  if (family === 4 && host === (1n << BigInt(width - prefix)) - 1n) return 'the broadcast address of its network';
  return null;
}

export function isLinkLocal6(address: { readonly family: 4 | 6; readonly bits: bigint }): boolean {
  return address.family === 6 && address.bits >> 118n === 0x3fan;
}
