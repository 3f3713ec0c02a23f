/** ajv's errors → sentences with the place, the value found and what to write. */
import { closest, type Report, show } from './report.ts';
import type { SchemaInfo } from './schema-info.gen.ts';
import type { SchemaError } from './schema-validate.ts';
import { isSecretName } from './secret-name.ts';
import type { Tree } from './tree.ts';

/** Formats that decoding explains better than a pattern can; their pattern errors are left to it. */
const EXPLAINED = new Set([
  'nodeNetwork',
  'hostName',
  'hostOrAddress',
  'typeName',
  'groupName',
  'interfaceName',
  'addressLabel',
  'address4',
  'address6',
  'serviceAddress',
  'serviceName',
  'variableName',
  'path',
  'mountPoint',
  'nfsOptions',
  'duration',
]);

/** What people write from the legacy files or from other tools, and what it is called here. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  pubip: 'equipment',
  privip: 'maintenance',
  eth0: 'maintenance',
  eth1: 'equipment',
  ip: 'maintenance',
  svcip: 'serviceAddresses',
  services: 'pack',
  vars: 'variables',
  standbyof: 'backupOf',
  pubipv6: 'address6',
  gwv6: 'gateway6',
  gw: 'gateway',
  gateway4: 'gateway',
};

export interface SchemaContext {
  readonly root: Tree;
  readonly info: Readonly<Record<string, SchemaInfo>>;
  /** No value is ever shown. */
  readonly secret: boolean;
}

export function reportSchemaErrors(errors: readonly SchemaError[], context: SchemaContext, report: Report): void {
  for (const error of errors) reportOne(error, context, report);
}

function reportOne(error: SchemaError, context: SchemaContext, report: Report): void {
  const path = error.instancePath === '' ? [] : error.instancePath.slice(1).split('/').map(unescapePointer);
  const { tree, keyAt } = locate(context.root, path);
  const info = infoAt(context.info, path);
  const name = path.length === 0 ? 'the file' : (path.at(-1) ?? '');
  const node = path[1] === 'nodes' ? path[2] : undefined;
  const where = path.length === 0 ? 'the file' : path.filter((step) => !/^\d+$/.test(step)).join('.');
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = String(error.params['additionalProperty']);
      const at = (tree.kind === 'map' ? tree.entries.get(key)?.keyAt : undefined) ?? tree.at;
      const keys = Object.keys(info?.keys ?? {});
      // In a secrets file even a key may be a secret that got out of its place.
      const found = context.secret
        ? `Found a key in ${where}. There are: ${keys.join(', ')}.`
        : `Found ${show(key)} in ${where}.${hint(key, keys, report)}`;
      const detail = `${found} Remove it, or put it where it belongs.`;
      report.error(at, 'unknown-key', 'A key is not known here.', detail, node);
      return;
    }
    case 'required': {
      if (/\/oneOf\//.test(error.schemaPath)) return;
      const key = String(error.params['missingProperty']);
      const child = info === null ? null : context.info[info.keys[key] ?? ''];
      const example = child?.example === undefined || child.example === null ? '' : ` Write for example ${key}: ${child.example}`;
      report.error(keyAt ?? tree.at, 'missing-key', 'A key is missing.', `Found no ${show(key)} in ${where}.${example}`, node);
      return;
    }
    case 'type':
      reportType(error, tree, keyAt, name, info, context, report, node);
      return;
    case 'enum':
    case 'const': {
      const allowed = error.keyword === 'enum' ? error.params['allowedValues'] : [error.params['allowedValue']];
      const words = Array.isArray(allowed) ? allowed.map(String) : [];
      const meant = tree.kind === 'scalar' ? report.suggest(String(tree.data), words.length > 1 ? words : []) : '';
      const detail = `Found ${found(tree, context.secret)} for ${name}. Write ${words.join(' or ')}.${/mean/.test(meant) ? meant : ''}`;
      report.error(tree.at, 'unknown-value', 'A value is not one of those that are possible.', detail, node);
      return;
    }
    case 'pattern': {
      // On a map it is the pattern of its keys' names, which decoding explains.
      if (tree.kind !== 'scalar' || (info?.def !== null && info?.def !== undefined && EXPLAINED.has(info.def))) return;
      const example = info?.example === null || info === null ? '' : ` Write for example ${info.example}.`;
      report.error(
        tree.at,
        'bad-format',
        'A value is not written right.',
        `Found ${found(tree, context.secret)} for ${name}.${example}`,
        node,
      );
      return;
    }
    case 'minimum':
    case 'maximum': {
      const limit = `${error.keyword === 'minimum' ? 'at least' : 'at most'} ${String(error.params['limit'])}`;
      report.error(
        tree.at,
        'out-of-range',
        'A number is out of range.',
        `Found ${found(tree, context.secret)} for ${name}. Write ${limit}.`,
        node,
      );
      return;
    }
    case 'minItems':
    case 'minProperties': {
      const example = info?.example === null || info === null ? '' : ` Write for example ${info.example}`;
      report.error(
        keyAt ?? tree.at,
        'empty',
        'Something that has to be there is empty.',
        `Found nothing in ${where}.${example}`,
        node,
      );
      return;
    }
    case 'maxItems':
      report.error(
        keyAt ?? tree.at,
        'too-many',
        'A list is too long.',
        `Found more than ${String(error.params['limit'])} items in ${where}.`,
        node,
      );
      return;
    case 'propertyNames':
    case 'oneOf':
      return;
    default:
      report.error(
        tree.at,
        'bad-format',
        'A value is not written right.',
        `Found ${found(tree, context.secret)} for ${name} (${error.keyword}).`,
        node,
      );
  }
}

function reportType(
  error: SchemaError,
  tree: Tree,
  keyAt: number | null,
  name: string,
  info: SchemaInfo | null,
  context: SchemaContext,
  report: Report,
  node: string | undefined,
): void {
  const type = error.params['type'];
  const wanted = (Array.isArray(type) ? type : [type]).map(String);
  const example = info?.example === null || info === null ? '' : ` Write for example ${info.example}`;
  if (tree.kind === 'scalar' && tree.data === null) {
    const empty = wanted.includes('string') ? ` For an empty text write ${name}: "".` : '';
    const detail = `Found nothing after ${show(name)}.${example}${example === '' ? '' : '.'} Or leave the key out.${info?.def === 'variableValue' ? empty : ''}`;
    report.error(keyAt ?? tree.at, 'empty', 'A key has no value.', detail, node);
    return;
  }
  if (tree.kind === 'scalar' && typeof tree.data !== 'string' && wanted.includes('string')) {
    const shown = context.secret || isSecretName(name) ? null : tree.source;
    if (info?.def === 'duration') {
      const detail = `Found ${shown}. Write ${shown}m for minutes (as servers.conf has them), ${shown}s for seconds.`;
      report.error(tree.at, 'time-without-unit', 'A time has no unit.', detail, node);
      return;
    }
    const kind = typeof tree.data === 'number' ? 'a number' : 'true or false';
    const changed = shown !== null && String(tree.data) !== shown ? ` (and change it to ${tree.data})` : '';
    const write = shown === null ? 'Put it in quotes.' : `Put it in quotes: "${shown}".`;
    const detail = `Found ${shown ?? 'a value'} for ${name}: YAML would take it as ${kind}${changed}. ${write}`;
    report.error(tree.at, 'not-quoted', 'A text is not in quotes.', detail, node);
    return;
  }
  if (tree.kind === 'scalar' && typeof tree.data === 'string' && wanted.includes('integer') && /^\d+$/.test(tree.data)) {
    const detail = `Found ${found(tree, context.secret)} for ${name}. Write ${tree.data} without quotes.`;
    report.error(tree.at, 'wrong-type', 'A number is in quotes.', detail, node);
    return;
  }
  const detail = `Found ${found(tree, context.secret)} for ${name}; wanted is ${wanted.map(typeWord).join(' or ')}.${example}`;
  report.error(
    tree.kind === 'scalar' ? tree.at : (keyAt ?? tree.at),
    'wrong-type',
    'A value is of the wrong kind.',
    detail,
    node,
  );
}

function typeWord(type: string): string {
  switch (type) {
    case 'string':
      return 'a text';
    case 'object':
      return 'a map (key: value)';
    case 'array':
      return 'a list ([a, b], or lines with "- ")';
    case 'integer':
      return 'a whole number';
    case 'boolean':
      return 'false';
    default:
      return type;
  }
}

function found(tree: Tree, secret: boolean): string {
  if (tree.kind === 'map') return 'a map';
  if (tree.kind === 'list') return 'a list';
  if (secret) return 'a value';
  return typeof tree.data === 'string' ? show(tree.data) : tree.source;
}

function hint(key: string, known: readonly string[], report: Report): string {
  const other = OTHER_NAMES[key.toLowerCase().replaceAll(/[-_ ]/g, '')];
  const plain = closest(key.replaceAll(/[-_ ]/g, ''), known);
  const meant = plain ?? (other !== undefined && known.includes(other) ? other : null);
  return meant === null ? report.suggest(key, known) : ` Did you mean "${meant}"?`;
}

/** The value at a path, or the nearest around it; and where its key is written. */
function locate(root: Tree, path: readonly string[]): { readonly tree: Tree; readonly keyAt: number | null } {
  let tree = root;
  let keyAt: number | null = null;
  for (const step of path) {
    if (tree.kind === 'map') {
      const entry = tree.entries.get(step);
      if (entry === undefined) break;
      tree = entry.value;
      keyAt = entry.keyAt;
    } else if (tree.kind === 'list') {
      const item = tree.items[Number(step)];
      if (item === undefined) break;
      tree = item;
      keyAt = item.at;
    }
  }
  return { tree, keyAt };
}

function infoAt(info: Readonly<Record<string, SchemaInfo>>, path: readonly string[]): SchemaInfo | null {
  let here = info['#'];
  for (const step of path) {
    const key: string | null = here === undefined ? null : Object.hasOwn(here.keys, step) ? (here.keys[step] ?? null) : here.each;
    here = key === null ? undefined : info[key];
  }
  return here ?? null;
}

function unescapePointer(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}
