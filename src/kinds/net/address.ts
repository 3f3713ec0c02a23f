/**
 * Addresses in one canonical form (`10.0.0.1/24`, `2001:db8::1/64`, lower case, RFC 5952), so that what means the same
 * compares as the same: NETMASK=255.255.255.0 and PREFIX=24, `2001:DB8:0::1` and `2001:db8::1`.
 */
import ipaddr from 'ipaddr.js';

/** The address without prefix length in canonical form; null where it is none. A zone (`%eth0`) is dropped. */
export function canonicalHost(text: string): string | null {
  const host = text.trim().split('%')[0] ?? '';
  if (IPV4.test(host)) return host;
  if (!host.includes(':')) return null;
  try {
    return ipaddr.IPv6.parse(host).toString();
  } catch {
    return null;
  }
}

/** Four numbers without leading zeros: an address in this form is canonical, and nearly every address of a look is. */
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)$/;

/**
 * `ADDRESS/PREFIX` in canonical form. The prefix comes from the address itself, else from `mask` (a length or dotted), else
 * from `fallback`. Null where the address, the mask or the length is none.
 */
export function canonical(text: string, mask: string | null, fallback: (host: string) => number): string | null {
  const [written = '', own] = text.trim().split('/');
  const host = canonicalHost(written);
  if (host === null) return null;
  const given = own ?? (mask?.trim() || null);
  const prefix = given === null ? fallback(host) : prefixOf(given);
  return prefix === null || prefix > (isIPv6(host) ? 128 : 32) ? null : `${host}/${prefix}`;
}

/** The length that a mask means: `24`, `255.255.255.0`. Null where it is neither. */
function prefixOf(mask: string): number | null {
  if (/^\d{1,3}$/.test(mask)) return Number(mask);
  return ipaddr.IPv4.isValidFourPartDecimal(mask) ? ipaddr.IPv4.parse(mask).prefixLengthFromSubnetMask() : null;
}

export function maskOf(prefix: number): string {
  return ipaddr.IPv4.subnetMaskFromPrefixLength(prefix).toString();
}

/** What ipcalc and ifupdown take where an IPv4 address has no mask: that of its class. */
export function classPrefix(host: string): number {
  const first = Number(host.split('.')[0]);
  return first < 128 ? 8 : first < 192 ? 16 : 24;
}

export function isIPv6(address: string): boolean {
  return address.includes(':');
}

export function hostOf(address: string): string {
  const slash = address.indexOf('/');
  return slash === -1 ? address : address.slice(0, slash);
}

export function prefixLength(address: string): number {
  return Number(address.split('/')[1]);
}

/** Whether the network of an address holds a host, both canonical: `10.0.0.21/24` and `10.0.0.1`. */
export function contains(address: string, host: string): boolean {
  if (isIPv6(address) !== isIPv6(host)) return false;
  try {
    return ipaddr.parse(host).match(ipaddr.parseCIDR(address));
  } catch {
    return false;
  }
}
