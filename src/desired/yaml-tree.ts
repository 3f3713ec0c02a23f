/** The YAML library's nodes → `Tree`, with aliases and merges followed, and duplicate keys, control characters and bombs reported. */
import { isAlias, isMap, isScalar, isSeq, type Pair, type Node as YamlNode } from 'yaml';
import { type Report, show } from './report.ts';
import { isSecretName } from './secret-name.ts';
import type { ListTree, MapTree, ScalarTree, Tree, TreeEntry } from './tree.ts';

/** A cluster file is at most 8 deep. */
export const MAX_DEPTH = 40;
/** Values that aliases may add, so that a few lines can't become a billion values. */
const MAX_ALIASED = 200_000;

/** Also for brackets, which are counted before there is a document. */
export function tooDeep(report: Report, at: number): void {
  report.error(
    at,
    'too-deep',
    'The file is nested too deeply.',
    `Found more than ${MAX_DEPTH} levels; a cluster file has 8. Is a bracket missing?`,
  );
}

interface Walk {
  readonly report: Report;
  readonly text: string;
  readonly secret: boolean;
  readonly anchors: Map<string, Tree | 'open'>;
  readonly path: string[];
  aliased: number;
  stopped: boolean;
}

/** A composed document → tree; null where an alias or the depth made it stop. */
export function toTree(root: YamlNode, report: Report, text: string, secret: boolean): Tree | null {
  const walk: Walk = { report, text, secret, anchors: new Map(), path: [], aliased: 0, stopped: false };
  const tree = visit(root, walk, 0);
  return walk.stopped ? null : tree;
}

function visit(node: YamlNode | null | undefined, walk: Walk, fallbackAt: number): Tree {
  const at = node?.range?.[0] ?? fallbackAt;
  if (walk.path.length > MAX_DEPTH && !walk.stopped) {
    walk.stopped = true;
    tooDeep(walk.report, at);
  }
  if (node === null || node === undefined || walk.stopped) return scalar(null, '', fallbackAt);
  if (isAlias(node)) return follow(node.source, at, walk);
  const anchor = node.anchor;
  if (anchor !== undefined) walk.anchors.set(anchor, 'open');
  const tree = isMap(node)
    ? visitMap(node.items, at, walk)
    : isSeq(node)
      ? visitList(node.items, at, walk)
      : visitScalar(node, at, walk, fallbackAt);
  if (anchor !== undefined) walk.anchors.set(anchor, tree);
  return tree;
}

function scalar(data: ScalarTree['data'], source: string, at: number): ScalarTree {
  return { kind: 'scalar', data, source, at, size: 1 };
}

function visitScalar(node: YamlNode, at: number, walk: Walk, fallbackAt: number): Tree {
  if (!isScalar(node)) return scalar(null, '', at);
  const value = node.value;
  const source = node.source ?? '';
  if (typeof value === 'string') {
    checkCharacters(value, at, walk);
    return scalar(value, source, at);
  }
  if (typeof value === 'number' || typeof value === 'boolean') return scalar(value, source, at);
  return scalar(null, source, source === '' ? fallbackAt : at);
}

function checkCharacters(value: string, at: number, walk: Walk): void {
  for (let i = 0; i < value.length; i += 1) {
    const code = value.charCodeAt(i);
    if (code > 0x1f && (code < 0x7f || (code > 0x9f && code !== 0x2028 && code !== 0x2029))) continue;
    const name =
      code === 10 ? 'a line break' : code === 9 ? 'a tab' : `the control character U+${code.toString(16).padStart(4, '0')}`;
    const found = walk.secret || walk.path.some(isSecretName) ? '' : ` Found ${show(value)}.`;
    walk.report.error(
      at,
      'control-character',
      `The value holds ${name}.`,
      `Nothing in this file may have one: write it on one line, without.${found}`,
    );
    return;
  }
}

function follow(name: string, at: number, walk: Walk): Tree {
  const tree = walk.anchors.get(name);
  if (tree === undefined || tree === 'open') {
    walk.stopped = true;
    // A secret that begins with * and lacks its quotes is an alias to YAML.
    const hidden = walk.secret || walk.path.some(isSecretName);
    const detail =
      tree === 'open' ? 'The anchor is around the alias itself. Write the value out.' : 'Write the anchor (&) before it is used.';
    walk.report.error(
      at,
      'bad-alias',
      `The alias${hidden ? '' : ` *${name}`} refers to ${tree === 'open' ? 'itself' : 'nothing'}.`,
      detail,
    );
    return scalar(null, '', at);
  }
  walk.aliased += tree.size;
  if (walk.aliased > MAX_ALIASED && !walk.stopped) {
    walk.stopped = true;
    walk.report.error(
      at,
      'too-many-aliases',
      'Aliases make the file too large.',
      `With all aliases written out there are more than ${MAX_ALIASED} values. Write fewer, or use groups.`,
    );
  }
  return tree;
}

function visitList(nodes: readonly unknown[], at: number, walk: Walk): ListTree {
  const items: Tree[] = [];
  let size = 1;
  for (const [index, node] of nodes.entries()) {
    walk.path.push(String(index));
    const tree = visit(node as YamlNode, walk, at);
    walk.path.pop();
    size += tree.size;
    items.push(tree);
  }
  return { kind: 'list', at, items, data: items.map((item) => item.data), size };
}

function visitMap(pairs: readonly Pair<unknown, unknown>[], at: number, walk: Walk): MapTree {
  const found = new Map<string, TreeEntry>();
  const merged: Tree[] = [];
  for (const pair of pairs) {
    const key = pair.key;
    const keyAt = (isScalar(key) || isMap(key) || isSeq(key) || isAlias(key) ? key.range?.[0] : undefined) ?? at;
    const name = isScalar(key) ? (typeof key.value === 'string' ? key.value : (key.source ?? '')) : '';
    if (name === '') {
      walk.report.error(keyAt, 'bad-key', 'A key is empty or not a plain word.', 'Write a name before the colon.');
      continue;
    }
    checkCharacters(name, keyAt, walk);
    walk.path.push(name);
    const value = visit(pair.value as YamlNode | null, walk, keyAt);
    walk.path.pop();
    if (name === '<<') {
      merged.push(...(value.kind === 'list' ? value.items : [value]));
      continue;
    }
    const first = found.get(name);
    if (first === undefined) found.set(name, { keyAt, value });
    else reportTwice(name, first.keyAt, keyAt, walk);
  }
  for (const tree of merged) {
    if (tree.kind !== 'map')
      walk.report.error(tree.at, 'bad-merge', '"<<" merges a map, and this is none.', 'Write << with an alias of a map.');
    else for (const [name, entry] of tree.entries) if (!found.has(name)) found.set(name, entry);
  }
  const data: Record<string, unknown> = Object.create(null);
  let size = 1;
  for (const [name, entry] of found) {
    data[name] = entry.value.data;
    size += entry.value.size;
  }
  return { kind: 'map', at, entries: found, data, size };
}

function reportTwice(name: string, firstAt: number, at: number, walk: Walk): void {
  const { line } = walk.report.place(firstAt);
  const what = walk.secret ? 'a key' : `${nameOf(walk.path)} ${name}`;
  const summary = `${what} is there twice; first at line ${line}.`;
  walk.report.error(
    at,
    'duplicate-key',
    `${summary.charAt(0).toUpperCase()}${summary.slice(1)}`,
    'Only one can hold. Remove one, or give it another name.',
  );
}

/** What a key of the map at this path is, for people. */
function nameOf(path: readonly string[]): string {
  const where = path.map((step, i) => (i === 2 && path[1] === 'nodes' ? '*' : step)).join('.');
  switch (where) {
    case 'spec.nodes':
      return 'node';
    case 'spec.packs':
      return 'pack';
    case 'spec.serviceAddresses':
      return 'group of service addresses';
    case 'spec.variables.groups':
      return 'group of variables';
    case 'spec.variables.adapt':
    case 'spec.nodes.*.variables':
      return 'variable';
    default:
      if (/^spec\.variables\.groups\.[^.]+$/.test(where)) return 'variable';
      return /^spec\.serviceAddresses\.|^spec\.nodes\.\*\.serviceAddresses$/.test(where) ? 'label' : 'key';
  }
}
