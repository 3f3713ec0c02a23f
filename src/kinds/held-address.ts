/**
 * Whether a node answers for a service address now. Only looked at, never changed.
 *
 * A thing of its own beside the kind `service-address`, so that what another node's decision is based on is this alone: the
 * boot file of a standby may be written in the same plan without making the active's claim stale.
 */
import type { Cluster } from '../desired/cluster.ts';
import { once } from '../memo.ts';
import type { FactRequest, Facts } from './facts.ts';
import { defineKind, type Observation, type Resource } from './kind.ts';
import { hostOf } from './net/address.ts';
import { IP_ADDR, readLinks } from './net/ip-addr.ts';

export type HeldAddressSpec = { readonly address: string };
/** The devices it is up on; never empty. */
export type HeldAddressState = { readonly devices: readonly string[] };

export const HELD_ADDRESS = 'held-address';

export const heldAddress = defineKind<HeldAddressSpec, HeldAddressState>({
  name: HELD_ADDRESS,
  title: 'held address',

  desired: once((cluster: Cluster): readonly Resource<HeldAddressSpec>[] => {
    return cluster.nodes.flatMap((node) =>
      node.serviceAddresses.map(({ label, address }) => ({
        node: node.name,
        kind: HELD_ADDRESS,
        name: label,
        spec: { address },
        after: [],
      })),
    );
  }),

  probe: (): readonly FactRequest[] => [IP_ADDR],

  parse(facts: Facts, want) {
    const links = readLinks(facts);
    return new Map(
      want.map(({ name, spec }): [string, Observation<HeldAddressState>] => {
        if ('unknown' in links) return [name, { status: 'unknown', why: links.unknown }];
        const devices = [...links.values()]
          .filter((link) => link.addresses.some((one) => !one.failed && hostOf(one.address) === hostOf(spec.address)))
          .map((link) => link.device);
        return [name, devices.length > 0 ? { status: 'present', state: { devices } } : { status: 'absent' }];
      }),
    );
  },

  compare: () => [],
  steps: () => [],
});
