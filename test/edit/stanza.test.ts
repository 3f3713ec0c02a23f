import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readInterfaces } from '../../src/kinds/edit/stanza.ts';
import { applyEdit } from '../../src/kinds/edit.ts';
import type { FileEdit } from '../../src/kinds/kind.ts';

type StanzaEdit = Extract<FileEdit, { readonly type: 'stanza' }>;
const stanza = (options: StanzaEdit['options'], more: Partial<StanzaEdit> = {}): StanzaEdit => ({
  type: 'stanza',
  device: 'eth0',
  family: 'inet',
  method: 'static',
  auto: true,
  options,
  ...more,
});

// /etc/network/interfaces as the Debian 12 installer writes it.
const DEBIAN = `# This file describes the network interfaces available on your system
# and how to activate them. For more information, see interfaces(5).

source /etc/network/interfaces.d/*

# The loopback network interface
auto lo
iface lo inet loopback

# The primary network interface
allow-hotplug eth0
iface eth0 inet dhcp
`;

describe('a stanza', () => {
  it('is added at the end, with its auto line', () => {
    expect(applyEdit('auto lo\niface lo inet loopback\n', stanza({ address: '10.0.0.1/24' }))).toBe(
      'auto lo\niface lo inet loopback\n\nauto eth0\niface eth0 inet static\n    address 10.0.0.1/24\n',
    );
  });

  it('is changed where it stands; allow-hotplug counts as brought up', () => {
    expect(applyEdit(DEBIAN, stanza({ address: '10.0.0.1/24' }))).toBe(
      DEBIAN.replace('iface eth0 inet dhcp\n', 'iface eth0 inet static\n    address 10.0.0.1/24\n'),
    );
  });

  it('keeps comments, unknown options, indent and order', () => {
    const text =
      'iface eth0 inet static\n\t# main\n\taddress 10.0.0.1\n\tnetmask 255.255.255.0\n\tup ip route add x\n\tup echo\n\n# next\n';
    expect(applyEdit(text, stanza({ address: '10.0.0.2/24', netmask: null, mtu: '9000' }))).toBe(
      'auto eth0\niface eth0 inet static\n\t# main\n\taddress 10.0.0.2/24\n\tup ip route add x\n\tup echo\n\tmtu 9000\n\n# next\n',
    );
  });

  it('is untouched where it says so already, over continuation lines too', () => {
    const text = 'auto lo \\\n  eth0\niface eth0 \\\n  inet static\n  address \\\n  10.0.0.1/24\n';
    expect(applyEdit(text, stanza({ address: '10.0.0.1/24' }))).toBe(text);
    expect(applyEdit(text, stanza({ address: '10.0.0.2/24' }))).toBe(
      'auto lo \\\n  eth0\niface eth0 \\\n  inet static\n  address 10.0.0.2/24\n',
    );
  });

  it('of the other family or of an alias is another one', () => {
    const text =
      'auto eth0\niface eth0 inet6 static\n  address 2001:db8::1/64\niface eth0:1 inet static\n  address 10.0.0.9/24\n';
    expect(applyEdit(text, stanza({ address: '10.0.0.1/24' }))).toBe(
      `${text}\niface eth0 inet static\n    address 10.0.0.1/24\n`,
    );
  });

  it('of several of one device and family, the one with the wanted method is meant', () => {
    const text =
      'auto eth0\niface eth0 inet manual\niface eth0 inet static\n  address 10.0.0.1/24\niface eth0 inet static\n  address 10.0.0.7/24\n';
    expect(applyEdit(text, stanza({ address: '10.0.0.2/24' }))).toBe(text.replace('10.0.0.1/24', '10.0.0.2/24'));
  });

  it('that is not to come up is taken off the auto lines', () => {
    const text = 'auto lo eth0:1 eth1\niface lo inet loopback\niface eth0:1 inet static\n  address 10.0.0.9/24\n';
    expect(applyEdit(text, stanza({ address: '10.0.0.9/24' }, { device: 'eth0:1', auto: false }))).toBe(
      text.replace('auto lo eth0:1 eth1', 'auto lo eth1'),
    );
    expect(applyEdit('auto eth0:1\niface eth0:1 inet static\n', stanza({}, { device: 'eth0:1', auto: false }))).toBe(
      'iface eth0:1 inet static\n',
    );
  });

  it('is removed with its auto line, its options and one blank line', () => {
    const text = `${DEBIAN}\nauto eth1\niface eth1 inet static\n  address 10.1.0.1/24\n\n# kept\nauto eth2\niface eth2 inet dhcp\n`;
    expect(applyEdit(text, stanza(null, { device: 'eth1' }))).toBe(`${DEBIAN}\n# kept\nauto eth2\niface eth2 inet dhcp\n`);
  });

  it('keeps the device on auto while the other family needs it', () => {
    const text = 'auto eth0\niface eth0 inet static\n  address 10.0.0.1/24\niface eth0 inet6 auto\n';
    expect(applyEdit(text, stanza(null))).toBe('auto eth0\niface eth0 inet6 auto\n');
  });

  it('that does not stand there is not begun for the sake of its auto line', () => {
    expect(applyEdit('auto lo eth0:1\n', stanza({}, { device: 'eth0:1', auto: false }))).toBe('auto lo\n');
    expect(applyEdit('auto lo\n', stanza({ address: null }))).toBe('auto lo\nauto eth0\n');
  });

  it('takes no value and no name that would forge a line', () => {
    expect(() => applyEdit('', stanza({ address: '1\nup rm -rf /' }))).toThrow(/line break/);
    expect(() => applyEdit('', stanza({ address: 'x\\' }))).toThrow(/can't be the value/);
    expect(() => applyEdit('', stanza({}, { device: 'a b' }))).toThrow(/must be one word/);
    expect(() => applyEdit('', stanza({ iface: 'x' }))).toThrow(/begins a stanza/);
  });

  it('is read with its options, sources and who comes up', () => {
    expect(readInterfaces(DEBIAN)).toEqual({
      stanzas: [
        { device: 'lo', family: 'inet', method: 'loopback', inherits: null, options: [] },
        { device: 'eth0', family: 'inet', method: 'dhcp', inherits: null, options: [] },
      ],
      auto: new Set(['lo', 'eth0']),
      sources: [{ keyword: 'source', pattern: '/etc/network/interfaces.d/*' }],
    });
  });
});

describe('any interfaces file', () => {
  const device = fc.constantFrom('lo', 'eth0', 'eth0:1', 'eth1');
  const part = fc.oneof(
    fc
      .tuple(fc.constantFrom('auto', 'allow-hotplug'), fc.uniqueArray(device, { minLength: 1 }))
      .map(([word, all]) => `${word} ${all.join(' ')}`),
    fc
      .tuple(device, fc.constantFrom('inet', 'inet6'), fc.constantFrom('static', 'dhcp', 'manual'), fc.boolean())
      .map(
        ([name, family, method, more]) =>
          `iface ${name} ${family} ${method}${more ? '\n  # why\n  address 192.0.2.1/24\n  up echo \\\n    x' : ''}`,
      ),
    fc.constantFrom('', '# note', 'source /etc/network/interfaces.d/*', 'mapping eth0\n  script x'),
  );
  const file = fc
    .tuple(fc.array(part, { maxLength: 7 }), fc.boolean(), fc.constantFrom('\n', '\r\n'))
    .map(([parts, final, end]) => `${parts.join('\n')}${final && parts.length > 0 ? '\n' : ''}`.replaceAll('\n', end));
  const options = fc.option(fc.dictionary(fc.constantFrom('address', 'gateway', 'mtu'), fc.option(fc.constantFrom('1', '2'))));
  const edit = fc
    .tuple(options, device, fc.constantFrom('inet' as const, 'inet6' as const), fc.option(fc.boolean()))
    .map(([all, name, family, auto]) => stanza(all, { device: name, family, auto }));

  it('edited once or twice is the same', () => {
    fc.assert(
      fc.property(file, edit, (text, one) => {
        const once = applyEdit(text, one);
        expect(applyEdit(once, one)).toBe(once);
      }),
      { numRuns: 1000 },
    );
  });

  it('says what was set, and of other stanzas and sources what it said before', () => {
    fc.assert(
      fc.property(file, edit, (text, one) => {
        const before = readInterfaces(text);
        const after = readInterfaces(applyEdit(text, one));
        const others = (all: typeof before) => all.stanzas.filter((s) => s.device !== one.device || s.family !== one.family);
        const mine = after.stanzas.filter((s) => s.device === one.device && s.family === one.family);
        expect(others(after)).toEqual(others(before));
        expect(after.sources).toEqual(before.sources);
        for (const name of before.auto) if (name !== one.device) expect(after.auto).toContain(name);
        if (one.options === null) expect(mine).toEqual([]);
        else {
          expect(after.auto.has(one.device)).toBe(one.auto ?? before.auto.has(one.device));
          const changed = mine.find((s) => s.method === 'static');
          for (const [name, value] of Object.entries(one.options)) {
            const said = changed?.options.filter((o) => o.name === name).map((o) => o.value) ?? [];
            expect(said).toEqual(value === null ? [] : [value]);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('is as before when an added stanza is removed', () => {
    fc.assert(
      fc.property(file, edit, (text, one) => {
        const before = readInterfaces(text);
        fc.pre(!before.auto.has(one.device) && !before.stanzas.some((s) => s.device === one.device));
        const back = applyEdit(applyEdit(text, { ...one, options: { address: '1' } }), { ...one, options: null });
        const end = text.includes('\r\n') ? '\r\n' : '\n';
        expect(back).toBe(text === '' || text.endsWith('\n') ? text : text + end);
      }),
    );
  });
});
