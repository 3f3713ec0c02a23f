/**
 * What the network scripts of RHEL make of the values in an ifcfg file: initscripts 9.03 (RHEL 6) to 10 (RHEL 8), network-functions,
 * ifup-eth, ifup-ipv6 and ifup-aliases. They source the file as shell, so a value counts only in the form in which they read it:
 * a PREFIX with dots, a NETMASK without, or an IPADDR with a length is no address to them.
 */
import { canonical, canonicalHost, classPrefix, contains } from './address.ts';

export type Keys = ReadonlyMap<string, string>;

export interface NumberedAddress {
  /** What stands behind IPADDR: nothing, `0`, `1` … */
  readonly suffix: string;
  readonly written: string;
  /** null: in a form that ifup can't use. */
  readonly address: string | null;
  readonly mask: 'NETMASK' | 'PREFIX';
}

/** expand_config: IPADDR, IPADDR0, IPADDR1, and on to the first number from 2 that is missing. The first is what the node speaks from. */
export function numberedAddresses(keys: Keys): readonly NumberedAddress[] {
  const found: NumberedAddress[] = [];
  for (let number = -1; number < 256; number += 1) {
    const suffix = number < 0 ? '' : String(number);
    const written = keys.get(`IPADDR${suffix}`) ?? '';
    if (written === '' && number >= 2) break;
    if (written === '') continue;
    const prefix = keys.get(`PREFIX${suffix}`) ?? '';
    const netmask = keys.get(`NETMASK${suffix}`) ?? '';
    const mask = prefix === '' && keys.has(`NETMASK${suffix}`) ? 'NETMASK' : 'PREFIX';
    found.push({ suffix, written, address: addressOf(written, prefix, netmask), mask });
  }
  return found;
}

/** PREFIX before NETMASK, else the mask of the address's class. */
function addressOf(written: string, prefix: string, netmask: string): string | null {
  const usable = !written.includes('/') && (prefix === '' ? !/^\d+$/.test(netmask) : /^\d{1,2}$/.test(prefix));
  return usable ? canonical(written, prefix || netmask || null, classPrefix) : null;
}

/**
 * The keys of one address and its mask, such that it is no longer there: the further ones move up, as ifup stops at a gap. The
 * values of BROADCAST follow from the others.
 */
export function withoutNumber(keys: Keys, gone: NumberedAddress): Readonly<Record<string, string | null>> {
  const all = numberedAddresses(keys);
  const left = all.filter((one) => one.suffix !== gone.suffix);
  const set: Record<string, string | null> = {};
  for (const [place, { suffix }] of all.entries()) {
    const next = left[place];
    if (next?.suffix === suffix) continue;
    for (const name of ['IPADDR', 'PREFIX', 'NETMASK', 'BROADCAST']) {
      const value = next && name !== 'BROADCAST' ? keys.get(`${name}${next.suffix}`) : undefined;
      if (value !== undefined) set[`${name}${suffix}`] = value;
      else if (keys.has(`${name}${suffix}`)) set[`${name}${suffix}`] = null;
    }
  }
  return set;
}

/**
 * ifup-aliases: mask of the alias's own file or of its parent's, and a PREFIX of the parent before a NETMASK of its own.
 * `mask`: which key an edit has to set so that it counts.
 */
export function aliasAddress(keys: Keys, parent: Keys): { readonly address: string | null; readonly mask: 'NETMASK' | 'PREFIX' } {
  const value = (name: string): string => (keys.has(name) ? keys.get(name) : parent.get(name)) ?? '';
  const prefix = value('PREFIX');
  return {
    address: addressOf(keys.get('IPADDR') ?? '', prefix, value('NETMASK')),
    mask: prefix === '' && keys.has('NETMASK') ? 'NETMASK' : 'PREFIX',
  };
}

/** `network`: /etc/sysconfig/network, which is read before the device's own file. */
export interface Gateway {
  readonly gateway: string | null;
  /** The network file's would count if the device's own had none. */
  readonly inherits: boolean;
  /** GATEWAYDEV names another device: none is set over this one. */
  readonly elsewhere: boolean;
}

/** ifup-eth. `first`: the device's first address, in whose network a gateway of the network file has to be. */
export function gatewayOf(device: string, keys: Keys, network: Keys, first: string | null): Gateway {
  const value = (name: string): string => (keys.has(name) ? keys.get(name) : network.get(name)) ?? '';
  const elsewhere = value('GATEWAYDEV') !== '' && value('GATEWAYDEV') !== device;
  const general = canonicalHost(network.get('GATEWAY') ?? '');
  const inherits = general !== null && first !== null && contains(first, general) && !elsewhere;
  const own = keys.has('GATEWAY') ? canonicalHost(keys.get('GATEWAY') ?? '') : null;
  const gateway = keys.has('GATEWAY') ? own : inherits ? general : null;
  return { gateway: elsewhere || isFalse(value('DEFROUTE')) ? null : gateway, inherits, elsewhere };
}

/** ifup-ipv6: nothing of IPv6 where IPV6INIT says no. An address without length has 64. */
export function ipv6Of(device: string, keys: Keys, network: Keys) {
  const value = (name: string): string => (keys.has(name) ? keys.get(name) : network.get(name)) ?? '';
  const written = keys.get('IPV6ADDR') ?? '';
  const address = written === '' ? null : canonical(written, null, () => 64);
  const off = isFalse(value('IPV6INIT'));
  const [via = ''] = value('IPV6_DEFAULTGW').split('%');
  const gateway = canonicalHost(via);
  const dev = value('IPV6_DEFAULTDEV');
  // One of the network file is tried for every device; it can be set where it is on the link.
  const here =
    dev === device ||
    (dev === '' && (keys.has('IPV6_DEFAULTGW') || (address !== null && gateway !== null && contains(address, gateway))));
  return {
    written,
    unread: written !== '' && address === null,
    address: off ? null : address,
    gateway: off || !here ? null : gateway,
  };
}

/** is_false of RHEL's init functions. */
export function isFalse(value: string | undefined): boolean {
  return /^(no|n|false|f|off|0)$/i.test(value ?? '');
}

/** ifup-aliases knows no other words: with ONPARENT=false an alias is brought up. */
export function isOffParent(value: string | undefined): boolean {
  return value === 'no' || value === 'NO';
}
