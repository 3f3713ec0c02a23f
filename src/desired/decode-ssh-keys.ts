/** Tree → draft: the nodes' own SSH keys. */

import type { SshKeys } from './cluster.ts';
import type { FileSpec } from './cluster-file.gen.ts';
import { type Decoding, path } from './decode-parts.ts';
import { DEFAULTS } from './defaults.ts';
import { type At, field, isFalse, text } from './tree.ts';

/** null: dmsa leaves the nodes' keys alone. */
export function decodeSshKeys(spec: At<FileSpec> | null, decoding: Decoding): SshKeys | null {
  const at = field(spec, 'sshKeys');
  if (at === null || isFalse(at)) return null;
  const type = text(field(at, 'type'))?.value ?? DEFAULTS.sshKeyType;
  const between = field(at, 'nodeToNode');
  return {
    type,
    path: path(field(at, 'path'), decoding)?.value ?? `/root/.ssh/id_${type}`,
    nodeToNode: !isFalse(between),
    rotation: text(field(at, 'rotation'))?.value ?? null,
  };
}
