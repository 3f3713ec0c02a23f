/** The grammar of DOMAIN.md section 2, as far as it is not seen in whole files (fixtures) or in what is wrong (errors.test.ts). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { importLegacy } from '../../src/legacy/import.ts';
import { parseServersConf } from '../../src/legacy/servers-conf.ts';
import type { ServerRow } from '../../src/legacy/servers-model.ts';
import { parseShareConf } from '../../src/legacy/share-conf.ts';
import { parseSyncConf } from '../../src/legacy/sync-conf.ts';
import { decodeLegacy } from '../../src/legacy/text.ts';
import { parseVariablesConf } from '../../src/legacy/variables-conf.ts';

const WEB = 'Web-1;GUI;192.0.2.11/24;10.0.0.11/24';

function rows(text: string): readonly ServerRow[] {
  const { value, diagnostics } = parseServersConf(text, 'servers.conf');
  expect(diagnostics.filter((one) => one.severity === 'error')).toEqual([]);
  return value.rows;
}

function variablesOf(field: string): Record<string, string> {
  const [row] = rows(`${WEB};;;;;;;${field}`);
  return Object.fromEntries((row?.variables?.own ?? []).map((one) => [one.name, one.value]));
}

describe('a row', () => {
  it.each(['192.0.2.11/24', '192.0.2.11/255.255.255.0', ' 192.0.2.11 / 24 ', '\u00a0192.0.2.11/255.255.255.0\t'])(
    'PUBIP %j',
    (pubip) => {
      expect(rows(`Web-1;GUI;${pubip};10.0.0.11/24`)[0]?.pubip).toBe('192.0.2.11/24');
    },
  );

  it('may lack its last fields, and may have a ; too many', () => {
    expect(rows(`${WEB};;;;;;;;;;`)).toEqual(rows(WEB));
  });

  it('keeps a root password as it is, with # and quotes', () => {
    expect(rows(`${WEB}; a#b "c" # d ;`)[0]?.rootPassword).toBe('a#b "c" # d');
  });

  it('takes " # …" behind it for a comment', () => {
    const [row] = rows(`${WEB};;;;;;ubi-ses # the portal`);
    expect(row?.services).toEqual([{ name: 'ubi-ses', comments: [] }]);
    expect(row?.comments).toEqual([' the portal']);
  });

  it.each([
    ['ubi-sms', ['ubi-sms']],
    ['ubi-sms ubi-poll', ['ubi-sms', 'ubi-poll']],
    ['ubi-sms,ubi-poll,  ubi-bud', ['ubi-sms', 'ubi-poll', 'ubi-bud']],
    ['pack_sec,', ['pack_sec']],
  ])('services in place: %j', (field, services) => {
    const [row] = rows(`${WEB};;;;;;${field}`);
    expect(row?.services).toEqual(services.map((name) => ({ name, comments: [] })));
  });

  it.each([
    ['eth0:1=10.0.0.1/24,eth1:1=192.0.2.1/255.255.255.0', 'two'],
    ['eth0:1 = 10.0.0.1 / 24  eth1:1=192.0.2.1/24', 'two, with blanks round everything'],
  ])('service addresses in place: %j', (field) => {
    const [row] = rows(`${WEB};;;;;${field}`);
    expect(row?.serviceAddresses).toEqual([
      { label: 'eth0:1', address: '10.0.0.1/24', comments: [] },
      { label: 'eth1:1', address: '192.0.2.1/24', comments: [] },
    ]);
  });

  it.each([
    ['UBI_X=1', { UBI_X: '1' }],
    ['UBI_X=1 UBI_Y=2', { UBI_X: '1', UBI_Y: '2' }],
    ['UBI_X=1,UBI_Y=2,', { UBI_X: '1', UBI_Y: '2' }],
    ['UBI_X = a, b c, UBI_Y=2', { UBI_X: 'a, b c', UBI_Y: '2' }],
    ['UBI_LDAP_BASE=ou=people,dc=example,dc=com UBI_Y=2', { UBI_LDAP_BASE: 'ou=people,dc=example,dc=com', UBI_Y: '2' }],
    ['UBI_LDAP_BASE=OU=people,DC=example,DC=com', { UBI_LDAP_BASE: 'OU=people,DC=example,DC=com' }],
    ['UBI_X= UBI_Y=2', { UBI_X: '', UBI_Y: '2' }],
    ['UBI_X="a; UBI_Y=1 # b", y=2', { UBI_X: 'a; UBI_Y=1 # b', y: '2' }],
    ["UBI_X='it is' UBI_Y=\"it's\"", { UBI_X: 'it is', UBI_Y: "it's" }],
    ['UBI_X=a"b"c', { UBI_X: 'a"b"c' }],
  ])('variables in place: %s', (field, variables) => {
    expect(variablesOf(field)).toEqual(variables);
  });

  it("takes a group's name and values beside it", () => {
    const [row] = rows(`${WEB};;;;;;;var_gui, UBI_X=1\n[var_gui]\nUBI_X=0`);
    expect(row?.variables?.group?.text).toBe('var_gui');
    expect(row?.variables?.own.map((one) => [one.name, one.value])).toEqual([['UBI_X', '1']]);
  });
});

describe('sections', () => {
  it('may stand before the rows and between them, and are read by the field that names them', () => {
    const text = `[web]\nhttpd\nSec-1;SECENGINE;192.0.2.21/24;10.0.0.21/24;;;;;addresses;web;settings\n[addresses]\neth0:1=10.0.0.9/24\n[settings]\nA=1\n${WEB};;;;;;web`;
    const { value, diagnostics } = parseServersConf(text, 'servers.conf');
    expect(diagnostics).toEqual([]);
    expect(value.rows.map((row) => row.name)).toEqual(['Sec-1', 'Web-1']);
    expect(value.sections.packs.map((group) => [group.name, group.entries.map((one) => one.name)])).toEqual([['web', ['httpd']]]);
    expect(value.sections.serviceAddresses.map((group) => group.entries.map((one) => one.address))).toEqual([['10.0.0.9/24']]);
    expect(value.sections.variables.map((group) => group.entries.map((one) => one.value))).toEqual([['1']]);
  });

  it.each([
    ['A=1', '1'],
    ['A = 1 ', '1'],
    ['A="1"', '1'],
    ['A=\'a "b"\'', 'a "b"'],
    ['A=a=b;c', 'a=b;c'],
    ['A=', ''],
    ['A="', '"'],
    ['A="a" and "b"', 'a" and "b'],
  ])('a line %s', (line, value) => {
    expect(parseVariablesConf(line, 'variables2adapt.conf').value.variables.map((one) => one.value)).toEqual([value]);
  });
});

describe('share.conf and sync.conf', () => {
  it.each([
    ['mount;GUI;SECENGINE;/opt/rrd', { mountPoint: null, options: null, mode: null }],
    ['mount;GUI;SECENGINE;/opt/rrd;/opt/rrd/${NODE}', { mountPoint: '/opt/rrd/${NODE}', options: null, mode: null }],
    ['mount;GUI;SECENGINE;/opt/rrd;soft,timeo=50', { mountPoint: null, options: 'soft,timeo=50', mode: null }],
    ['mount;GUI;SECENGINE;/opt/rrd;;soft', { mountPoint: null, options: 'soft', mode: null }],
    ['mount;GUI;SECENGINE;/opt/rrd;/mnt/;(soft, bg)', { mountPoint: '/mnt', options: 'soft,bg', mode: null }],
    ['mount;GUI;SECENGINE;/opt/rrd;x-dmsa.mode=demand', { mountPoint: null, options: null, mode: 'demand' }],
  ])('%s', (line, expected) => {
    const { value, diagnostics } = parseShareConf(line, 'share.conf');
    expect(diagnostics).toEqual([]);
    expect(value.mounts).toMatchObject([{ type: 'GUI', from: 'SECENGINE', path: '/opt/rrd', ...expected }]);
  });

  it('every further field of sync.conf is a pattern', () => {
    expect(parseSyncConf('SECENGINE;/opt/x/;a b;;*.tmp;', 'sync.conf').value.rules).toMatchObject([
      { path: '/opt/x', exclude: ['a b', '*.tmp'] },
    ]);
  });
});

describe('bytes', () => {
  it('are UTF-8 where they can be and latin1 where not, line by line', () => {
    const bytes = Buffer.concat([Buffer.from('# J\u00e9r\u00f4me\n', 'latin1'), Buffer.from('# J\u00e9r\u00f4me\n', 'utf8')]);
    expect(decodeLegacy(bytes)).toBe('# J\u00e9r\u00f4me\n# J\u00e9r\u00f4me\n');
  });

  it.each(['\r\n', '\r', '\n'])('lines may end with %j, and a byte order mark may stand first', (end) => {
    const text = `\uFEFF#hostname; Node Type; PUBIP${end}${WEB}${end}${end}[pack_x]${end}a${end}`;
    expect(parseServersConf(text, 'servers.conf').value.rows.map((row) => row.name)).toEqual(['Web-1']);
  });
});

describe('any text at all', () => {
  const piece = fc.constantFrom(
    WEB,
    'Sec-1;SECENGINE;',
    '[',
    ']',
    '[pack_x]',
    '\n',
    '\r\n',
    ';',
    '=',
    '"',
    "'",
    ' ',
    '\t',
    '#',
    'UBI_X=',
    'UBI_PASSWORD=',
    'eth0:1=',
    '10.0.0.1/24',
    ',',
    '${',
    'export;',
    'mount;GUI;',
    '/opt',
    '\u0000',
    '\u00a0',
    'a',
  );
  const any = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.array(piece, { maxLength: 40 }).map((parts) => parts.join('')),
  );

  it('gives a cluster or errors with places, never an exception', () => {
    fc.assert(
      fc.property(any, any, any, any, (servers, share, sync, vars) => {
        const file = (name: string, text: string) => ({ file: name, text });
        const result = importLegacy(
          {
            servers: file('servers.conf', servers),
            share: file('share.conf', share),
            sync: file('sync.conf', sync),
            vars: file('variables2adapt.conf', vars),
          },
          { clusterName: 'x', secretsFileName: 's.yaml' },
        );
        const failed = result.diagnostics.some((one) => one.severity === 'error');
        expect(result.clusterYaml === '').toBe(failed);
        expect(result.diagnostics.every((one) => (one.source?.line ?? 0) > 0 && (one.source?.column ?? 0) > 0)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('in comments changes nothing of the cluster', () => {
    const conf = (comment: string) =>
      `#${comment}\n\n#${comment}\n${WEB};;;;;;;v\n#${comment}\n[v]\n#${comment}\nUBI_X=1\n#${comment}`;
    const yaml = (text: string) =>
      importLegacy({ servers: { file: 'servers.conf', text } }, { clusterName: 'x', secretsFileName: 's.yaml' }).clusterYaml;
    const without = parse(yaml(conf('')));
    const comment = fc.string({ unit: 'binary', maxLength: 40 }).filter((text) => !/[\r\n]/.test(text));
    fc.assert(
      fc.property(comment, (text) => {
        expect(parse(yaml(conf(text)))).toEqual(without);
      }),
      { numRuns: 200 },
    );
  });
});
