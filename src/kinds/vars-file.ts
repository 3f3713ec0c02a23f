/**
 * The node's vars file (/opt/configurator/vars.UBIqube.net.ctx): its own vars.ctx with the node's variables put in.
 * Guide: variables2adapt.conf and config_vctx.sh. Which value a variable has on a node is settled in src/desired.
 */
import type { Cluster, ClusterNode } from '../desired/cluster.ts';
import type { Json } from '../json.ts';
import { once } from '../memo.ts';
import type { FileFact } from './facts.ts';
import type { Finding } from './foretell.ts';
import { type Change, defineKind, type Observation } from './kind.ts';
import { looksSecret, maskLine, SECRET_SHOWN } from './mask.ts';
import { adaptVars, lineText, parseVars, type VarsLine, valuesOf, withoutAdded } from './vars-text.ts';
import { isFileRecord, recordFile, removeFile, sumOf } from './whole-file-prune.ts';

export type Spec = {
  readonly base: string;
  readonly target: string;
  readonly variables: readonly { readonly name: string; readonly value: string; readonly secret: boolean }[];
};

type Text = { readonly text: string; readonly encoding: 'utf8' | 'latin1' };

/** The base is a part of what was seen: when the vendor's vars.ctx changes on the node, the target follows. */
export type State = {
  readonly base: Text | null;
  readonly target: (Text & { readonly mode: string; readonly owner: string; readonly group: string }) | null;
};

export const varsFile = defineKind<Spec, State>({
  name: 'vars-file',
  title: 'vars file',

  desired: once((cluster: Cluster) => {
    return cluster.nodes.map((node) => ({
      node: node.name,
      kind: 'vars-file',
      name: cluster.vars.target,
      spec: varsSpec(cluster, node),
      after: [],
    }));
  }),

  probe(want) {
    return want.flatMap(({ spec }) => [
      { type: 'file' as const, path: spec.base },
      { type: 'file' as const, path: spec.target },
    ]);
  },

  parse(facts, want) {
    return new Map(want.map(({ name, spec }) => [name, observe(spec, facts.file(spec.base), facts.file(spec.target))]));
  },

  exists: (have) => have.target !== null,

  compare(want, have, { node }) {
    if (!want || !have) return [];
    const broken = want.variables.find(({ value }) => /[\r\n\0]/.test(value));
    if (broken) return { unknown: `the value of ${broken.name} has a line break, which a line of ${want.base} cannot hold` };
    const wanted = wantedText(want, have);
    if (have.target === null) return wanted.text === '' ? [] : creation(want, have, node);
    return [...differences(want, have.target, wanted), ...metadata(want, have.target)];
  },

  steps(want, have) {
    if (!want || !have) return [];
    const wanted = wantedText(want, have);
    return [
      {
        do: 'write',
        path: want.target,
        content: wanted.text,
        mode: modeOf(want),
        owner: 'root',
        group: 'root',
        ...(parseVars(wanted.text).some((line) => isSecretLine(line, secretNames(want))) ? { secret: true } : {}),
        ...(wanted.encoding === 'latin1' ? { encoding: 'latin1' as const } : {}),
      },
    ];
  },

  prune: {
    /**
     * A checksum of a file with a secret in it would let anyone who reads the list try out passwords against it. So it is one
     * of the text without the values of secrets; which these are is known by their names, and those are kept.
     */
    record(want, have, before) {
      if (!have) return null;
      const names = secretNames(want);
      const record = recordFile(have.target !== null, before, withoutSecrets(wantedText(want, have), names));
      return record && names.size > 0 ? { ...record, secrets: [...names] } : record;
    },
    former: (target, made) => (isFileRecord(made) ? { base: target, target, variables: [] } : null),
    removal({ spec, made }, { target }) {
      if (target === null) return { changes: [], steps: [] };
      const text = withoutSecrets(target, namesIn(made));
      // A list of an older dmsa has the checksum of the whole text: files with secrets had none then.
      const have = isFileRecord(made) && made.sha256 === sumOf(target) ? target : text;
      return removeFile(spec.target, made, have, text.text);
    },
  },

  keeps: 'it was there before dmsa: it stays as it is',

  foretell: (want, have) => (want && have?.base === null ? { judge: () => [withoutBase(want)] } : {}),
});

function withoutBase({ base, target }: Spec): Finding {
  return {
    code: 'template-missing',
    sentence: `there is no ${base}, so ${target} gets nothing but what is there and cluster.yaml's variables`,
    detail: 'It is part of what the vendor installs. Is the software on this node?',
    severity: 'warning',
  };
}

export function varsSpec(cluster: Cluster, node: ClusterNode): Spec {
  return {
    base: cluster.vars.base,
    target: cluster.vars.target,
    variables: node.variables.map(({ name, value, secret }) => ({ name, value, secret })),
  };
}

/** The bytes of the file as it is to be; null: there is none, and none is made. */
export function varsBytes(want: Spec, have: State): Uint8Array | null {
  const { text, encoding } = wantedText(want, have);
  return have.target === null && text === '' ? null : Buffer.from(text, encoding);
}

function observe(spec: Spec, base: FileFact, target: FileFact): Observation<State> {
  for (const [path, fact] of [
    [spec.base, base],
    [spec.target, target],
  ] as const) {
    if (fact.status === 'unknown') return { status: 'unknown', why: `${path}: ${fact.why}` };
  }
  return {
    status: 'present',
    state: {
      base: base.status === 'present' ? { text: base.text, encoding: base.encoding } : null,
      target:
        target.status === 'present'
          ? { text: target.text, encoding: target.encoding, mode: target.mode, owner: target.owner, group: target.group }
          : null,
    },
  };
}

/**
 * What the target should hold. A node without a base keeps the other lines of the target it has: a vars.ctx that got lost
 * must not empty the file that the node runs on.
 */
function wantedText(want: Spec, have: State): Text {
  const ground = have.base ?? (have.target && { ...have.target, text: withoutAdded(have.target.text) });
  const encoding = ground?.encoding ?? 'utf8';
  const values = new Map(want.variables.map(({ name, value }) => [name, encoding === 'latin1' ? asBytes(value) : value]));
  return { text: adaptVars(ground?.text ?? '', values), encoding };
}

/** The UTF-8 bytes of a text, one character each, as a latin1 file holds them. */
function asBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

function modeOf(want: Spec): string {
  return want.variables.some(({ secret }) => secret) ? '0600' : '0644';
}

function secretNames(want: Spec): ReadonlySet<string> {
  return new Set(want.variables.filter(({ secret }) => secret).map(({ name }) => name));
}

function isSecretLine(line: VarsLine, names: ReadonlySet<string>): boolean {
  return line.type === 'assignment' && (names.has(line.name) || looksSecret(line.name));
}

function namesIn(made: Json): ReadonlySet<string> {
  const { secrets } = (made ?? {}) as { readonly [key: string]: Json };
  return new Set(Array.isArray(secrets) ? secrets.filter((name) => typeof name === 'string') : []);
}

/** The text with `(secret)` in place of each secret value. */
function withoutSecrets({ text, encoding }: Text, names: ReadonlySet<string>): Text {
  const lines = parseVars(text).map((line) => {
    if (line.type === 'assignment' && isSecretLine(line, names)) return `${line.head}${SECRET_SHOWN}${line.end}`;
    return maskLine(lineText(line), names) + line.end;
  });
  return { text: lines.join(''), encoding };
}

function creation(want: Spec, have: State, node: string): readonly Change[] {
  const others = parseVars(have.base?.text ?? '').filter(
    (line) => line.type === 'other' || !want.variables.some((v) => v.name === line.name),
  );
  const rest =
    have.base === null
      ? `only the variables: there is no ${want.base} on ${node}`
      : `${others.length} ${others.length === 1 ? 'line' : 'lines'} of ${want.base} as they are, with the variables put in`;
  return [
    ...want.variables.map((v) => variableChange(v.name, null, v.value, v.secret)),
    { path: 'content', from: null, to: rest },
  ];
}

function variableChange(name: string, from: string | null, to: string | null, secret: boolean): Change {
  return { path: name, from, to, ...(secret || looksSecret(name) ? { secret: true } : {}) };
}

/** One change for each variable whose value differs, and one for all other lines together. */
function differences(want: Spec, target: Text, wanted: Text): readonly Change[] {
  const text = wanted.encoding === 'latin1' && target.encoding === 'utf8' ? asBytes(target.text) : target.text;
  if (text === wanted.text) return [];
  const secrets = secretNames(want);
  const declared = new Map(want.variables.map(({ name, value }) => [name, value]));
  const from = parseVars(text);
  const to = parseVars(wanted.text);
  const before = valuesOf(from);
  const after = valuesOf(to);
  const changes: Change[] = [];
  const told = new Set<string>();
  for (const name of new Set([...after.keys(), ...before.keys()])) {
    const old = before.get(name) ?? null;
    const now = after.get(name) ?? null;
    if (old === now) continue;
    told.add(name);
    changes.push(variableChange(name, old, now === null ? null : (declared.get(name) ?? now), secrets.has(name)));
  }
  const rest = { from: otherLines(from, told, secrets), to: otherLines(to, told, secrets) };
  if (rest.from !== rest.to) changes.push({ path: 'content', from: rest.from, to: rest.to });
  // What is left can only be how a line with a secret is written. A hash of it would help to guess the secret.
  if (changes.length === 0)
    changes.push({ path: 'content', from: 'quotes or blanks of lines with secrets differ', to: 'as in the base' });
  return changes;
}

function otherLines(lines: readonly VarsLine[], told: ReadonlySet<string>, secrets: ReadonlySet<string>): string {
  return lines
    .filter((line) => line.type === 'other' || !told.has(line.name))
    .map((line) => maskLine(lineText(line), secrets) + line.end)
    .join('');
}

function metadata(
  want: Spec,
  target: { readonly mode: string; readonly owner: string; readonly group: string },
): readonly Change[] {
  const mode = modeOf(want);
  const owner = `${target.owner}:${target.group}`;
  return [
    ...(target.mode === mode ? [] : [{ path: 'mode', from: target.mode, to: mode }]),
    ...(owner === 'root:root' ? [] : [{ path: 'owner', from: owner, to: 'root:root' }]),
  ];
}
