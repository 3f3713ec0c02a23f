/** A service address that cluster.yaml no longer has, where no file with dmsa's mark tells of it: it is known by the node's list. */
import type { Json } from '../json.ts';
import type { Change, Prune, Removal } from './kind.ts';
import { hostOf } from './net/address.ts';
import { changeScript, type RunningPlace } from './net/claim.ts';
import type { NetworkDriver } from './net/driver.ts';
import { driverOf } from './net/drivers.ts';
import type { ServiceAddressSpec, ServiceAddressState } from './service-address.ts';

export const serviceAddressPrune: Prune<ServiceAddressSpec, ServiceAddressState> = {
  // A boot file of dmsa's bears its mark; one that runs without a file (pairs on Debian) and one in a device's own file do not.
  record({ device, label, address }, have, before): Json | null {
    const mine = before !== null || have === null || (!have.file.present && have.running.length + have.former.length === 0);
    return mine ? { device, label, address } : null;
  },

  former(_, made) {
    const { device, label, address } = (made ?? {}) as { readonly [key: string]: Json };
    if (typeof device !== 'string' || typeof label !== 'string' || typeof address !== 'string') return null;
    return { device, label, address, held: 'leave', atBoot: null, peers: [], fenced: null };
  },

  removal({ spec }, have, wanted, context) {
    const driver = driverOf(context.platform);
    if ('unknown' in driver) return { left: driver.unknown };
    const host = hostOf(spec.address);
    // Wanted under another label, or as the interface's own: it stays up.
    const kept = [...wanted('service-address'), ...wanted('interface')].some((one) => addressesIn(one.spec).includes(host));
    if (kept) return goes({ ...have, running: [] }, host, driver);
    return goes(have, host, driver);
  },
};

function addressesIn(spec: Json): readonly string[] {
  const { address, address6 } = spec as { readonly [key: string]: Json };
  return [address, address6].flatMap((one) => (typeof one === 'string' ? [hostOf(one)] : []));
}

/** The file entry of that address, and the address itself, wherever it is up. */
function goes(have: ServiceAddressState, host: string, driver: NetworkDriver): Removal {
  const file = have.file.present && have.file.address !== null && hostOf(have.file.address) === host;
  const seen = { running: have.running, failed: [], former: [] };
  return {
    changes: [...(file ? fileGone(have) : []), ...have.running.map((one) => running(text(one), null))],
    steps: [...(file ? driver.removeAlias(have.file) : []), ...(have.running.length > 0 ? [changeScript(null, seen)] : [])],
  };
}

export function fileGone(have: ServiceAddressState): readonly Change[] {
  return have.file.present ? [{ path: 'address', from: have.file.address, to: null, where: 'file' }] : [];
}

export function running(from: string | null, to: string | null): Change {
  return { path: 'address', from, to, where: 'running' };
}

export function text({ address, device }: RunningPlace): string {
  return `${address} on ${device}`;
}
