/** What a servers.conf says, as it was written: groups by name, times in minutes, passwords in clear. */
import type { SourceRange } from '../diagnostic.ts';
import type { VariablesField } from './assignments.ts';
import type { LabelEntry, Sections, ServiceEntry } from './sections.ts';
import type { FileComments } from './text.ts';

/** The guide's names of the 11 fields, in order. */
export const SERVER_FIELDS = [
  'hostname',
  'Node Type',
  'PUBIP',
  'PRIVIP',
  'Root Password',
  'Backup-Of',
  'Backup-Sync-Time',
  'Backup-Activation-Time',
  "Svc Ip's",
  'Svc to start',
  'Vars to adapt',
] as const;

export interface ServersConf {
  readonly rows: readonly ServerRow[];
  readonly sections: Sections;
  readonly comments: FileComments;
}

export interface ServerRow {
  readonly name: string;
  readonly type: string;
  /** With prefix length. */
  readonly pubip: string | null;
  readonly privip: string | null;
  readonly rootPassword: string | null;
  readonly backupOf: string | null;
  /** Null on an active, and where the field is empty. */
  readonly syncMinutes: number | null;
  readonly activationMinutes: number | null;
  /** A group's name, a list in place, or null where the field is empty. */
  readonly serviceAddresses: string | readonly LabelEntry[] | null;
  readonly services: string | readonly ServiceEntry[] | null;
  readonly variables: VariablesField | null;
  readonly comments: readonly string[];
  readonly at: SourceRange;
}
