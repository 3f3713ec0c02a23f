/**
 * Whether an address is free on its wire, and whether there is a wire: asked before anything starts. What brings a service
 * address up proves it once more at that moment (net/script.ts, PROVE); this only spares the way there.
 */
import { quote } from '../../quote.ts';
import type { CommandFact, CommandRequest } from '../facts.ts';
import type { Finding } from '../foretell.ts';
import { isIPv6 } from './address.ts';

/**
 * By arping's duplicate address detection where it is that of iputils or busybox, else by ping and the neighbour table; no
 * entry of the table is made or changed by hand, as traffic may depend on it. About one second.
 *
 * @param what  `carrier`: only whether there is a wire, at once
 */
export function wireRequest(host: string, device: string, what: 'answers' | 'carrier' = 'answers'): CommandRequest {
  const version = isIPv6(host) ? '-6' : '-4';
  const on = quote(device);
  const ask = what === 'carrier' ? '' : askLines(version, host, on);
  return {
    type: 'command',
    id: `${wireId(host, device)}${what === 'carrier' ? ' carrier' : ''}`,
    script: `carrier=
if [ ! -e ${quote(`/sys/class/net/${device}`)} ]; then echo missing; exit; fi
read -r carrier 2>/dev/null <${quote(`/sys/class/net/${device}/carrier`)} || :
echo "carrier \${carrier:-down}"
${ask}exit 0`,
  };
}

function askLines(version: string, host: string, on: string): string {
  return `[ "$carrier" = 1 ] || exit 0
tool=
${isIPv6(host) ? '' : 'tool=$(arping -V 2>&1) || :'}
case $tool in
  *iputils* | *BusyBox*)
    code=0
    said=$(arping -D -c 1 -w 1 -I ${on} ${quote(host)} 2>&1) || code=$?
    said=\${said#*\\[}
    echo "arping $code \${said%%\\]*}" ;;
  *)
    if command -v ping >/dev/null 2>&1; then
      ping ${version} -c 1 -W 1 -I ${on} ${quote(host)} >/dev/null 2>&1 </dev/null || ping -c 1 -W 1 ${quote(host)} >/dev/null 2>&1 </dev/null || :
      echo "neighbour $(ip ${version} neigh show to ${quote(host)} dev ${on} 2>/dev/null)"
    else
      echo unchecked
    fi ;;
esac
`;
}

function wireId(host: string, device: string): string {
  return `foretell-wire ${host} ${device}`;
}

export interface Wire {
  /** `down`: the interface is not up. */
  readonly carrier: 'yes' | 'no' | 'down' | 'unknown';
  /** The link-layer address of who answers, empty where it is not known; null: nobody does. */
  readonly taken: string | null;
  readonly checked: boolean;
}

export function readWire(fact: CommandFact): Wire {
  const lines = fact.status === 'done' ? fact.stdout.split('\n') : [];
  const said = lines.find((line) => line.startsWith('carrier '))?.slice('carrier '.length);
  const carrier = said === '1' ? 'yes' : said === '0' ? 'no' : said === 'down' ? 'down' : 'unknown';
  for (const line of lines) {
    const arping = /^arping (\d+) ?(.*)$/.exec(line);
    if (arping?.[1] === '0') return { carrier, taken: null, checked: true };
    // Any other status is that of an arping that could not ask.
    if (arping?.[1] === '1') return { carrier, taken: macIn(arping[2] ?? ''), checked: macIn(arping[2] ?? '') !== null };
    const neighbour = /^neighbour ?(.*)$/.exec(line);
    if (neighbour) {
      const entry = neighbour[1] ?? '';
      if (/\bREACHABLE\b/.test(entry)) return { carrier, taken: macIn(entry) ?? '', checked: true };
      return { carrier, taken: null, checked: /\b(FAILED|INCOMPLETE)\b/.test(entry) };
    }
  }
  return { carrier, taken: null, checked: false };
}

function macIn(text: string): string | null {
  return /\b[0-9a-f]{2}(:[0-9a-f]{2}){5}\b/i.exec(text)?.[0].toLowerCase() ?? null;
}

/** @param proof  the action itself refuses to work where it can't see the wire */
export function wireFindings(fact: CommandFact, host: string, device: string, proof: boolean): readonly Finding[] {
  const { carrier, taken, checked } = readWire(fact);
  if (carrier === 'no' || (carrier === 'down' && proof)) {
    const why = carrier === 'down' ? 'is down' : 'has no carrier';
    return [
      {
        code: 'no-carrier',
        sentence: proof
          ? `${device} ${why}, so whether another host holds ${host} can't be seen, and it is not brought up`
          : `${device} ${why}: nobody will reach ${host} there`,
        detail: `Look at the cable and the switch port, or at: ip link show ${device}`,
        severity: proof ? 'would-fail' : 'warning',
      },
    ];
  }
  if (taken !== null) {
    return [
      {
        code: 'address-taken',
        sentence: `another host${taken === '' ? '' : ` (${taken})`} answers for ${host} on ${device}`,
        detail: `Two hosts with one address disturb each other. Take it off there first; who it is: ip neigh show ${host}, or the switch's table of addresses.`,
        severity: 'would-fail',
      },
    ];
  }
  if (carrier === 'yes' && !checked) {
    return [
      {
        code: 'not-checked',
        sentence: `whether another host answers for ${host} on ${device} could not be looked at beforehand`,
        detail: proof
          ? 'It is looked at again just before the address is brought up.'
          : 'With arping (iputils) on the node it could.',
        severity: 'warning',
      },
    ];
  }
  return [];
}
