/**
 * One script for one look at one node: everything that the kinds ask for, in one round trip and with few processes.
 *
 * Processes of a probe on a node: the shell, one `stat` and one `head` for all files and globs together, and per command one
 * subshell plus what the command itself starts. Platform, host name, tools and globs are found with shell builtins alone.
 *
 * The script's output is cut up by lines that carry a nonce, so that noise before it (login messages, ~/.bashrc) and output
 * that looks like a mark do no harm; file contents are cut by the sizes that `stat` gave (cut.ts).
 */
import { type FactRequest, PLATFORM_TOOLS } from '../kinds/facts.ts';
import { quote } from '../quote.ts';
import { type CutResult, cutLook } from './cut.ts';
import { gather, isVirtual, MAX_FILE_BYTES, type ProbeRequests } from './requests.ts';

/**
 * NetworkManager keeps the interface files where it runs, its nmcli is there, and no older system has a file for any interface
 * but lo: RHEL 8 with ifcfg files stays ifcfg (kinds/net/ifcfg-nm.ts says what of), a Debian with stanzas ifupdown. Builtins only: no process.
 */
const NETWORK_MANAGER = [
  'if [ -d /run/NetworkManager ] && command -v nmcli >/dev/null 2>&1; then',
  'n=networkmanager',
  'for f in /etc/sysconfig/network-scripts/ifcfg-*; do case $f in */ifcfg-lo | *-\\*) ;; *) n= ;; esac; done',
  'for f in /etc/network/interfaces /etc/network/interfaces.d/*; do',
  '[ -f "$f" ] || continue',
  'while read -r a b c || [ -n "$a" ]; do case "$a $b" in "iface lo") ;; iface\\ *) n= ;; esac; done <"$f"',
  'done',
  'if [ -n "$n" ]; then echo "network $n"; fi',
  'fi',
];

export interface Probe {
  readonly script: string;
  /** Makes facts of what the script printed, or says why it can't. */
  cut(stdout: Uint8Array, stderr: Uint8Array): CutResult;
}

/**
 * `nonce`: letters and digits that no output holds by chance; one per round of looks will do.
 * Throws where two requests give different scripts under one id, or a path holds a NUL: a bug in a kind.
 */
export function buildProbe(requests: readonly FactRequest[], nonce: string): Probe {
  if (!/^[A-Za-z0-9]{8,64}$/.test(nonce)) throw new RangeError('a nonce is 8 to 64 letters and digits');
  const gathered = gather(requests);
  return {
    script: scriptOf(gathered, nonce),
    cut: (stdout, stderr) => cutLook(gathered, nonce, stdout, stderr),
  };
}

function scriptOf(requests: ProbeRequests, nonce: string): string {
  const { files, globs, commands } = requests;
  // A line break in a name would break the frames; such a name is never asked for, and cut.ts says so.
  const asked = files.filter((path) => !path.includes('\n')).map(quote);
  const real = asked.slice(0, files.filter((path) => !path.includes('\n') && !isVirtual(path)).length);
  const virtual = asked.slice(real.length);
  return [
    'LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin',
    'export LC_ALL PATH',
    'unset POSIXLY_CORRECT GREP_OPTIONS TZ',
    'cd /',
    // One line ends a part and begins the next: the status of the part that ended, the name of the new one.
    `m() { printf '\\n${nonce} %s\\n' "$*"; printf '\\n${nonce} %s\\n' "$*" >&2; }`,
    "nl='",
    "'",
    'm 0 platform',
    'h=; IFS= read -r h </proc/sys/kernel/hostname',
    `printf 'hostname %s\\n' "$h"`,
    // sshd(8): the address and port of the client, then those of this side.
    'c=${SSH_CONNECTION-}; c=${c% *}; [ -z "$c" ] || printf \'reached %s\\n\' "${c##* }"',
    'if [ -d /run/systemd/system ]; then echo init systemd; fi',
    'if [ -d /etc/sysconfig/network-scripts ]; then echo network ifcfg; fi',
    'if [ -d /etc/network ]; then echo network ifupdown; fi',
    ...NETWORK_MANAGER,
    `for t in ${PLATFORM_TOOLS.join(' ')}; do if command -v "$t" >/dev/null 2>&1; then echo "tool $t"; fi; done`,
    'm 0 globs',
    'set --',
    ...globs.flatMap(globLines),
    `set -- "$@" ${real.join(' ')} ${virtual.join(' ')}`.trimEnd(),
    'm 0 stat',
    `stat -L -c '%f %s %u %g %U %G %Y %n' -- "$@"`,
    'm $? links',
    // Only regular files are read: a pipe or a device would hang the look. A link to nothing is not the same as no file.
    'for f; do shift; if [ -f "$f" ]; then set -- "$@" "$f"; elif [ -L "$f" ]; then printf \'%s\\n\' "$f"; fi; done',
    'm 0 head',
    `[ $# -eq 0 ] || head -v -c ${MAX_FILE_BYTES} -- "$@"`,
    ...commands.flatMap(({ script }, index) => [`m $? command ${index}`, '(', script, ')']),
    'm $? end',
    '',
  ].join('\n');
}

function globLines(pattern: string, index: number): readonly string[] {
  const folder = quote(pattern.slice(0, pattern.search(/[*?[]/)).replace(/[^/]*$/, '') || './');
  return [
    // A folder that can't be listed looks like one without matches.
    `if [ -d ${folder} ] && { [ ! -r ${folder} ] || [ ! -x ${folder} ]; }; then echo 'closed ${index}'; fi`,
    `for f in ${shellPattern(pattern)}; do`,
    'if [ -f "$f" ] || [ -L "$f" ]; then',
    `case $f in *"$nl"*) printf 'odd ${index} %s\\n' "\${f%%"$nl"*}";;`,
    `*) printf 'match ${index} %s\\n' "$f"; set -- "$@" "$f";; esac`,
    'fi; done',
  ];
}

/** The pattern with everything quoted but what makes it a pattern: `*`, `?` and bracket expressions. */
export function shellPattern(pattern: string): string {
  return pattern
    .split(/(\*|\?|\[[!\]A-Za-z0-9._-][A-Za-z0-9._-]*\])/)
    .map((part, index) => (index % 2 === 1 || part === '' ? part : quote(part)))
    .join('');
}
