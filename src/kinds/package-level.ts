/**
 * The level of the product's packages (guide: sanity_tests.sh, "will check the rpm are at the same level on each node"): told
 * where it differs between the nodes of a type, or from what the file wants. Nothing is ever installed or removed, so there
 * are no changes and no steps, only findings.
 */
import type { Cluster } from '../desired/cluster.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { quote } from '../quote.ts';
import type { CommandFact } from './facts.ts';
import { defineKind, type Observation, type Resource, type Sighting } from './kind.ts';

type Spec = {
  /** Nodes of one type and their standbys are compared with each other. */
  readonly type: string;
  readonly packages: readonly { readonly name: string; readonly version: string | null }[];
};

type State = {
  /** null: the node has neither rpm nor dpkg, or they did not answer; `why` says so. */
  readonly manager: 'rpm' | 'dpkg' | null;
  readonly why: string;
  /** By package name: every installed version; several of one name (kernels, architectures) are sorted. */
  readonly levels: Readonly<Record<string, readonly string[]>>;
};

const LOOK = 'package-levels';
const NAME = 'packages';

/**
 * Where dpkg and rpm keep what is installed: each installation writes the file anew or in place. rpm has had Berkeley DB, then its own
 * format, then SQLite, and two places. Neither their folders nor SQLite's journal are watched: a look makes and removes files there.
 */
const DATABASES: readonly string[] = [
  '/var/lib/dpkg/status',
  ...['/var/lib/rpm', '/usr/lib/sysimage/rpm'].flatMap((folder) =>
    ['Packages', 'Packages.db', 'rpmdb.sqlite'].map((name) => `${folder}/${name}`),
  ),
];

export const packageLevel = defineKind<Spec, State>({
  name: 'package-level',
  title: 'package level',

  desired: (cluster) => cluster.nodes.flatMap((node) => packagesOf(cluster, node)),

  probe: (want) =>
    want.map(({ spec }) => ({
      type: 'command',
      id: LOOK,
      script: lookScript(spec.packages.map(({ name }) => name)),
      watch: { paths: DATABASES },
    })),

  parse: (facts, want) =>
    new Map(
      want.map(({ name }): [string, Observation<State>] => [name, { status: 'present', state: readLevels(facts.command(LOOK)) }]),
    ),

  compare: () => [],
  steps: () => [],
  findings: (seen) => [...unreadable(seen), ...differing(seen), ...unwanted(seen), ...missing(seen)],
});

function packagesOf(cluster: Cluster, node: Cluster['nodes'][number]): readonly Resource<Spec>[] {
  const packages = cluster.packages
    .filter(({ type }) => type === null || type === node.effectiveType)
    .map(({ name, version }) => ({ name, version }));
  if (packages.length === 0) return [];
  return [{ node: node.name, kind: 'package-level', name: NAME, spec: { type: node.effectiveType, packages }, after: [] }];
}

/**
 * One process. Either tool may be there as a stranger that has nothing to tell. Prints `@rpm` or `@dpkg`, for each package a line
 * `= NAME VERSION STATUS`, and `@end`; of packages that are not there only the exit status tells. With patterns rpm has to read all of its database; by names it looks them up.
 */
function lookScript(names: readonly string[]): string {
  const list = names.map(quote).join(' ');
  const how = names.some((name) => /[*?]/.test(name)) ? '-qa' : '-q';
  return `limit=
if command -v timeout >/dev/null 2>&1; then limit='timeout -s KILL 30'; fi
if [ -s /var/lib/dpkg/status ] && command -v dpkg-query >/dev/null 2>&1; then
  echo @dpkg
  $limit dpkg-query -W -f '= \${Package} \${Version} \${Status}\\n' ${list} 2>/dev/null || echo "@code $?"
elif command -v rpm >/dev/null 2>&1; then
  echo @rpm
  $limit rpm ${how} --qf '= %{NAME} %{EPOCH}:%{VERSION}-%{RELEASE} installed\\n' ${list} 2>/dev/null || echo "@code $?"
fi
echo @end`;
}

function readLevels(fact: CommandFact): State {
  const none = (why: string): State => ({ manager: null, why, levels: {} });
  if (fact.status === 'unknown') return none(fact.why);
  const lines = fact.stdout.split('\n').filter((line) => line !== '');
  const manager = lines.includes('@rpm') ? 'rpm' : lines.includes('@dpkg') ? 'dpkg' : null;
  if (lines.at(-1) !== '@end') return none('the look at the packages was cut short');
  if (manager === null) return none('there is neither rpm nor dpkg');
  const code = /^@code (\d+)$/m.exec(fact.stdout)?.[1];
  if (code === '137' || code === '124') return none(`${manager} did not answer within 30 s`);
  const levels = new Map<string, string[]>();
  for (const line of lines) {
    const [, name, version, status] = /^= (\S+) (\S*) (.*)$/.exec(line) ?? [];
    // dpkg also knows packages that were removed; a package that is half installed is not at a level.
    if (name === undefined || version === undefined || !/(^| )installed$/.test(status ?? '')) continue;
    const level = version.replace(/^(\(none\)|0):/, '');
    const known = levels.get(name);
    if (known === undefined) levels.set(name, [level]);
    else if (!known.includes(level)) known.push(level);
  }
  // rpm ends with the number of packages that are not there; anything else than a small number is an error of its own.
  if (levels.size === 0 && code !== undefined && manager === 'dpkg' && Number(code) > 1)
    return none(`dpkg-query ended with exit status ${code}`);
  return {
    manager,
    why: '',
    levels: Object.fromEntries([...levels].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, all]) => [name, all.sort()])),
  };
}

type Seen = readonly Sighting<Spec, State>[];
interface Known {
  readonly node: string;
  readonly spec: Spec;
  readonly levels: State['levels'];
}

function knownOf(seen: Seen): readonly Known[] {
  return seen.flatMap(({ node, want, seen: one }) =>
    want !== null && one.status === 'present' && one.state.manager !== null
      ? [{ node, spec: want, levels: one.state.levels }]
      : [],
  );
}

function unreadable(seen: Seen): readonly Diagnostic[] {
  return seen.flatMap(({ node, want, seen: one }) => {
    if (want === null || (one.status === 'present' && one.state.manager !== null)) return [];
    const why = one.status === 'present' ? one.state.why : one.status === 'unknown' ? one.why : 'nothing was said of them';
    return [
      warning(
        'package-level-unknown',
        `The packages of ${node} could not be looked at`,
        `${why}. Its levels were not compared.`,
        node,
      ),
    ];
  });
}

/** One warning a package and type: which level is where. */
function differing(seen: Seen): readonly Diagnostic[] {
  const byType = new Map<string, Known[]>();
  for (const one of knownOf(seen)) {
    const list = byType.get(one.spec.type);
    if (list) list.push(one);
    else byType.set(one.spec.type, [one]);
  }
  return [...byType].flatMap(([type, nodes]) => {
    const names = new Set(nodes.flatMap(({ levels }) => Object.keys(levels)));
    return [...names].sort().flatMap((name) => {
      const at = new Map<string, string[]>();
      for (const { node, levels } of nodes) {
        const level = levels[name]?.join(' and ') ?? 'not installed';
        at.set(level, [...(at.get(level) ?? []), node]);
      }
      if (at.size < 2) return [];
      const found = [...at].map(([level, where]) => `${level} on ${brief(where)}`).join('; ');
      return [
        warning(
          'package-level-differs',
          `${name} is not at the same level on all nodes of type ${type}`,
          `Found ${found}. dmsa installs nothing: bring them to one level, the standbys too, before a takeover finds out.`,
        ),
      ];
    });
  });
}

function unwanted(seen: Seen): readonly Diagnostic[] {
  const found = new Map<string, string[]>();
  for (const { node, spec, levels } of knownOf(seen)) {
    for (const { name, version } of spec.packages) {
      if (version === null) continue;
      const fits = matcher(name);
      for (const [installed, have] of Object.entries(levels)) {
        if (!fits(installed) || have.every((level) => isLevel(level, version))) continue;
        const key = `${installed} is not at the wanted level ${version}`;
        found.set(key, [...(found.get(key) ?? []), `${have.join(' and ')} on ${node}`]);
      }
    }
  }
  return [...found].map(([summary, where]) =>
    warning(
      'package-level-differs',
      summary,
      `Found ${brief(where, '; ')}. dmsa installs nothing: install it, or change the version in the file.`,
    ),
  );
}

/** `15.3` is the version of `15.3-1` and `1:15.3-1`: release and epoch count where the file gives them. */
function isLevel(level: string, version: string): boolean {
  const plain = version.includes(':') ? level : level.replace(/^\d+:/, '');
  return plain === version || plain.startsWith(`${version}-`);
}

/** A pattern that fits nothing anywhere is probably misspelled. */
function missing(seen: Seen): readonly Diagnostic[] {
  const known = knownOf(seen);
  const names = new Set(known.flatMap(({ spec }) => spec.packages.map(({ name }) => name)));
  return [...names].flatMap((name) => {
    const fits = matcher(name);
    const nodes = known.filter(({ spec }) => spec.packages.some((one) => one.name === name));
    if (nodes.some(({ levels }) => Object.keys(levels).some(fits))) return [];
    const where = brief(nodes.map(({ node }) => node));
    return [
      warning(
        'package-level-differs',
        `No package ${name} is installed`,
        `Found none on ${where}. Is the name spelled as rpm or dpkg has it?`,
      ),
    ];
  });
}

/** As a shell pattern: `*` any text, `?` one character. */
function matcher(pattern: string): (name: string) => boolean {
  const escaped = pattern
    .replaceAll(/[.+^$()[\]{}|\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const expression = new RegExp(`^${escaped}$`);
  return (name) => expression.test(name);
}

function brief(words: readonly string[], between = ', '): string {
  return words.length > 12 ? `${words.slice(0, 12).join(between)} and ${words.length - 12} more` : words.join(between);
}

function warning(code: string, summary: string, detail: string, node?: string): Diagnostic {
  return { severity: 'warning', code, summary, detail, ...(node === undefined ? {} : { node }) };
}
