/** What `dmsa adopt` can find on a node. */
import type { NetworkName } from '../desired/cluster.ts';
import type { AdoptedLine } from '../kinds/share/adopted.ts';

export type Found = FoundExport | FoundMount | FoundAutomount | FoundRoute | FoundGateway;

interface Common {
  readonly node: string;
  readonly name: string;
  /** What becomes dmsa's; empty where only the file is to say it, and the line stays whose it is. */
  readonly lines: readonly AdoptedLine[];
  /** Why it can't be adopted as it stands. */
  readonly obstacle: string | null;
}

export interface FoundExport extends Common {
  readonly kind: 'export';
  readonly clients: readonly string[];
  readonly options: string;
}

export interface FoundMount extends Common {
  readonly kind: 'mount';
  readonly source: string;
  readonly options: string;
}

export interface FoundAutomount extends Common {
  readonly kind: 'automount';
  readonly source: string;
  readonly options: string;
}

export interface FoundRoute extends Common {
  readonly kind: 'route';
  readonly network: NetworkName;
  readonly to: string;
  readonly via: string;
  readonly metric: number | null;
  /** Where it stands. */
  readonly path: string;
}

/** A default gateway, as the device's own file has it. */
export interface FoundGateway extends Common {
  readonly kind: 'gateway';
  readonly network: NetworkName;
  readonly key: 'gateway' | 'gateway6';
  readonly via: string;
  readonly path: string;
}
