/**
 * The scripts that make keys on a node. A pair is always made beside the one in use, and moved over it: the private half first.
 * Interrupted between the two moves, the new public half is left beside, and the next look knows by it what is missing. The old
 * public half goes before all: ssh(1) works with a private key alone, and refuses one whose public half is of another key.
 */
import type { SshKeys } from '../../desired/cluster.ts';
import { quote } from '../../quote.ts';
import { folderOf, nextPath } from './key-look.ts';

/** RSA keys below 3072 bits are not for new keys any more (NIST SP 800-57). */
const BITS: Readonly<Record<SshKeys['type'], string>> = { ed25519: '', ecdsa: '-b 256 ', rsa: '-b 3072 ' };

export function makeNext(path: string, type: SshKeys['type'], comment: string): string {
  const next = quote(nextPath(path));
  const folder = quote(folderOf(path));
  return `umask 077
if [ ! -d ${folder} ]; then
  mkdir -p -m 0700 ${folder}
  # sshd may not read below a folder that has only the label of the one it was made in.
  if command -v restorecon >/dev/null 2>&1; then restorecon ${folder} || :; fi
fi
rm -f ${next} ${next}.pub
ssh-keygen -q -t ${type} ${BITS[type]}-N '' -C ${quote(comment)} -f ${next}
for f in ${next} ${next}.pub; do dd if=/dev/null of="$f" conv=notrunc,fsync 2>/dev/null; done
`;
}

export function takeNext(path: string): string {
  const next = quote(nextPath(path));
  return `[ -s ${next} ]
[ -s ${next}.pub ]
rm -f ${quote(path)}.pub
mv -f ${next} ${quote(path)}
mv -f ${next}.pub ${quote(path)}.pub
`;
}

/** What was left of `takeNext`. */
export function takeNextPublic(path: string): string {
  return `mv -f ${quote(nextPath(path))}.pub ${quote(path)}.pub\n`;
}

export function dropNext(path: string): string {
  const next = quote(nextPath(path));
  return `rm -f ${next} ${next}.pub\n`;
}

/** The public half out of the private one, on the node. Fails where that one has a passphrase. */
export function remakePublic(path: string, comment: string): string {
  const pub = `${quote(path)}.pub`;
  return `k=$(ssh-keygen -y -P '' -f ${quote(path)})
set -- $k
[ $# -ge 2 ]
umask 022
printf '%s %s %s\\n' "$1" "$2" ${quote(comment)} >${pub}.dmsa-tmp
mv -f ${pub}.dmsa-tmp ${pub}
`;
}
