/**
 * The comments that dmsa's own writers put into the legacy files, and those of the vendor's templates. Import drops both:
 * they name the columns, and cluster.yaml names its own.
 */
import { trim } from './text.ts';

export const SERVERS_HEADER = [
  '# servers.conf: the nodes of the D-MSActivator cluster, one a line. Written by dmsa from cluster.yaml.',
  '# The field Root Password will be automatically removed when applied as password to the node.',
] as const;

export const SHARE_HEADER = [
  '# share.conf: the directories that nodes share over NFS. Written by dmsa from cluster.yaml.',
  '# export is what is exported from all nodes of a type, mount is what is mounted by all nodes of a type.',
  '# export;NODETYPE;PATH[;OPTIONS]',
  '# mount;NODETYPE;FROM-NODETYPE;PATH[;MOUNTPOINT][;OPTIONS]',
] as const;

export const SYNC_HEADER = [
  '# sync.conf: the directories that are copied from an active node to its standby. Written by dmsa from cluster.yaml.',
  '# NODETYPE;PATH[;EXCLUDE...]',
] as const;

export const VARIABLES_HEADER = [
  '# variables2adapt.conf: what is adapted in the vars file of every node. Written by dmsa from cluster.yaml.',
  '# VARIABLE=x.y.z; values may use ${PUBIP}, ${PRIVIP}, ${SVCIP}, ${HOSTNAME}, ${PUBIPV6}, ${MASKV6}, ${GWV6}',
] as const;

const OWN: ReadonlySet<string> = new Set([...SERVERS_HEADER, ...SHARE_HEADER, ...SYNC_HEADER, ...VARIABLES_HEADER]);
const LEFT_OUT = /^# \S+ of \S+: a secret, kept out of this file by dmsa$/;

/** Stands where a secret variable would: the vendor's tools then leave the value on the node as it is. */
export function leftOutComment(variable: string, owner: string): string {
  return `# ${variable} of ${owner}: a secret, kept out of this file by dmsa`;
}

const TEMPLATE = [
  /^#\s*hostname\s*;\s*Node Type\s*;/i,
  /^#\s*The field Root Password will be automatically removed/i,
  /^#\s*export and mount also path on which I assume backup/i,
  /^#\s*VARIABLE\s*=\s*x\.y\.z$/i,
  /^#\s*\$\{(PUBIP|PRIVIP|SVCIP|HOSTNAME|PUBIPV6|MASKV6|GWV6)\}$/,
  /^#+$/,
];

/** `comment` with its `#`, without the blanks round it. */
export function isOwnOrTemplateComment(comment: string): boolean {
  return OWN.has(comment) || LEFT_OUT.test(comment) || TEMPLATE.some((pattern) => pattern.test(trim(comment)));
}
