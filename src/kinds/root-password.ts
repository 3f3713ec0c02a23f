/**
 * The password of root, from the secrets file: a password or its hash (guide: the field Root Password of servers.conf). Told
 * is only whether the node has it; neither a hash nor anything made of one is kept, shown or compared outside of `parse`.
 *
 * A password counts as set where the account has it in any form that can be checked (SHA-256 and SHA-512 of crypt(5)); in
 * another form it is set anew. A locked or expired account is opened, as nobody could use the password otherwise.
 */
import { encrypt, verify } from 'unixcrypt';
import { isPasswordHash, type RootPassword } from '../desired/root-passwords.ts';
import type { CommandFact, Facts } from './facts.ts';
import { type Change, defineKind, type Observation, type Step, type Unknowable } from './kind.ts';

type Spec = RootPassword & { readonly secret: true };

type State = {
  /** The account has the wanted password, locked or not. */
  readonly same: boolean;
  /** How what it has is made; `none`: an empty password, `no password`: nobody can log in with one. */
  readonly form: string;
  readonly locked: boolean;
  readonly expired: 'to be changed at the next login' | 'older than its maximum age' | null;
  /** shadow(5), field 8: the day on which the whole account expired; null where it has not. */
  readonly accountExpired: number | null;
  /** shadow(5), field 3: a change by somebody else shows in it. */
  readonly changed: string;
  /** Whether crypt(3) of the node knows the wanted hash; null: it was not asked, as every node's does. */
  readonly known: boolean | null;
};

const SHADOW = '/etc/shadow';
const LOOK = 'root-password';
const YESCRYPT = 'root-password yescrypt';

export const rootPassword = defineKind<Spec, State>({
  name: 'root-password',
  title: 'root password',

  desired(cluster) {
    return cluster.nodes.flatMap(({ name }) => {
      const password = cluster.rootPasswords.get(name);
      return password
        ? [{ node: name, kind: 'root-password', name: 'root', spec: { ...password, secret: true }, after: [] }]
        : [];
    });
  },

  probe(want) {
    if (want.length === 0) return [];
    return [
      // Only root's own line leaves the node.
      {
        type: 'command',
        id: LOOK,
        script: `while IFS= read -r l || [ -n "$l" ]; do case $l in root:*) printf '%s\\n' "$l";; esac; done <${SHADOW} || exit 2
date +%s`,
        watch: { paths: [SHADOW] },
      },
      ...(want.some(({ spec }) => isYescrypt(spec))
        ? [
            {
              type: 'command',
              id: YESCRYPT,
              script: `grep -qF '$y$' /lib*/libcrypt.so* /usr/lib*/libcrypt.so* /lib/*/libcrypt.so* /usr/lib/*/libcrypt.so* 2>/dev/null && echo known; :`,
            } as const,
          ]
        : []),
    ];
  },

  parse: (facts, want) => new Map(want.map(({ name, spec }) => [name, observe(facts, spec)])),

  // A password that the file no longer has stays: there is no other one to go back to.
  compare(want, have): readonly Change[] | Unknowable {
    if (!want || !have) return [];
    if (have.accountExpired !== null) {
      return {
        unknown: `the account root has expired (day ${have.accountExpired} since 1970 in field 8 of its line in ${SHADOW}), so no password lets anybody in; dmsa does not decide that: chage -E -1 root`,
      };
    }
    if (have.known === false) {
      return {
        unknown: 'the wanted hash is yescrypt ($y$), which crypt(3) of the node does not know; give one that begins with $6$',
      };
    }
    const changes: Change[] = [];
    if (!have.same) changes.push({ path: 'password', from: have.form, to: 'that of the secrets file' });
    if (have.locked) changes.push({ path: 'locked', from: true, to: false });
    if (have.expired !== null) changes.push({ path: 'expired', from: have.expired, to: 'not' });
    return changes;
  },

  steps(want, have): readonly Step[] {
    if (!want || !have) return [];
    const set = !have.same || have.locked;
    const hash = want.form === 'hash' ? want.hash : encrypt(want.plain, `$6$${want.salt}`);
    return [
      ...(set
        ? [{ do: 'edit', path: SHADOW, mode: '0600', edit: { type: 'shadow', user: 'root', hash }, secret: true } as const]
        : []),
      {
        do: 'run',
        label: 'note the day of the change',
        // Where there is no chage, nothing ages passwords either, unless the account is marked as expired.
        script: `command -v chage >/dev/null 2>&1 || { ${have.expired === null ? 'exit 0' : 'echo "chage is missing, so the password stays expired"; exit 1'}; }
chage -d $(($(date +%s) / 86400)) root`,
        timeoutMs: 10_000,
        touches: [SHADOW],
      },
    ];
  },

  // Nothing else than a mistake could cut the node off here; but then it would, also for keys (DESIGN rule 4).
  risksConnection: () => true,
});

function isYescrypt(spec: Spec): boolean {
  return spec.form === 'hash' && spec.hash.startsWith('$y$');
}

/** The field of /etc/shadow as the node has it; a string says why it can't be told. For `dmsa apply`, which puts it in place of the password. */
export function rootHash(facts: Facts): { readonly field: string } | string {
  const line = rootLine(facts.command(LOOK));
  return typeof line === 'string' ? line : { field: line.fields[1] ?? '' };
}

/** Each costs this machine about two microseconds. */
const MAX_ROUNDS = 1_000_000;

/** Whether it is a hash of this password, as far as that can be told: of SHA-256 or SHA-512, and of a number of rounds that ends. */
export function isHashOf(field: string, plain: string): boolean {
  const rounds = Number(/^\$[56]\$rounds=(\d+)\$/.exec(field)?.[1] ?? 0);
  return isPasswordHash(field) && /^\$[56]\$/.test(field) && rounds <= MAX_ROUNDS && verify(plain, field);
}

interface RootLine {
  readonly fields: readonly string[];
  /** Days since 1970, by the node's clock. */
  readonly today: number;
}

function rootLine(seen: CommandFact): RootLine | string {
  if (seen.status === 'unknown') return seen.why;
  if (seen.code !== 0) return `${SHADOW} could not be read: ${seen.stderr.trim().slice(0, 200) || `exit code ${seen.code}`}`;
  const lines = seen.stdout.split('\n').filter((line) => line !== '');
  const seconds = Number(lines.at(-1));
  const own = lines.slice(0, -1);
  if (own.length !== 1)
    return `${SHADOW} has ${own.length === 0 ? 'no line' : `${own.length} lines`} of root; look at it with: pwck -r`;
  const fields = (own[0] ?? '').split(':');
  if (fields.length !== 9 || !Number.isSafeInteger(seconds) || seconds <= 0)
    return `the line of root in ${SHADOW} could not be understood`;
  return { fields, today: Math.floor(seconds / 86_400) };
}

function observe(facts: Facts, spec: Spec): Observation<State> {
  const line = rootLine(facts.command(LOOK));
  if (typeof line === 'string') return { status: 'unknown', why: line };
  const [, field = '', changed = '', , maximum = '', , , expires = ''] = line.fields;
  const hash = field.replace(/^!+/, '');
  const same = spec.form === 'hash' ? hash === spec.hash : isHashOf(hash, spec.plain);
  const expiry = expires === '' ? null : Number(expires);
  return {
    status: 'present',
    state: {
      same,
      form: hash === '' && field !== '' ? 'no password' : formOf(hash),
      locked: field.startsWith('!') || field === '*',
      expired: expiredBy(changed, maximum, line.today),
      accountExpired: expiry !== null && expiry <= line.today ? expiry : null,
      changed,
      known: isYescrypt(spec) ? knowsYescrypt(facts.command(YESCRYPT)) : null,
    },
  };
}

function expiredBy(changed: string, maximum: string, today: number): State['expired'] {
  if (changed === '0') return 'to be changed at the next login';
  if (changed === '' || maximum === '' || Number(maximum) < 0) return null;
  return Number(changed) + Number(maximum) < today ? 'older than its maximum age' : null;
}

/** Unknown counts as known: crypt(3) is then asked by the first login, and nothing is refused without a reason. */
function knowsYescrypt(seen: CommandFact): boolean {
  return seen.status === 'unknown' || seen.code !== 0 || seen.stdout.includes('known');
}

function formOf(hash: string): string {
  if (hash === '') return 'none';
  if (hash === '*' || hash === '!' || hash === 'x') return 'no password';
  const id = /^\$(\w+)\$/.exec(hash)?.[1];
  const names: Readonly<Record<string, string>> = { '1': 'MD5', '5': 'SHA-256', '6': 'SHA-512', y: 'yescrypt', gy: 'yescrypt' };
  return `another one, ${id === undefined ? 'DES or no hash at all' : (names[id] ?? `of form ${id}`)}`;
}
