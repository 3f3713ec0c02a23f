/**
 * The four legacy files on every node (guide: config_vctx.sh copies servers.conf, share.conf, sync.conf and
 * variables2adapt.conf to all nodes), for the vendor's own tools. Other things in that folder (ha.backupmode, counters,
 * logs) are not dmsa's.
 *
 * A servers.conf that a node has may hold root passwords in clear text. The wanted one never does: as the guide has it, the
 * field is emptied once the file is in use. The old ones are shown nowhere.
 */
import type { Cluster } from '../desired/cluster.ts';
import { exportLegacy } from '../legacy/export.ts';
import { once } from '../memo.ts';
import type { FileFact } from './facts.ts';
import { type Change, defineKind, type Observation } from './kind.ts';
import { looksSecret, maskLine, SECRET_SHOWN } from './mask.ts';
import { isFileRecord, recordFile, removeFile } from './whole-file-prune.ts';

type Spec = { readonly path: string; readonly content: string };
type State = { readonly text: string; readonly mode: string; readonly owner: string; readonly group: string };

const FILES = ['servers.conf', 'share.conf', 'sync.conf', 'variables2adapt.conf'] as const;
type FileName = (typeof FILES)[number];

/** The texts of one cluster: written once, and the same string on all of its nodes. */
const textsOf = once((cluster: Cluster): Readonly<Record<FileName, string>> => exportLegacy(cluster));

export const legacyFile = defineKind<Spec, State>({
  name: 'legacy-file',
  title: 'legacy file',

  desired: once((cluster: Cluster) => {
    const folder = cluster.legacyDir;
    if (folder === null) return [];
    const texts = textsOf(cluster);
    const specs = FILES.map((file) => ({ path: `${folder.replace(/\/+$/, '')}/${file}`, content: texts[file] }));
    return cluster.nodes.flatMap((node) =>
      specs.map((spec) => ({ node: node.name, kind: 'legacy-file', name: spec.path, spec, after: [] })),
    );
  }),

  probe: (want) => want.map(({ spec }) => ({ type: 'file', path: spec.path })),

  parse: (facts, want) => new Map(want.map(({ name, spec }) => [name, observe(spec, facts.file(spec.path))])),

  compare(want, have) {
    if (!want) return [];
    if (!have) return [{ path: 'content', from: null, to: want.content }];
    const owner = `${have.owner}:${have.group}`;
    return [
      ...contentChange(have.text, want.content),
      ...(have.mode === '0644' ? [] : [{ path: 'mode', from: have.mode, to: '0644' }]),
      ...(owner === 'root:root' ? [] : [{ path: 'owner', from: owner, to: 'root:root' }]),
    ];
  },

  steps(want) {
    return want ? [{ do: 'write', path: want.path, content: want.content, mode: '0644', owner: 'root', group: 'root' }] : [];
  },

  prune: {
    record: ({ content }, have, before) => recordFile(have !== null, before, { text: content, encoding: 'utf8' }),
    former: (path, made) => (isFileRecord(made) ? { path, content: '' } : null),
    removal: ({ spec, made }, { text }) => removeFile(spec.path, made, { text, encoding: 'utf8' }, masked(text)),
  },
});

function observe(spec: Spec, fact: FileFact): Observation<State> {
  if (fact.status !== 'present') return fact;
  // With hundreds of nodes, one text for all is kept, not a copy from each look.
  const text = fact.text === spec.content ? spec.content : fact.text;
  return { status: 'present', state: { text, mode: fact.mode, owner: fact.owner, group: fact.group } };
}

function contentChange(have: string, want: string): readonly Change[] {
  if (have === want) return [];
  const from = masked(have);
  const to = masked(want);
  // A hash of the texts would help to guess what is masked in them.
  return from === to
    ? [{ path: 'content', from: 'lines with secrets differ', to: 'as cluster.yaml has them' }]
    : [{ path: 'content', from, to }];
}

function masked(text: string): string {
  return text
    .split('\n')
    .map((line) => maskInline(maskPassword(maskLine(line))))
    .join('\n');
}

const PASSWORD_FIELD = 4;
const FIELDS = 11;

/** Rows of the other files, commented out or not: `export;GUI;…`, `mount;GUI;SECENGINE;…`. They have no password. */
const SHARE_ROW = /^[\s#]*(export|mount)\s*;/;

/** The field Root Password of a row, commented out or not. A row with too many fields may have a `;` in its password. */
function maskPassword(line: string): string {
  if (SHARE_ROW.test(line)) return line;
  const fields = line.split(';');
  const password = fields[PASSWORD_FIELD];
  if (password === undefined || password.trim() === '') return line;
  // The header line that names the fields.
  if (/^\s*#/.test(line) && /^\s*root password\s*$/i.test(password)) return line;
  const head = fields.slice(0, PASSWORD_FIELD);
  const rest = fields.length > FIELDS ? [] : fields.slice(PASSWORD_FIELD + 1);
  return [...head, ` ${SECRET_SHOWN}`, ...rest].join(';');
}

/** Secret variables in the last field of a row. What follows one goes with it: its value may hold anything. */
function maskInline(line: string): string {
  for (const match of line.matchAll(/([A-Za-z_][\w.-]*)\s*=\s*(?=\S)/g)) {
    if (looksSecret(match[1] ?? '')) return line.slice(0, match.index + match[0].length) + SECRET_SHOWN;
  }
  return line;
}
