/**
 * Whether a node is there on a network, from what several others say of it. Pure.
 *
 * Two of them that can hear each other's network must say that it is silent (two independent sources of evidence); one that
 * hears nobody else on that network is deaf itself, and its word counts for nothing. One that hears the node is enough for good.
 */
import type { Finding } from './watch.ts';

export interface Witness {
  /** `Sec-Rep-1`, `this machine`. */
  readonly name: string;
  /** null: it could not say. */
  readonly hears: boolean | null;
  /** It hears somebody else on the same network, so its silence about the node means something. */
  readonly fit: boolean;
  /** Of `hears` null, or more of why it does not: for people. */
  readonly why?: string;
}

/** The least number of witnesses for a failure. */
export const WITNESSES = 2;

export function hearing(network: string, witnesses: readonly Witness[]): Finding {
  const by = (list: readonly Witness[]): string => list.map(({ name }) => name).join(', ');
  if (witnesses.some(({ hears }) => hears === true)) return { status: 'good' };
  const silent = witnesses.filter(({ hears, fit }) => hears === false && fit);
  const whys = witnesses.flatMap(({ name, why }) => (why === undefined ? [] : [`${name}: ${why}`]));
  if (silent.length >= WITNESSES) {
    return { status: 'bad', why: `nothing is heard of it on the ${network} network by ${by(silent)}` };
  }
  const deaf = witnesses.filter(({ hears, fit }) => hears === false && !fit);
  const why =
    silent.length > 0
      ? `${by(silent)} hears nothing of it on the ${network} network, and nobody else could say`
      : deaf.length > 0
        ? `${by(deaf)} hears nobody at all on the ${network} network`
        : `nobody could say whether it is there on the ${network} network`;
  return { status: 'unknown', why: [why, ...whys].join('; ') };
}
