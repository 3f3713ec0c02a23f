/** The values that stand in the fields of the legacy files: addresses with masks, names, types, minutes, paths. */
import ipaddr from 'ipaddr.js';
import { KNOWN_TYPES } from '../desired/defaults.ts';
import { closest, describeOdd, didYouMean, type Problems, type Word } from './text.ts';

/** What people write for a type, beside its name. */
const TYPE_NICKNAMES: Readonly<Record<string, string>> = {
  WEB: 'GUI',
  WEBNODE: 'GUI',
  PORTAL: 'GUI',
  SEC: 'SECENGINE',
  SECNODE: 'SECENGINE',
  STANDBY: 'REPORTING',
  PASSIVE: 'REPORTING',
  BACKUP: 'REPORTING',
  REP: 'REPORTING',
  DB: 'DATABASE',
  ES: 'ELASTICSEARCH',
  ELASTIC: 'ELASTICSEARCH',
};

const HOST_NAME = /^(?=.{1,64}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/;
const DOTTED = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;
/** A day: cluster.yaml has the same limit for both times. */
const MAX_MINUTES = 1440;

/** True for a host name as RFC 1123 has it; Linux takes at most 64 characters (sethostname(2)). */
export function isHostName(name: string): boolean {
  return HOST_NAME.test(name);
}

/** A type that is known or was named on import; else null and an error with what was probably meant. */
export function parseType(word: Word, extraTypes: readonly string[], problems: Problems): string | null {
  const known = [...KNOWN_TYPES, ...extraTypes];
  if (known.includes(word.text)) return word.text;
  if (word.text === '') {
    problems.error('missing-type', 'The node type is missing', `Write one of ${known.join(', ')}.`, word.at);
    return null;
  }
  const meant = TYPE_NICKNAMES[word.text.toUpperCase()] ?? closest(word.text, known);
  problems.error(
    'unknown-type',
    `Node type "${word.text}" is not known`,
    `${meant === null ? '' : `Write ${meant} if that is what is meant. `}Known are ${known.join(', ')} (in capitals)${/^[A-Za-z][A-Za-z0-9_-]*$/.test(word.text) && meant?.toUpperCase() !== word.text.toUpperCase() ? `; a type of your own has to be named on import: --type ${word.text}` : ''}.`,
    word.at,
  );
  return null;
}

/** A host name, or null and an error. `what` names the field. */
export function parseHostName(word: Word, what: string, problems: Problems): string | null {
  if (isHostName(word.text)) return word.text;
  problems.error(
    'bad-host-name',
    word.text === '' ? `The ${what} is missing` : `${describeOdd(word.text)} is not a host name`,
    'Write letters, digits and hyphens (not at either end), at most 64 characters: Web-1, Sec-1, Sec-Rep-1.',
    word.at,
  );
  return null;
}

/** Whole minutes, or null and an error. */
export function parseMinutes(word: Word, what: string, problems: Problems): number | null {
  const minutes = /^\d{1,7}$/.test(word.text) ? Number(word.text) : 0;
  if (minutes >= 1 && minutes <= MAX_MINUTES) return minutes;
  const number = /^0*([1-9]\d{0,6})\s*(m|min|mins|minutes?)$/i.exec(word.text)?.[1];
  problems.error(
    'bad-minutes',
    `${what} "${word.text}" is not a whole number of minutes`,
    number === undefined
      ? `Write a whole number from 1 to ${MAX_MINUTES}, without a unit: 5.`
      : `Write ${number}: the unit is always minutes and is not written.`,
    word.at,
  );
  return null;
}

/** An absolute path in its shortest form (no `//`, no `/` at the end), or null and an error. Only a mount point may hold `${NODE}`. */
export function parsePath(word: Word, what: string, nodeAllowed: boolean, problems: Problems): string | null {
  const path = word.text.replaceAll(/\/{2,}/g, '/').replace(/(.)\/$/, '$1');
  if (/^\/(?:[A-Za-z0-9_.+@%/-]|\$\{NODE\})*$/.test(path) && !/\/\.\.?(\/|$)/.test(path)) {
    if (nodeAllowed || !path.includes('$')) return path;
    problems.error(
      'bad-path',
      `The ${what} "${path}" holds ${'${NODE}'}`,
      `Only a mount point may hold ${'${NODE}'}, the exporter's name: /opt/rrd/${'${NODE}'}.`,
      word.at,
    );
    return null;
  }
  const variable = /\$\{?\w+\}?/.exec(path)?.[0];
  problems.error(
    'bad-path',
    word.text === '' ? `The ${what} is missing` : `The ${what} ${describeOdd(word.text)} is not an absolute path`,
    variable !== undefined && path.startsWith('/')
      ? `${variable} is not known here: a mount point may hold ${'${NODE}'}, the exporter's name, and nothing else.`
      : 'Write a path that starts with /, of letters, digits and _ . + @ % -, without . or .. as a part of it: /opt/rrd.',
    word.at,
  );
  return null;
}

/** Strict IPv4 in canonical form, or null. Leading zeros are octal to some tools and decimal to others: not accepted. */
function ipv4(text: string): string | null {
  const match = DOTTED.exec(text);
  if (!match) return null;
  return match.slice(1).every((octet) => String(Number(octet)) === octet && Number(octet) <= 255) ? text : null;
}

function ipv6(text: string): string | null {
  if (!text.includes(':') || text.includes('%') || !ipaddr.IPv6.isValid(text)) return null;
  const address = ipaddr.IPv6.parse(text);
  return address.isIPv4MappedAddress() ? null : address.toRFC5952String();
}

/** Prefix length of `24`, `255.255.255.0` or `ffff:ffff::`, or a sentence that says why there is none. */
function prefixLength(mask: string, family: 4 | 6): number | string {
  const max = family === 4 ? 32 : 128;
  if (/^\d{1,3}$/.test(mask)) {
    const length = Number(mask);
    return length >= 1 && length <= max ? length : `A prefix length is from 1 to ${max}.`;
  }
  const parsed = family === 4 ? ipv4(mask) : ipv6(mask);
  if (parsed === null)
    return family === 4 ? 'Write a prefix length (24) or a dotted mask (255.255.255.0).' : 'Write a prefix length (64).';
  const length = ipaddr.parse(parsed).prefixLengthFromSubnetMask();
  return length === null || length === 0
    ? 'The ones of a netmask come first, without a gap: 255.255.255.0, 255.255.254.0.'
    : length;
}

/**
 * `10.0.0.1/24` or `10.0.0.1/255.255.255.0` → `10.0.0.1/24`; null and an error where it is neither.
 * IPv6 is taken only where `allow6` says so (service addresses).
 */
export function parseAddress(word: Word, what: string, allow6: boolean, problems: Problems): string | null {
  const [host = '', mask, ...more] = word.text.split('/').map((part) => part.trim());
  const found6 = ipv6(host);
  if (found6 !== null && !allow6) {
    problems.error(
      'ipv6-in-ipv4-field',
      `${what} "${word.text}" is an IPv6 address`,
      `PUBIP and PRIVIP are IPv4. The IPv6 of eth1 goes into the last field of the row (Vars to adapt): PUBIPV6=${found6} MASKV6=${mask ?? '64'} GWV6=…`,
      word.at,
    );
    return null;
  }
  const address = ipv4(host) ?? found6;
  const example = allow6 ? '10.0.0.1/24, 10.0.0.1/255.255.255.0 or 2001:db8::1/64' : '10.0.0.1/24 or 10.0.0.1/255.255.255.0';
  if (address === null) {
    const apart = /^(\S+)\s+(\S+)$/.exec(host);
    const detail =
      apart !== null && ipv4(apart[1] ?? '') !== null && mask === undefined
        ? `Write the mask behind a slash: ${apart[1]}/${apart[2]}.`
        : `Write ${example}; each of the four numbers is from 0 to 255, without leading zeros.`;
    problems.error('bad-address', `${what} ${describeOdd(word.text)} is not an address`, detail, word.at);
    return null;
  }
  if (mask === undefined || mask === '') {
    problems.error(
      'address-without-mask',
      `${what} "${word.text}" has no netmask`,
      `Write ${found6 === null ? `${address}/24 or ${address}/255.255.255.0` : `${address}/64`}, with the mask of that network.`,
      word.at,
    );
    return null;
  }
  const length = more.length > 0 ? `Write one slash: ${example}.` : prefixLength(mask, found6 === null ? 4 : 6);
  if (typeof length === 'string') {
    problems.error('bad-netmask', `${what} "${word.text}" has a netmask that is none`, length, word.at);
    return null;
  }
  return `${address}/${length}`;
}

/** `PUBIPV6` (with or without `/64`) and `MASKV6` → `2001:db8::1/64`; null and an error where they make none. */
export function parseAddress6(address: Word, mask: Word | null, problems: Problems): string | null {
  const [host = '', own, ...more] = address.text.split('/').map((part) => part.trim());
  const parsed = ipv6(host);
  if (parsed === null || more.length > 0) {
    problems.error(
      'bad-address',
      `PUBIPV6 ${describeOdd(address.text)} is not an IPv6 address`,
      'Write PUBIPV6=2001:db8::22 and MASKV6=64.',
      address.at,
    );
    return null;
  }
  const wanted = mask?.text.replace(/^\//, '') ?? own;
  if (wanted === undefined || wanted === '') {
    problems.error(
      'address-without-mask',
      `PUBIPV6 "${address.text}" has no prefix length`,
      'Write MASKV6=64 beside it.',
      address.at,
    );
    return null;
  }
  const length = prefixLength(wanted, 6);
  if (typeof length === 'string') {
    problems.error(
      'bad-netmask',
      `MASKV6 "${wanted}" is not a prefix length`,
      'Write a number from 1 to 128: MASKV6=64.',
      mask?.at ?? address.at,
    );
    return null;
  }
  if (own !== undefined && own !== String(length)) {
    problems.error(
      'bad-netmask',
      `PUBIPV6 "${address.text}" and MASKV6 "${wanted}" say different things`,
      'Write the prefix length once, as MASKV6.',
      address.at,
    );
    return null;
  }
  return `${parsed}/${length}`;
}

/** `GWV6` in canonical form, or null and an error. */
export function parseGateway6(word: Word, problems: Problems): string | null {
  const parsed = ipv6(word.text);
  if (parsed === null)
    problems.error(
      'bad-address',
      `GWV6 ${describeOdd(word.text)} is not an IPv6 address`,
      'Write it without a mask: GWV6=2001:db8::1.',
      word.at,
    );
  return parsed;
}

/** A group that is defined nowhere: what was found, and which there are. */
export function unknownGroup(word: Word, what: string, inPlace: string, groups: readonly string[], problems: Problems): void {
  const there =
    groups.length === 0
      ? 'There are no sections in this file.'
      : `Sections there are: ${groups
          .slice(0, 20)
          .map((name) => `[${name}]`)
          .join(', ')}${groups.length > 20 ? ', …' : ''}.`;
  problems.error(
    'unknown-group',
    `${what} "${word.text}" is not defined`,
    `No section [${word.text}] in this file.${didYouMean(word.text, groups)} ${there} ${inPlace}`,
    word.at,
  );
}
