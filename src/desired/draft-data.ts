/** The parts of a draft that data.ts is built from. */
import type { Configure, DatabaseAccess, DatabaseMapping, Folder, PackageRule } from './data.ts';
import type { DraftVariable } from './draft.ts';
import type { Placed } from './tree.ts';

export interface DraftDirectory extends Folder {
  readonly at: number;
  readonly path: Placed<string> | null;
  readonly type: Placed<string> | null;
  readonly nodes: readonly Placed<string>[] | null;
}

export interface DraftPackage extends Omit<PackageRule, 'type'> {
  readonly at: number;
  readonly type: Placed<string> | null;
}

export interface DraftDatabase {
  readonly at: number;
  readonly node: Placed<string> | null;
  readonly follows: 'pair' | 'node';
  readonly access: DatabaseAccess;
  readonly schema: string;
  readonly mapping: DatabaseMapping;
  readonly service: Placed<string> | null;
  readonly scripts: { readonly setNode: string; readonly setRepNode: string } | null;
  readonly types: readonly Placed<string>[];
  readonly address: 'maintenance' | 'equipment';
  readonly vars: readonly DraftVariable[];
  readonly varsFrom: readonly Placed<string>[];
}

export interface DraftData {
  readonly directories: readonly DraftDirectory[];
  readonly packages: readonly DraftPackage[];
  readonly database: DraftDatabase | null;
  /** By the name of the pack. */
  readonly configures: ReadonlyMap<string, Configure>;
}
