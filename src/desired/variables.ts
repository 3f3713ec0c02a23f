/**
 * Variables: precedence and expansion (DOMAIN.md section 2).
 * Precedence: the node's own or its group's, then `adapt`. Values may use what the legacy scripts export, and every other
 * variable of the node:
 *   ${HOSTNAME}  the node's name                      ${PUBIP}  ${PRIVIP}  its equipment and maintenance IPv4 address
 *   ${SVCIP}     the pair's service address: the equipment one, else the maintenance one
 *   ${PUBIPV6}  ${MASKV6}  ${GWV6}  its equipment IPv6 address, prefix length and gateway; empty where it has none
 * All without mask. On a standby they are the standby's own, except ${SVCIP}. Values of the secrets file are not expanded.
 */
import type { ServiceAddress, Variable } from './cluster.ts';
import type { DraftVariable } from './draft.ts';
import { listed, type Report, show } from './report.ts';
import type { ResolvedNode } from './resolve.ts';
import { isSecretName, isSurelySecretName } from './secret-name.ts';

const BUILT_IN = ['HOSTNAME', 'PUBIP', 'PRIVIP', 'SVCIP', 'PUBIPV6', 'MASKV6', 'GWV6'] as const;
type BuiltIn = (typeof BUILT_IN)[number];
/** An expanded value may not grow past this: a few lines of references could double it each time. */
const MAX_VALUE = 16_384;
/** References through references. */
const MAX_CHAIN = 100;

interface Definition {
  readonly name: string;
  readonly valueAt: number;
  readonly secret: boolean;
  /** Text and references in turn; one text where there is nothing to expand. */
  readonly parts: readonly (string | { readonly ref: string })[];
  /** Shared by all nodes where there is nothing to expand. */
  readonly fixed: Variable | null;
}

/** Problems that many nodes share are gathered by definition, and told once with the nodes' names. */
interface Trouble {
  readonly severity: 'error' | 'warning';
  readonly at: number;
  readonly code: string;
  readonly summary: string;
  readonly found: string;
  readonly remedy: string;
  readonly nodes: string[];
}

export interface Expander {
  variablesOf(node: ResolvedNode, addresses: readonly ServiceAddress[]): readonly Variable[];
  /** To be called once, after the last node. */
  finish(): void;
}

export function createExpander(
  adapt: readonly DraftVariable[],
  groups: Iterable<readonly DraftVariable[]>,
  report: Report,
): Expander {
  const troubles = new Map<string, Trouble>();
  const compiled = new Map<DraftVariable, Definition>();
  const merged = new Map<readonly DraftVariable[], ReadonlyMap<string, Definition>>();
  const definition = (variable: DraftVariable): Definition => {
    const known = compiled.get(variable);
    if (known !== undefined) return known;
    const made = compile(variable, report);
    compiled.set(variable, made);
    return made;
  };
  for (const variable of adapt) definition(variable);
  for (const group of groups) for (const variable of group) definition(variable);
  const complain = (key: string, node: string, trouble: () => Omit<Trouble, 'nodes'>) => {
    const entry = troubles.get(key);
    if (entry === undefined) troubles.set(key, { ...trouble(), nodes: [node] });
    else if (entry.nodes.at(-1) !== node) entry.nodes.push(node);
  };

  return {
    variablesOf(node, addresses) {
      let definitions = merged.get(node.variables);
      if (definitions === undefined) {
        definitions = new Map([...adapt, ...node.variables].map((variable) => [variable.name, definition(variable)]));
        // Variables in place are one node's: keeping them would only cost memory.
        if (node.node.variables?.use !== 'inPlace') merged.set(node.variables, definitions);
      }
      return expandAll(definitions, node, addresses, complain, report);
    },
    finish() {
      for (const { severity, at, code, summary, found, remedy, nodes } of troubles.values()) {
        report[severity](at, code, summary, `${found} on ${listed(nodes)}. ${remedy}`, nodes.length === 1 ? nodes[0] : undefined);
      }
    },
  };
}

function compile(variable: DraftVariable, report: Report): Definition {
  const { name, value, valueAt, fromSecrets } = variable;
  const secret = fromSecrets || isSecretName(name);
  if (BUILT_IN.some((reserved) => reserved === name)) {
    const detail = `Found ${name}; dmsa sets it for each node, from its addresses. Write another name.`;
    report.error(variable.at, 'reserved-variable', 'A variable has a name that is taken.', detail);
  }
  if (fromSecrets) return { name, valueAt, secret, parts: [value], fixed: { name, value, secret } };
  const parts: (string | { readonly ref: string })[] = [];
  let rest = 0;
  for (const match of value.matchAll(/\$\{([^{}]*)(\}?)/g)) {
    const ref = match[1] ?? '';
    if (match[2] === '' || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(ref)) {
      const shown = secret ? '' : `Found ${show(value)}. `;
      const detail = `${shown}Write \${NAME}. A value that has \${ in itself can come from the secrets file, where nothing is expanded.`;
      report.error(valueAt, 'bad-reference', 'A ${…} in a value is not complete, or holds no name.', detail);
      continue;
    }
    if (match.index > rest) parts.push(value.slice(rest, match.index));
    parts.push({ ref });
    rest = match.index + match[0].length;
  }
  if (rest < value.length) parts.push(value.slice(rest));
  const fixed = parts.every((part) => typeof part === 'string') ? { name, value, secret } : null;
  if (fixed !== null && value !== '' && isSurelySecretName(name)) {
    const detail = `Found a value for ${name} (not shown). Write ${name}: { secret: ${name} }, and the value into the secrets file, under variables.`;
    report.warning(valueAt, 'secret-in-plain', 'A secret stands in the cluster file.', detail);
  }
  return { name, valueAt, secret, parts, fixed };
}

type Complain = (key: string, node: string, trouble: () => Omit<Trouble, 'nodes'>) => void;

function expandAll(
  definitions: ReadonlyMap<string, Definition>,
  resolved: ResolvedNode,
  addresses: readonly ServiceAddress[],
  complain: Complain,
  report: Report,
): readonly Variable[] {
  const done = new Map<string, Variable>();
  const open: string[] = [];
  const node = resolved.node.name;

  const expand = (definition: Definition): Variable => {
    if (definition.fixed !== null) return definition.fixed;
    const known = done.get(definition.name);
    if (known !== undefined) return known;
    open.push(definition.name);
    let value = '';
    let secret = definition.secret;
    for (const part of definition.parts) {
      const piece = typeof part === 'string' ? { value: part, secret: false } : lookUp(definition, part.ref);
      value += piece.value;
      secret ||= piece.secret;
      if (value.length <= MAX_VALUE) continue;
      complain(`long ${definition.valueAt}`, node, () => tooLong(definition));
      value = '';
      break;
    }
    open.pop();
    const variable = { name: definition.name, value, secret };
    done.set(definition.name, variable);
    return variable;
  };

  const lookUp = (user: Definition, ref: string): Pick<Variable, 'value' | 'secret'> => {
    const builtIn = BUILT_IN.find((name) => name === ref);
    if (builtIn !== undefined) {
      const value = builtInValue(builtIn, resolved, addresses, report.failed());
      if (value === null) complain(`empty ${user.valueAt} ${ref}`, node, () => nothingThere(user, builtIn));
      return { value: value ?? '', secret: false };
    }
    const target = definitions.get(ref);
    if (target === undefined) {
      complain(`unknown ${user.valueAt} ${ref}`, node, () =>
        unknownReference(user, ref, [...BUILT_IN, ...definitions.keys()], report),
      );
      return { value: '', secret: false };
    }
    if (open.includes(ref)) {
      const cycle = open.slice(open.indexOf(ref));
      const key = [...cycle].sort().join(' ');
      complain(`cycle ${definitions.get(cycle[0] ?? '')?.valueAt ?? 0} ${key}`, node, () => cyclic(target, [...cycle, ref]));
      return { value: '', secret: false };
    }
    if (open.length >= MAX_CHAIN) {
      complain(`deep ${user.valueAt}`, node, () => tooDeep(user));
      return { value: '', secret: false };
    }
    return expand(target);
  };

  return [...definitions.values()].map(expand);
}

/** null: the node has none where it should; empty: it need not have one, or what it has is wrong and was reported. */
function builtInValue(
  name: BuiltIn,
  { node, active }: ResolvedNode,
  addresses: readonly ServiceAddress[],
  failed: boolean,
): string | null {
  const { maintenance, equipment } = node.interfaces;
  switch (name) {
    case 'HOSTNAME':
      return node.name;
    case 'PUBIP':
      return equipment.address?.value.host ?? (equipment.hasAddress[4] ? '' : null);
    case 'PRIVIP':
      return maintenance.address?.value.host ?? (maintenance.hasAddress[4] ? '' : null);
    case 'SVCIP': {
      const service = addresses.find((a) => a.network === 'equipment') ?? addresses.find((a) => a.network === 'maintenance');
      const broken = failed && (node.serviceAddresses ?? active?.serviceAddresses ?? node.backupOf) !== null;
      return service?.address.split('/')[0] ?? (broken ? '' : null);
    }
    case 'PUBIPV6':
      return equipment.address6?.value.host ?? '';
    case 'MASKV6':
      return equipment.address6 === null ? '' : String(equipment.address6.value.prefix);
    case 'GWV6':
      return equipment.gateway6?.value ?? '';
  }
}

function nothingThere(user: Definition, name: BuiltIn): Omit<Trouble, 'nodes'> {
  const lacks = { PUBIP: 'equipment address', PRIVIP: 'maintenance address', SVCIP: 'service address' }[
    name as 'PUBIP' | 'PRIVIP' | 'SVCIP'
  ];
  return {
    severity: 'warning',
    at: user.valueAt,
    code: 'empty-reference',
    summary: 'A variable refers to an address that a node does not have.',
    found: `Found \${${name}} in ${user.name}, and no ${lacks}`,
    remedy: 'The value is empty there: give the node that address, or set the variable for other nodes only.',
  };
}

function unknownReference(user: Definition, ref: string, known: readonly string[], report: Report): Omit<Trouble, 'nodes'> {
  return {
    severity: 'error',
    at: user.valueAt,
    code: 'unknown-variable',
    summary: 'A value refers to a variable that is not there.',
    found: `Found \${${ref}} in ${user.name}, and no such variable`,
    remedy: `${report.suggest(ref, known).trim()} Write one of ${listed([...BUILT_IN], 9)}, or a variable of those nodes.`.trim(),
  };
}

function cyclic(target: Definition, cycle: readonly string[]): Omit<Trouble, 'nodes'> {
  return {
    severity: 'error',
    at: target.valueAt,
    code: 'variable-cycle',
    summary: 'Variables refer to each other in a circle.',
    found: `Found ${cycle.join(' → ')}`,
    remedy: 'Write the value of one of them out.',
  };
}

function tooDeep(user: Definition): Omit<Trouble, 'nodes'> {
  return {
    severity: 'error',
    at: user.valueAt,
    code: 'variable-too-deep',
    summary: 'Variables refer to each other over too many steps.',
    found: `Found more than ${MAX_CHAIN} steps up to ${user.name}`,
    remedy: 'Write some of the values out.',
  };
}

function tooLong(user: Definition): Omit<Trouble, 'nodes'> {
  return {
    severity: 'error',
    at: user.valueAt,
    code: 'variable-too-long',
    summary: 'A value becomes too long when it is expanded.',
    found: `Found more than ${MAX_VALUE} characters in ${user.name}`,
    remedy: 'Write it with fewer references.',
  };
}
