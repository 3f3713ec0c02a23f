/**
 * The vendor's license file on every node (guide: sanity_tests.sh wants it there, config_vctx.sh copies it to all nodes).
 * It may be empty. What is in it is never shown: only its size and the first digits of its SHA-256.
 */
import { createHash } from 'node:crypto';
import type { License } from '../desired/cluster.ts';
import type { FileFact } from './facts.ts';
import { type Change, defineKind, type NodeContext, type Observation, type Unknowable } from './kind.ts';
import { isFileRecord, recordFile, removeFile } from './whole-file-prune.ts';

type Spec = { readonly path: string; readonly content: License['content'] };

type State = {
  readonly text: string;
  readonly encoding: 'utf8' | 'latin1';
  readonly mode: string;
  readonly owner: string;
  readonly group: string;
};

type Text = Pick<State, 'text' | 'encoding'>;

export const license = defineKind<Spec, State>({
  name: 'license',
  title: 'license',

  desired(cluster) {
    const wanted = cluster.license;
    if (!wanted) return [];
    const { path, content } = wanted;
    return cluster.nodes.map((node) => ({
      node: node.name,
      kind: 'license',
      name: path,
      spec: { path, content: 'text' in content ? { text: content.text } : { fromNode: content.fromNode } },
      after: [],
    }));
  },

  probe: (want) => want.map(({ spec }) => ({ type: 'file', path: spec.path })),

  parse: (facts, want) => new Map(want.map(({ name, spec }) => [name, observe(facts.file(spec.path))])),

  reads({ node, spec }) {
    return 'fromNode' in spec.content && spec.content.fromNode !== node
      ? [{ node: spec.content.fromNode, kind: 'license', name: spec.path }]
      : [];
  },

  compare(want, have, context) {
    if (!want) return [];
    const wanted = source(want, have, context);
    if ('unknown' in wanted) return wanted;
    // The node that the license comes from keeps its own as it is.
    if ('fromNode' in want.content && want.content.fromNode === context.node) return [];
    if (!have) return [{ path: 'content', from: null, to: shown(wanted) }];
    const owner = `${have.owner}:${have.group}`;
    const changes: Change[] = [];
    if (!bytes(have).equals(bytes(wanted))) changes.push({ path: 'content', from: shown(have), to: shown(wanted) });
    if (have.mode !== '0644') changes.push({ path: 'mode', from: have.mode, to: '0644' });
    if (owner !== 'root:root') changes.push({ path: 'owner', from: owner, to: 'root:root' });
    return changes;
  },

  steps(want, have, context) {
    if (!want) return [];
    const wanted = source(want, have, context);
    if ('unknown' in wanted) return [];
    return [
      {
        do: 'write',
        path: want.path,
        content: wanted.text,
        mode: '0644',
        owner: 'root',
        group: 'root',
        secret: true,
        ...(wanted.encoding === 'latin1' ? { encoding: 'latin1' as const } : {}),
      },
    ];
  },

  prune: {
    record(want, have, before, context) {
      const wanted = source(want, have, context);
      return recordFile(have !== null, before, 'unknown' in wanted ? null : wanted);
    },
    former: (path, made) => (isFileRecord(made) ? { path, content: { text: '' } } : null),
    removal: ({ spec, made }, have) => removeFile(spec.path, made, have, shown(have)),
  },
});

function observe(fact: FileFact): Observation<State> {
  switch (fact.status) {
    case 'absent':
      return fact;
    case 'unknown':
      return fact;
    case 'present': {
      const { text, encoding, mode, owner, group } = fact;
      return { status: 'present', state: { text, encoding, mode, owner, group } };
    }
  }
}

/** What the license should hold: the file's text, or what the named node has. */
function source(want: Spec, have: State | null, { node, look }: NodeContext): Text | Unknowable {
  if ('text' in want.content) return { text: want.content.text, encoding: 'utf8' };
  const from = want.content.fromNode;
  const seen: Observation =
    from !== node
      ? look({ node: from, kind: 'license', name: want.path })
      : have
        ? { status: 'present', state: have }
        : { status: 'absent' };
  switch (seen.status) {
    case 'absent':
      return {
        unknown: `${want.path} is to come from ${from}, which has none; run 'touch ${want.path}' on ${from}, as the guide says, or name a file (license: { file: … })`,
      };
    case 'unknown':
      return { unknown: `${want.path} is to come from ${from}, where it could not be read: ${seen.why}` };
    case 'present':
      // Only this kind makes observations of its name.
      return seen.state as State;
  }
}

function bytes({ text, encoding }: Text): Buffer {
  return Buffer.from(text, encoding);
}

function shown(text: Text): string {
  const data = bytes(text);
  if (data.length === 0) return 'empty file';
  return `${data.length} bytes, sha256 ${createHash('sha256').update(data).digest('hex').slice(0, 12)}`;
}
