/** NetworkManager's keyfiles: what an edit changes, and that all else stays byte for byte. */
import { describe, expect, it } from 'vitest';
import { readKeyfile } from '../../src/kinds/edit/keyfile.ts';
import { applyEdit, EditError } from '../../src/kinds/edit.ts';

const FILE = `# by hand
[connection]
id=Office LAN
type=ethernet

[ipv4]
address1=10.0.0.9/24,10.0.0.254
# the NOC
route1=172.16.0.0/12,10.0.0.5
route1_options=mtu=1400
route4=198.51.100.0/24,10.0.0.2,50
method=manual

[802-1x]
password=a=b;c
`;

const edit = (text: string, set: Record<string, string | null>, list?: { item: string; value: string | null }[]): string =>
  applyEdit(text, {
    type: 'keyfile',
    set,
    ...(list ? { list: list.map((one) => ({ section: 'ipv4', name: 'route', ...one })) } : {}),
  });

describe('a keyfile', () => {
  it('keeps what is not named: comments, order, other sections', () => {
    expect(edit(FILE, { 'ipv4/method': 'auto', 'ipv4/gateway': '10.0.0.1' })).toBe(
      FILE.replace('method=manual\n', 'method=auto\ngateway=10.0.0.1\n'),
    );
  });

  it('is the same after the same edit again', () => {
    const once = edit(FILE, { 'ipv6/method': 'manual' }, [{ item: '10.9.0.0/16', value: '10.9.0.0/16,10.0.0.3' }]);
    expect(edit(once, { 'ipv6/method': 'manual' }, [{ item: '10.9.0.0/16', value: '10.9.0.0/16,10.0.0.3' }])).toBe(once);
    expect(once).toContain('\nroute5=10.9.0.0/16,10.0.0.3\n');
    expect(once.endsWith('password=a=b;c\n\n[ipv6]\nmethod=manual\n')).toBe(true);
  });

  it('changes an entry of a list where it stands, and takes one out with its options', () => {
    expect(edit(FILE, {}, [{ item: '198.51.100.0/24', value: '198.51.100.0/24,10.0.0.7' }])).toBe(
      FILE.replace('10.0.0.2,50', '10.0.0.7'),
    );
    expect(edit(FILE, {}, [{ item: '172.16.0.0/12', value: null }])).toBe(
      FILE.replace('route1=172.16.0.0/12,10.0.0.5\nroute1_options=mtu=1400\n', ''),
    );
  });

  it('gives two new entries of one wave two numbers', () => {
    const text = edit(edit('', {}, [{ item: 'a', value: 'a,1' }]), {}, [{ item: 'b', value: 'b,2' }]);
    expect(text).toBe('[ipv4]\nroute1=a,1\nroute2=b,2\n');
  });

  it('reads values with equals signs whole, and the last of a key that stands twice', () => {
    const sections = readKeyfile(`${FILE}[ipv4]\nmethod=auto\n`);
    expect(sections.get('802-1x')?.get('password')).toBe('a=b;c');
    expect(sections.get('ipv4')?.get('method')).toBe('auto');
  });

  it('refuses what is none, without showing what may be a password', () => {
    expect(() => edit('[wifi-security]\npsk: very-secret-word\n', { 'ipv4/method': 'auto' })).toThrow(EditError);
    expect(() => edit('[wifi-security]\npsk: very-secret-word\n', { 'ipv4/method': 'auto' })).toThrow(/^(?!.*secret).*Line 2/);
    expect(() => edit(FILE, { 'ipv4/method': 'auto\n[x]' })).toThrow(EditError);
  });
});
