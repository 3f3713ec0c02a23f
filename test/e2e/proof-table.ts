/** The table of docs/proof.md: kinds and platforms, what can be proved of each, and how claims are written and read back. */
import { join } from 'node:path';
import { type Flavour, flavours } from '../../lab/topology.ts';
import { KINDS } from '../../src/kinds/registry.ts';

export const PROOF_DIR = process.env['DMSA_PROOF_DIR'] ?? join(import.meta.dirname, '../../.cache/proof');
export const PROOF_DOC = join(import.meta.dirname, '../../docs/proof.md');

/** In the order of a cell's four marks. */
export const WAYS = ['create', 'file', 'running', 'removal'] as const;
export type Way = (typeof WAYS)[number];

export interface Proof {
  readonly kind: string;
  readonly platform: Flavour;
  readonly way: Way;
  /** `kinds.test.ts: every kind is made on blank nodes` */
  readonly test: string;
}

type Reasons = Partial<Readonly<Record<Way, string>>>;

const LOOKED_AT: Reasons = (() => {
  const why = 'It is only looked at, never changed.';
  return { create: why, file: why, running: why, removal: why };
})();
const MOVED: Reasons = (() => {
  const why = 'Only a takeover or a failback changes it (ha.test.ts), never an apply by itself.';
  return { create: why, file: why, running: why, removal: why };
})();
const LEASED: Reasons = (() => {
  const why = 'It is of nothing that lies on a node: an arbiter gives it (lease.test.ts).';
  return { create: why, file: why, running: why, removal: why };
})();
const ONLY_A_FILE = 'It is the file alone: nothing else keeps a copy of it that could differ.';

/** What has no meaning for a kind, and why. */
export const WITHOUT: Readonly<Record<string, Reasons>> = {
  hosts: { running: 'Names are looked up in the file itself.' },
  hostname: { removal: 'A node always has a name: it stays as it is.' },
  'ssh-key': { running: ONLY_A_FILE, removal: 'A pair that nobody wants any more stays: others may use it.' },
  'authorized-keys': { running: 'sshd reads the file at each login.' },
  'known-hosts': { running: 'ssh reads the file at each connection.' },
  'root-password': {
    running: 'It is read from the file at each login.',
    removal: 'There is no other password to go back to: it stays.',
  },
  interface: { removal: 'No interface is taken down because the file no longer has it: it stays as it is.' },
  lease: LEASED,
  'held-address': LOOKED_AT,
  'failover-record': MOVED,
  pair: MOVED,
  'legacy-job': LOOKED_AT,
  'synced-directory': LOOKED_AT,
  'vars-file': { running: ONLY_A_FILE },
  'legacy-file': { running: ONLY_A_FILE },
  license: { running: ONLY_A_FILE },
  directory: { running: 'Owner and mode are in the file system alone.' },
  'nfs-check': { running: 'cron reads the file by itself within a minute.' },
  configure: {
    running: 'What the command makes is the product’s own: dmsa knows what it last ran with, and no more.',
    removal: 'Nothing is taken back: what the command made is the product’s.',
  },
  'db-row': { file: 'A row is in the database alone: its drift counts as one of the running state.' },
  database: LOOKED_AT,
  'package-level': LOOKED_AT,
};

/** Where a way is one node's alone. */
const ELSEWHERE: Readonly<Record<string, { readonly way: Way; readonly on: Flavour; readonly why: string }>> = {
  'db-row': {
    way: 'removal',
    on: 'debian-systemd',
    why: 'The rows of all nodes are in one database, and are taken away on its node.',
  },
};

function hasNoMeaning(kind: string, platform: Flavour, way: Way): boolean {
  const elsewhere = ELSEWHERE[kind];
  return WITHOUT[kind]?.[way] !== undefined || (elsewhere?.way === way && elsewhere.on !== platform);
}

/** A cell of one way: `hosts debian-sysv file`. */
export function cellOf({ kind, platform, way }: Omit<Proof, 'test'>): string {
  return `${kind} ${platform} ${way}`;
}

/** Every cell that could be proved. */
export function allCells(): readonly string[] {
  return KINDS.flatMap(({ name: kind }) =>
    flavours.flatMap((platform) =>
      WAYS.filter((way) => !hasNoMeaning(kind, platform, way)).map((way) => cellOf({ kind, platform, way })),
    ),
  );
}

const NOTHING = '–';
const OPEN = '·';

/** @throws where a record is of a cell that has no meaning: the table or the test is wrong then */
export function renderProof(proofs: readonly Proof[]): string {
  const possible = new Set(allCells());
  const wrong = proofs.filter((proof) => !possible.has(cellOf(proof))).map(cellOf);
  if (wrong.length > 0) throw new Error(`Recorded, but not in the table (test/e2e/proof-table.ts): ${wrong.join(', ')}`);
  const byCell = new Map<string, string>();
  for (const proof of [...proofs].sort((a, b) => (a.test < b.test ? -1 : 1))) {
    if (!byCell.has(cellOf(proof))) byCell.set(cellOf(proof), proof.test);
  }
  const tests = [...new Set(byCell.values())].sort();
  const mark = (kind: string, platform: Flavour, way: Way): string => {
    if (hasNoMeaning(kind, platform, way)) return NOTHING;
    const test = byCell.get(cellOf({ kind, platform, way }));
    return test === undefined ? OPEN : String(tests.indexOf(test) + 1);
  };
  const rows = KINDS.map(
    ({ name }) =>
      `| \`${name}\` | ${flavours.map((platform) => WAYS.map((way) => mark(name, platform, way)).join(' ')).join(' | ')} |`,
  );
  const open = [...possible].filter((cell) => !byCell.has(cell));
  return `<!-- Generated by scripts/gen-proof.ts from a run of the lab; do not edit. -->
# What was proved on real nodes

Every kind of thing on every platform of the lab (\`lab/README.md\`), each cell on a node with a kernel of its own. The four marks
of a cell, in this order:

1. **create**: a node as the vendor leaves it gets the thing (what every node has already, a service or a host name, is set);
2. **file**: it is changed by hand in its file, or its file is taken away: the plan says so, \`apply\` puts it back;
3. **running**: its running state is changed by hand while its file is right: the plan says so, \`apply\` puts it back;
4. **removal**: cluster.yaml no longer has it: the plan says so, \`apply\` takes it away.

After each, the next look finds nothing to do, and the node itself was asked whether it holds, without dmsa. Some things are put
back by what the same apply did before their turn (autofs starts, and with it come its triggers), or by what dmsa installed (the NFS
check mounts what is not mounted): those count.

A number is the test that proved it (below). \`${NOTHING}\`: it has no meaning, for the reason given below. \`${OPEN}\`: not proved.

| kind | ${flavours.join(' | ')} |
|---|${flavours.map(() => '---').join('|')}|
${rows.join('\n')}

## The tests

${tests.map((test, index) => `${index + 1}. \`test/e2e/${test.replace(': ', '`: ')}`).join('\n') || 'None.'}

## Not proved

${open.length === 0 ? 'Nothing.' : open.map((cell) => `- ${cell}`).join('\n')}

## What has no meaning

${Object.entries(WITHOUT)
  .flatMap(([kind, reasons]) => reasonLines(kind, reasons))
  .join('\n')}
${Object.entries(ELSEWHERE)
  .map(([kind, { way, on, why }]) => `- \`${kind}\`, ${way} on other platforms than ${on}: ${why}`)
  .join('\n')}

## How it is kept true

Tests record what they saw once their assertions have passed (\`test/e2e/proof.ts\`). \`npm run proof\` runs them and writes this
file anew from what they recorded; with \`-- --check\` it fails where the file claims a cell that the run did not prove.
`;
}

function reasonLines(kind: string, reasons: Reasons): readonly string[] {
  const byReason = new Map<string, Way[]>();
  for (const way of WAYS) {
    const why = reasons[way];
    if (why !== undefined) byReason.set(why, [...(byReason.get(why) ?? []), way]);
  }
  return [...byReason].map(
    ([why, ways]) => `- \`${kind}\`, ${ways.length === WAYS.length ? 'all four' : ways.join(' and ')}: ${why}`,
  );
}

/** The cells that a docs/proof.md says were proved. */
export function claimsOf(text: string): ReadonlySet<string> {
  const lines = text.split('\n').filter((line) => line.startsWith('| '));
  const [head = '', ...rows] = lines;
  const fields = (line: string): readonly string[] => line.split('|').map((field) => field.trim());
  const [, , ...platforms] = fields(head);
  const claims = rows.flatMap((row) => {
    const [, kind = '', ...cells] = fields(row);
    return cells.flatMap((cell, at) =>
      cell
        .split(' ')
        .flatMap((mark, way) =>
          /^\d+$/.test(mark) ? [`${kind.replaceAll('`', '')} ${platforms[at] ?? ''} ${WAYS[way] ?? ''}`] : [],
        ),
    );
  });
  return new Set(claims);
}
