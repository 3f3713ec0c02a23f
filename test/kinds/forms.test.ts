/**
 * The same node, told in another form: whatever spelling of an interface file, an alias, a route or `ip addr` the system has, a node
 * that is right has nothing to change, and what dmsa writes reads as right.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/json.ts';
import { applyEdit } from '../../src/kinds/edit.ts';
import type { Facts, FileFact, Platform } from '../../src/kinds/facts.ts';
import { interfaceKind } from '../../src/kinds/interface.ts';
import type { AnyKind, NodeContext } from '../../src/kinds/kind.ts';
import { maskOf } from '../../src/kinds/net/address.ts';
import { routeKind } from '../../src/kinds/route.ts';
import { serviceAddress } from '../../src/kinds/service-address.ts';
import { platformOf } from './memory-facts.ts';

const RHEL = '/etc/sysconfig/network-scripts/';
const RUNS = { numRuns: 150 };

interface Node {
  readonly platform: Platform;
  readonly files: Readonly<Record<string, string>>;
  readonly running: string;
  readonly routes?: string;
}

function factsOf({ platform, files, running, routes = '' }: Node): Facts {
  const file = (path: string): FileFact => {
    const text = files[path];
    return text === undefined
      ? { status: 'absent' }
      : {
          status: 'present',
          text,
          encoding: 'utf8',
          mode: path.includes('if-up.d') ? '0755' : '0644',
          owner: 'root',
          group: 'root',
        };
  };
  return {
    platform,
    file,
    glob: (pattern) => {
      const [before = '', after = ''] = pattern.split('*');
      const paths = Object.keys(files).filter((path) => path.startsWith(before) && path.endsWith(after));
      return new Map(paths.sort().map((path) => [path, file(path)]));
    },
    command: (id) => ({ status: 'done', code: 0, stdout: id === 'ip-addr' ? running : routes, stderr: '' }),
  };
}

/** What differs of the one thing that is wanted, and the files once dmsa's steps have been done. */
function compared(kind: AnyKind, name: string, spec: Json, node: Node) {
  const want = [{ node: 'node', kind: kind.name, name, spec, after: [] }];
  const seen = kind.parse(factsOf(node), want).get(name);
  if (seen?.status !== 'present') throw new Error(`${JSON.stringify(seen)}\n${JSON.stringify(node.files)}`);
  const context: NodeContext = { node: 'node', platform: node.platform, look: () => ({ status: 'absent' }) };
  const changes = kind.compare(spec, seen.state, context);
  const files = { ...node.files };
  for (const step of 'unknown' in changes || changes.length === 0 ? [] : kind.steps(spec, seen.state, context)) {
    if (step.do === 'write') files[step.path] = step.content;
    if (step.do === 'edit') files[step.path] = applyEdit(files[step.path] ?? '', step.edit);
    if (step.do === 'remove') delete files[step.path];
  }
  return { changes, files };
}

const octet = fc.integer({ min: 1, max: 254 });
const address = fc
  .tuple(octet, octet, octet, fc.integer({ min: 8, max: 30 }))
  .map(([b, c, d, bits]) => ({ host: `10.${b}.${c}.${d}`, bits }));
const address6 = fc
  .tuple(fc.integer({ min: 1, max: 0xffff }), octet)
  .map(([net, one]) => ({ host: `2001:db8:${net.toString(16)}::${one.toString(16)}`, net, one }));
const blanks = fc.constantFrom('', ' ', '  ', '\t');
const quotes = fc.constantFrom('', '"', "'");

function running(one: { readonly host: string; readonly bits: number }, six: string | null, old: boolean): string {
  const life = old ? '' : '       valid_lft forever preferred_lft forever\n';
  const v6 = six === null ? '' : `    inet6 ${six}/64 scope global \n       valid_lft forever preferred_lft forever\n`;
  return `2: eth0${old ? '' : '@if7'}: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc pfifo_fast state UP ${old ? '' : 'group default '}qlen 1000
    link/ether 52:54:00:00:21:00 brd ff:ff:ff:ff:ff:ff
    inet ${one.host}/${one.bits} brd 10.255.255.255 scope global ${old ? '' : 'noprefixroute '}eth0
${life}${v6}`;
}

/** One assignment as people and installers write it. */
const assignment = (key: string, value: string) =>
  fc
    .tuple(quotes, fc.constantFrom('', 'export '), blanks, blanks, fc.constantFrom('', ' # by hand'))
    .map(([quote, word, before, behind, comment]) => `${before}${word}${key}=${quote}${value}${quote}${behind}${comment}`);

const lines = (parts: readonly fc.Arbitrary<string>[], last: readonly fc.Arbitrary<string>[] = []) =>
  fc
    .tuple(
      fc.tuple(...parts).chain((texts) => fc.shuffledSubarray(texts, { minLength: texts.length })),
      fc.tuple(...last),
      fc.boolean(),
    )
    .map(([first, then, blank]) => `${[...first, ...(blank ? ['', '# a comment'] : []), ...then].join('\n')}\n`);

const upper = (text: string, wanted: boolean): string => (wanted ? text.toUpperCase() : text);

describe('ifcfg', () => {
  const one = fc.record({
    v4: address,
    v6: address6,
    capitals: fc.boolean(),
    old: fc.boolean(),
    dotted: fc.boolean(),
    suffix: fc.constantFrom('', '0', '1'),
  });

  it('an interface in any spelling is as wanted, and one change of its file makes a wrong one right', () => {
    const node = one.chain(({ v4, v6, capitals, old, dotted, suffix }) =>
      fc
        .tuple(
          lines([
            assignment('DEVICE', 'eth0'),
            fc.constantFrom('yes', 'YES', 'Yes', 'true', '1', 'y', 'on').chain((word) => assignment('ONBOOT', word)),
            fc.constantFrom('none', 'static', 'NONE', 'Static').chain((word) => assignment('BOOTPROTO', word)),
            assignment(`IPADDR${suffix}`, v4.host),
            dotted ? assignment(`NETMASK${suffix}`, maskOf(v4.bits)) : assignment(`PREFIX${suffix}`, String(v4.bits)),
            assignment(
              'IPV6ADDR',
              upper(`2001:db8:${v6.net.toString(16).padStart(4, '0')}:0:0::${v6.one.toString(16)}`, capitals),
            ),
            assignment('USERCTL', 'no'),
          ]),
          octet,
        )
        .map(([text, other]) => ({ v4, v6, old, text, other })),
    );
    fc.assert(
      fc.property(node, ({ v4, v6, old, text, other }) => {
        const spec = {
          device: 'eth0',
          address: `${v4.host}/${v4.bits}`,
          address6: `${v6.host}/64`,
          gateway6: null,
          gateway: null,
        };
        const given: Node = {
          platform: platformOf('rhel-like'),
          files: { [`${RHEL}ifcfg-eth0`]: text },
          running: running(v4, v6.host, old),
        };
        expect(compared(interfaceKind, 'eth0', spec, given).changes).toEqual([]);
        const moved = { ...spec, address: `10.0.255.${other}/31` };
        const { files } = compared(interfaceKind, 'eth0', moved, given);
        const after = { ...given, files, running: running({ host: `10.0.255.${other}`, bits: 31 }, v6.host, old) };
        expect(compared(interfaceKind, 'eth0', moved, after).changes).toEqual([]);
      }),
      RUNS,
    );
  });

  it('an alias is as wanted with its own mask or its parent’s, and stays down for no and NO only', () => {
    const node = fc
      .record({ v4: address, parent: fc.boolean(), word: fc.constantFrom('no', 'NO', 'No', 'false', '0', 'n', 'yes', '') })
      .chain((given) =>
        fc
          .tuple(
            lines([
              assignment('DEVICE', 'eth0:1'),
              assignment('IPADDR', given.v4.host),
              ...(given.word === '' ? [] : [assignment('ONPARENT', given.word)]),
              ...(given.parent ? [] : [assignment('NETMASK', maskOf(given.v4.bits))]),
            ]),
          )
          .map(([text]) => ({ ...given, text })),
      );
    fc.assert(
      fc.property(node, ({ v4, parent, word, text }) => {
        const spec = {
          device: 'eth0',
          label: 'eth0:1',
          address: `${v4.host}/${v4.bits}`,
          held: 'leave',
          atBoot: false,
          peers: [],
        };
        const mask = parent ? `PREFIX=${v4.bits}` : `NETMASK=${maskOf(9)}`;
        const files = { [`${RHEL}ifcfg-eth0:1`]: text, [`${RHEL}ifcfg-eth0`]: `DEVICE=eth0\nIPADDR=10.0.0.1\n${mask}\n` };
        const given: Node = { platform: platformOf('rhel-like'), files, running: running(v4, null, true) };
        const first = compared(serviceAddress, 'eth0:1', spec, given);
        const off = word === 'no' || word === 'NO';
        expect(first.changes).toEqual(off ? [] : [{ path: 'atBoot', from: true, to: false, where: 'file' }]);
        expect(compared(serviceAddress, 'eth0:1', spec, { ...given, files: first.files }).changes).toEqual([]);
      }),
      RUNS,
    );
  });

  it('a route in any spelling of either form is as wanted', () => {
    const node = fc
      .record({
        net: octet,
        via: octet,
        bits: fc.constantFrom(16, 24),
        form: fc.constantFrom('length', 'mask', 'old'),
        order: fc.boolean(),
        gap: blanks,
        metric: fc.boolean(),
      })
      .map(({ net, via, bits, form, order, gap, metric }) => {
        const host = bits === 16 ? `172.${net}.0.0` : `172.16.${net}.0`;
        const to = form === 'mask' ? `${host}/${maskOf(bits)}` : `${host}/${bits}`;
        const words = order ? `via 10.0.0.${via} dev eth0` : `dev eth0\tvia 10.0.0.${via}`;
        const line = `${gap}${to}  ${words}${metric ? ' metric 7' : ''}${gap}\n\n# more\n`;
        const old = `GATEWAY0="10.0.0.${via}"\nADDRESS0=${host}${gap}\nNETMASK0='${maskOf(bits)}'\n`;
        return { to: `${host}/${bits}`, via: `10.0.0.${via}`, text: form === 'old' ? old : line };
      });
    fc.assert(
      fc.property(node, ({ to, via, text }) => {
        const files = { [`${RHEL}route-eth0`]: text };
        const given: Node = {
          platform: platformOf('rhel-like'),
          files,
          running: '',
          routes: `${to} via ${via} dev eth0  metric 7 \n`,
        };
        const spec = { device: 'eth0', to, via, metric: null };
        expect(compared(routeKind, `${to} over eth0`, spec, given).changes).toEqual([]);
      }),
      RUNS,
    );
  });
});

describe('ifupdown', () => {
  it('an interface in any spelling is as wanted, and one change of its file makes a wrong one right', () => {
    const node = fc
      .record({
        v4: address,
        v6: address6,
        capitals: fc.boolean(),
        mask: fc.constantFrom('slash', 'bits', 'dotted', 'both', 'inherited'),
        up: fc.constantFrom('auto eth0', 'allow-hotplug eth0', 'allow-auto lo eth0', 'auto lo \\\n   eth0', 'auto /eth*'),
        indent: fc.constantFrom('  ', '\t', ''),
        gap: fc.constantFrom(' ', '\t', '   '),
        end: fc.constantFrom('\n', ' \n', '\r\n'),
        first: fc.boolean(),
        dropIn: fc.boolean(),
        other: octet,
      })
      .map(({ v4, v6, capitals, mask, up, indent, gap, end, first, dropIn, other }) => {
        const length = mask === 'slash' ? `/${v4.bits}` : mask === 'both' ? '/9' : '';
        const netmask = mask === 'dotted' || mask === 'both' ? maskOf(v4.bits) : mask === 'bits' ? String(v4.bits) : null;
        const v4Lines = [
          ...(mask === 'inherited' ? ['iface base inet static', `${indent}netmask${gap}${maskOf(v4.bits)}`] : []),
          `iface${gap}eth0${gap}inet${gap}static${mask === 'inherited' ? ' inherits base' : ''}`,
          `${indent}# the first`,
          `${indent}address${gap}${v4.host}${length}`,
          ...(netmask === null ? [] : [`${indent}netmask${gap}${netmask}`]),
        ];
        const v6Lines = [`iface eth0 inet6 static`, `${indent}address${gap}${upper(v6.host, capitals)}/64`];
        const text = `${(first ? [...v4Lines, ...v6Lines] : [...v6Lines, ...v4Lines]).join(end)}${end}`;
        const main = '/etc/network/interfaces';
        const files: Record<string, string> = dropIn
          ? { [main]: `source-directory interfaces.d\n${up}\n`, [`${main}.d/eth0`]: text }
          : { [main]: `${up}\n${text}` };
        return { v4, v6, files, other };
      });
    fc.assert(
      fc.property(node, ({ v4, v6, files, other }) => {
        const spec = {
          device: 'eth0',
          address: `${v4.host}/${v4.bits}`,
          address6: `${v6.host}/64`,
          gateway6: null,
          gateway: null,
        };
        const given: Node = { platform: platformOf('debian-sysv'), files, running: running(v4, v6.host, false) };
        expect(compared(interfaceKind, 'eth0', spec, given).changes).toEqual([]);
        const moved = { ...spec, address: `10.0.255.${other}/31` };
        const changed = compared(interfaceKind, 'eth0', moved, given);
        const after = {
          ...given,
          files: changed.files,
          running: running({ host: `10.0.255.${other}`, bits: 31 }, v6.host, false),
        };
        expect(compared(interfaceKind, 'eth0', moved, after).changes).toEqual([]);
      }),
      RUNS,
    );
  });
});
