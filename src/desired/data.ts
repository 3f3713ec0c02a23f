/** What a node holds beside its files and services: directories, packages, the rows of the product's database. */
import type { Variable } from './cluster.ts';

/** What is wanted of a directory beside that it is there; null: not compared. */
export interface Folder {
  readonly owner: string | null;
  readonly group: string | null;
  /** Four octal digits. */
  readonly mode: string | null;
}

export interface DirectoryRule extends Folder {
  readonly path: string;
  /** On the nodes of a type and their standbys; null with `nodes` null: on all. */
  readonly type: string | null;
  readonly nodes: readonly string[] | null;
}

export interface PackageRule {
  /** A name, or a pattern with `*` and `?`. */
  readonly name: string;
  readonly version: string | null;
  /** Only on the nodes of this type and their standbys. */
  readonly type: string | null;
}

/** What follows a change of the variables, on the node that runs the pack. */
export interface Configure {
  readonly command: string;
  readonly timeoutMs: number;
}

/** How the database is reached on its node. */
export interface DatabaseAccess {
  readonly name: string;
  /** The role. */
  readonly user: string;
  /** The user on the node who runs psql. */
  readonly runAs: string;
  /** null: psql's own default. */
  readonly host: string | null;
  readonly port: number | null;
  readonly psql: string | null;
}

/** Names of tables and columns; all in one schema. */
export interface DatabaseMapping {
  readonly nodes: {
    readonly table: string;
    readonly id: string;
    readonly name: string;
    readonly ip: string;
    readonly standby: string;
  };
  readonly standbys: {
    readonly table: string;
    readonly id: string;
    readonly name: string;
    readonly ip: string;
    readonly status: string;
  };
  readonly customers: { readonly table: string; readonly node: string };
  readonly operators: { readonly table: string; readonly node: string };
  readonly vars: { readonly table: string; readonly name: string; readonly value: string; readonly updated: string };
}

export interface Database {
  readonly node: string;
  /** `pair`: on whichever member runs the pair's services. */
  readonly follows: 'pair' | 'node';
  readonly access: DatabaseAccess;
  readonly schema: string;
  readonly mapping: DatabaseMapping;
  readonly service: string | null;
  /** null: rows are written by SQL. */
  readonly scripts: { readonly setNode: string; readonly setRepNode: string } | null;
  /** Nodes of these types are registered, with their standbys. */
  readonly types: readonly string[];
  readonly address: 'maintenance' | 'equipment';
  readonly vars: readonly Variable[];
}
