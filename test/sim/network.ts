/** Two networks between the hosts, with cables that are cut and ways that are blocked in one direction only. */
import { NETWORKS, type Network, NODES } from './site.ts';

export interface Hop {
  readonly from: string;
  readonly to: string;
  readonly over: Network;
}

export interface Net {
  cut(node: string, over: Network): void;
  mend(node: string, over: Network): void;
  block(from: string, to: string, over: Network): void;
  heal(): void;
  passes(hop: Hop): boolean;
  /** In both directions. */
  joined(a: string, b: string, over: Network): boolean;
  /** The ways to a node as dmsa looks for them: either network, then through a neighbour. null: it is out of reach. */
  route(from: string, to: string, up: (node: string) => boolean): readonly Hop[] | null;
}

export function createNet(): Net {
  const cables = new Set<string>();
  const blocked = new Set<string>();
  const passes = ({ from, to, over }: Hop): boolean =>
    from === to || !(cables.has(`${from} ${over}`) || cables.has(`${to} ${over}`) || blocked.has(`${from} ${to} ${over}`));
  const joined = (a: string, b: string, over: Network): boolean =>
    passes({ from: a, to: b, over }) && passes({ from: b, to: a, over });
  const direct = (from: string, to: string): Hop | null => {
    const over = NETWORKS.find((one) => joined(from, to, one));
    return over ? { from, to, over } : null;
  };
  return {
    cut: (node, over) => void cables.add(`${node} ${over}`),
    mend: (node, over) => void cables.delete(`${node} ${over}`),
    block: (from, to, over) => void blocked.add(`${from} ${to} ${over}`),
    heal() {
      cables.clear();
      blocked.clear();
    },
    passes,
    joined,
    route(from, to, up) {
      if (from === to) return [];
      const straight = direct(from, to);
      if (straight) return [straight];
      for (const neighbour of NODES) {
        if (neighbour === from || neighbour === to || !up(neighbour)) continue;
        const [first, second] = [direct(from, neighbour), direct(neighbour, to)];
        if (first && second) return [first, second];
      }
      return null;
    },
  };
}
