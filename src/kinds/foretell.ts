/**
 * Foretelling: what an action needs, looked at before anything starts (docs/decisions/0028). That its files can be written is
 * checked for every kind alike, from its steps (src/diff/foretell-paths.ts); what else it needs, a kind says itself.
 */
import type { FactRequest, Facts } from './facts.ts';
import type { NodeContext, ResourceRef } from './kind.ts';

/** Every code a finding may have, and what it means: the words that `--force` takes. */
export const FINDING_CODES = {
  'no-space': 'too little space is left for what is to be written',
  'no-inodes': 'too few inodes are left for what is to be written',
  'read-only': 'the file system is mounted read-only',
  'not-writable': 'root may not write there (immutable)',
  'not-a-folder': 'something that is no folder stands where a folder is needed',
  'not-a-file': 'something that is no file stands where a file is to be',
  'dangling-link': 'a symbolic link leads to nothing, or in a circle',
  'tool-missing': 'a tool that does the work is not there',
  'fs-not-exportable': 'a file system that NFS does not export',
  'server-unreachable': "the server's port does not answer",
  'address-taken': 'another host answers for the address',
  'peer-holds': 'the other member of the pair holds the address, and this plan does not take it off there',
  'no-carrier': 'the interface has no carrier',
  'mount-point-filled': 'files in the folder will be hidden by what is mounted on it',
  'service-masked': 'a service that its manager does not start',
  'needs-missing': 'a service that another one needs is not there',
  'template-missing': 'the file that another is made from is not there',
  'folder-missing': 'a folder that its reader should have made is not there',
  'boot-unguarded': 'it could cut the node off, and a reboot meanwhile would not undo it',
  'legacy-failover': 'the legacy ha-backup.sh still runs, and may bring up the same address',
  'only-way-in': 'it takes away the only address that dmsa reaches the node at',
  'arbiter-silent': 'the arbiter of leases does not answer the node',
  'not-checked': 'it could not be looked at',
} as const;

export type FindingCode = keyof typeof FINDING_CODES;

/** What was found about an action before it starts. */
export interface Finding {
  readonly code: FindingCode;
  /** Begins small and has no full stop: `would fail: …` stands before it. No figures that change by themselves. */
  readonly sentence: string;
  /** What was found, what was wanted, what to do. */
  readonly detail?: string;
  /** `would-fail`: apply starts nothing while it stands, unless it is forced. `warning`: it is said, and stops nothing. */
  readonly severity: 'would-fail' | 'warning';
}

/** What a kind may know when it says what an action needs. */
export interface ForetellContext extends NodeContext {
  /** Whether this same plan has an action on it that makes it as wanted: then nothing is found wrong with it. */
  planned(ref: ResourceRef): boolean;
  /** What comes first of this plan. */
  readonly after: readonly ResourceRef[];
  /** This plan changes this node's own network: what the node reaches now says little. */
  readonly networkChanges: boolean;
}

export interface Forecast {
  /** Ids of commands begin with `foretell-`. Nothing may change by them. */
  readonly requests?: readonly FactRequest[];
  /** Folders that it makes where they are missing. */
  readonly folders?: readonly string[];
  /** Folders that it lays another file system on; made where missing. What is below is not what can be seen now. */
  readonly covers?: readonly string[];
  /** Of `requests`, and of the places of all files, folders and covers. */
  readonly judge?: (sight: Sight) => readonly Finding[];
}

export interface Sight {
  readonly facts: Facts;
  /** What is at a path of the action's files, folders or covers. Throws for others: that is a bug in a kind. */
  place(path: string): Place;
}

export type Place =
  | {
      readonly status: 'there' | 'missing';
      /** Of what is there, or of the nearest folder above that is. */
      readonly is: 'folder' | 'file' | 'other';
      /** How many folders above it are missing. */
      readonly missingAbove: number;
      /** The file system it is on, or would be: its type and options as in /proc/mounts. */
      readonly fileSystem: { readonly type: string; readonly options: string; readonly point: string };
      /** Whether there is anything in the folder; null where that was not asked. */
      readonly filled: boolean | null;
    }
  /** On a network file system, which is not looked into, or not to be found out. */
  | { readonly status: 'unknown'; readonly why: string };
