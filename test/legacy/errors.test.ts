/** What is wrong in a legacy file is told with its place, what was found and what to write; all of it in one run. */
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/diagnostic.ts';
import { parseServersConf } from '../../src/legacy/servers-conf.ts';
import { parseShareConf } from '../../src/legacy/share-conf.ts';
import { parseSyncConf } from '../../src/legacy/sync-conf.ts';
import { parseVariablesConf } from '../../src/legacy/variables-conf.ts';

/** `error unknown-type 3:7`, for a table. */
function brief(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map((one) => `${one.severity} ${one.code} ${one.source?.line}:${one.source?.column}`);
}

function said(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map((one) => `${one.summary} ${one.detail}`).join('\n');
}

const WEB = 'Web-1;GUI;192.0.2.11/24;10.0.0.11/24';
const servers = (text: string, extraTypes: readonly string[] = []) => parseServersConf(text, 'servers.conf', { extraTypes });

describe('servers.conf: one row', () => {
  const table: readonly (readonly [what: string, row: string, problems: readonly string[], words: readonly string[]])[] = [
    [
      'more than 11 fields',
      'a;GUI;192.0.2.1/24;10.0.0.1/24;;;;;;;A=1;x',
      ['error too-many-fields 1:42'],
      ['12 fields', 'there are 11'],
    ],
    ['a name that is no host name', 'Sec_1;GUI;192.0.2.1/24;10.0.0.1/24', ['error bad-host-name 1:1'], ['Sec_1', 'Web-1']],
    ['a special character first', '-Sec;GUI;192.0.2.1/24;10.0.0.1/24', ['error bad-host-name 1:1'], ['"-Sec"']],
    ['a dash that is none', 'Sec–1;GUI;192.0.2.1/24;10.0.0.1/24', ['error bad-host-name 1:1'], ['U+2013']],
    ['no name', ';GUI;192.0.2.1/24;10.0.0.1/24', ['error bad-host-name 1:1'], ['missing']],
    ['a type in small letters', 'a; gui;192.0.2.1/24;10.0.0.1/24', ['error unknown-type 1:4'], ['Write GUI']],
    ['a type by its nickname', 'a;SECNODE;192.0.2.1/24;10.0.0.1/24', ['error unknown-type 1:3'], ['Write SECENGINE']],
    ['a type with a slip', 'a;SECENGIN;192.0.2.1/24;10.0.0.1/24', ['error unknown-type 1:3'], ['Write SECENGINE']],
    ['a type of its own', 'a;SYSLOG;192.0.2.1/24;10.0.0.1/24', ['error unknown-type 1:3'], ['--type SYSLOG']],
    ['no type', 'a;;192.0.2.1/24;10.0.0.1/24', ['error missing-type 1:3'], ['GUI']],
    ['an address without a mask', 'a;GUI;192.0.2.1;10.0.0.1/24', ['error address-without-mask 1:7'], ['192.0.2.1/24']],
    [
      'a mask behind a blank',
      'a;GUI;192.0.2.1 255.255.255.0;10.0.0.1/24',
      ['error bad-address 1:7'],
      ['192.0.2.1/255.255.255.0'],
    ],
    ['a mask with a gap', 'a;GUI;192.0.2.1/255.0.255.0;10.0.0.1/24', ['error bad-netmask 1:7'], ['255.0.255.0']],
    ['a prefix length that is too long', 'a;GUI;192.0.2.1/33;10.0.0.1/24', ['error bad-netmask 1:7'], ['1 to 32']],
    ['a leading zero', 'a;GUI;192.0.2.01/24;10.0.0.1/24', ['error bad-address 1:7'], ['leading zeros']],
    ['a number above 255', 'a;GUI;192.0.2.1/24;10.0.0.256/24', ['error bad-address 1:20'], ['10.0.0.256']],
    [
      'IPv6 where IPv4 goes',
      'a;GUI;2001:db8::1/64;10.0.0.1/24',
      ['error ipv6-in-ipv4-field 1:7'],
      ['PUBIPV6=2001:db8::1 MASKV6=64'],
    ],
    ['no address at all', 'a;GUI', ['error missing-address 1:6'], ['PRIVIP']],
    ['no address on eth0', 'a;GUI;192.0.2.1/24', ['warning missing-address 1:19'], ['PRIVIP']],
    [
      'a group that is nowhere defined',
      'a;GUI;192.0.2.1/24;10.0.0.1/24;;;;;svcip_a;pack_a;var_a',
      ['error unknown-group 1:36', 'error unknown-group 1:44', 'error unknown-group 1:51'],
      ['[svcip_a]', '[pack_a]', '[var_a]'],
    ],
    [
      'a service address without a label',
      'a;GUI;192.0.2.1/24;10.0.0.1/24;;;;;10.0.0.9/24',
      ['error bad-service-address 1:36'],
      ['eth0:1='],
    ],
    [
      'a service address on another interface',
      'a;GUI;192.0.2.1/24;10.0.0.1/24;;;;;eth2:1=10.0.0.9/24',
      ['error bad-service-address 1:36'],
      ['eth2:1', 'spec.networks'],
    ],
    [
      'a service address without a mask',
      'a;GUI;192.0.2.1/24;10.0.0.1/24;;;;;eth0:1=10.0.0.8/24, eth1:1=192.0.2.9',
      ['error address-without-mask 1:63'],
      ['192.0.2.9/24'],
    ],
    [
      'one label for two addresses',
      'a;GUI;192.0.2.1/24;10.0.0.1/24;;;;;eth0:1=10.0.0.8/24 eth0:1=10.0.0.9/24',
      ['error repeated-label 1:55'],
      ['10.0.0.8/24', '10.0.0.9/24'],
    ],
    [
      'a service with an ending',
      'a;GUI;192.0.2.1/24;10.0.0.1/24;;;;;;httpd.service,x',
      ['error bad-service 1:37'],
      ['Write httpd'],
    ],
    ['a variable without a value', 'a;GUI;192.0.2.1/24;10.0.0.1/24;;;;;;;UBI_X', ['error unknown-group 1:38'], ['UBI_X=…']],
    [
      'a list of variables with a stray word',
      'a;GUI;192.0.2.1/24;10.0.0.1/24;;;;;;;one two A=1',
      ['error bad-assignment 1:38'],
      ['NAME=VALUE'],
    ],
    ['a variable set twice', 'a;GUI;192.0.2.1/24;10.0.0.1/24;;;;;;;UBI_X=1 UBI_X=2', ['error repeated-variable 1:46'], ['UBI_X']],
    [
      'times on an active',
      'a;GUI;192.0.2.1/24;10.0.0.1/24;;;5;5',
      ['warning unused-backup-time 1:34', 'warning unused-backup-time 1:36'],
      ['active'],
    ],
    ['a standby of nobody', 'a;REPORTING;192.0.2.1/24;10.0.0.1/24', ['error standby-of-nobody 1:1'], ['Backup-Of']],
    ['PUBIP and PRIVIP alike', 'a;GUI;10.0.0.1/24;10.0.0.1/24', ['error repeated-address 1:1'], ['10.0.0.1']],
  ];
  it.each(table)('%s', (_what, row, problems, words) => {
    const { diagnostics } = servers(row);
    expect(brief(diagnostics)).toEqual(problems);
    for (const word of words) expect(said(diagnostics)).toContain(word);
  });

  it.each([
    ['5m', 'Write 5'],
    ['5 min', 'Write 5'],
    ['0', '1 to 1440'],
    ['1.5', '1 to 1440'],
    ['-5', '1 to 1440'],
    ['1441', '1 to 1440'],
    ['five', '1 to 1440'],
  ])('a time of %s is no whole number of minutes', (time, words) => {
    const { diagnostics } = servers(`${WEB}\nRep-1;REPORTING;192.0.2.12/24;10.0.0.12/24;;Web-1;${time};${time}`);
    expect(diagnostics.map((one) => [one.severity, one.code, one.source?.line])).toEqual([
      ['error', 'bad-minutes', 2],
      ['error', 'bad-minutes', 2],
    ]);
    expect(said(diagnostics)).toContain(words);
  });

  it('a type is known once it was named', () => {
    expect(servers('a;SYSLOG;192.0.2.1/24;10.0.0.1/24', ['SYSLOG']).diagnostics).toEqual([]);
  });
});

describe('servers.conf: rows and sections together', () => {
  const rep = (name: string, last: string, backupOf: string, type = 'REPORTING') =>
    `${name};${type};192.0.2.${last}/24;10.0.0.${last}/24;;${backupOf};5;5`;
  const table: readonly (readonly [what: string, text: string, problems: readonly string[], words: readonly string[]])[] = [
    ['two rows of one node', `${WEB}\nWeb-1;GUI;192.0.2.12/24;10.0.0.12/24`, ['error repeated-node 2:1'], ['line 1']],
    [
      'one address on two nodes',
      `${WEB}\nWeb-2;GUI;192.0.2.12/24;10.0.0.11/24`,
      ['error repeated-address 2:1'],
      ['10.0.0.11', 'Web-1'],
    ],
    [
      'a backup of a node that is not there',
      `${WEB}\n${rep('Rep', '12', 'Web1')}`,
      ['error unknown-node 2:1'],
      ['Did you mean Web-1?'],
    ],
    ['a backup of itself', `${WEB}\n${rep('Rep', '12', 'Rep')}`, ['error backup-of-itself 2:1'], ['Rep']],
    [
      'a backup of a standby',
      `${WEB}\n${rep('Rep', '12', 'Web-1')}\n${rep('Rap', '13', 'Rep')}`,
      ['error standby-of-standby 3:1'],
      ['Rep'],
    ],
    [
      'two standbys',
      `${WEB}\n${rep('Rep', '12', 'Web-1')}\n${rep('Rap', '13', 'Web-1')}`,
      ['error two-standbys 3:1'],
      ['line 2'],
    ],
    ['a standby of another type', `${WEB}\n${rep('Rep', '12', 'Web-1', 'GUI')}`, ['error standby-type 2:1'], ['Write REPORTING']],
    ['two sections of one name', `${WEB};;;;;;pack_x\n[pack_x]\na\n[pack_x]\nb`, ['error repeated-section 4:1'], ['line 2']],
    ['a section that is not closed', `${WEB}\n[pack_x\na`, ['error bad-section 2:1'], ['[name]']],
    ['a section nobody names', `${WEB}\n[pack_x]\na`, ['warning unused-section 2:1'], ['pack_x']],
    ['a section for two things', `${WEB};;;;;x;x\n[x]`, ['error group-of-two-kinds 1:44'], ['[x]']],
    [
      'a group that is nearly there',
      `${WEB};;;;;;pack_se\n[pack_sec]\nubi-sms`,
      ['error unknown-group 1:43', 'warning unused-section 2:1'],
      ['Did you mean pack_sec?'],
    ],
    ['a service that looks like a group', `${WEB};;;;;;pack_gui`, ['error unknown-group 1:43'], ['pack_gui,']],
    [
      'a group among services',
      `${WEB};;;;;;httpd, pack_x\n[pack_x]\na`,
      ['error group-in-list 1:50', 'warning unused-section 2:1'],
      ['[pack_x]'],
    ],
    ['a line that is nowhere', `${WEB}\nubi-sms`, ['error stray-line 2:1'], ['ubi-sms']],
    ['a service twice', `${WEB};;;;;;pack_x\n[pack_x]\na, b\na`, ['warning repeated-service 4:1'], ['a is in the list twice']],
    ['a line without =', `${WEB};;;;;;;v\n[v]\nUBI_X 1`, ['error bad-assignment 3:1'], ['NAME=VALUE']],
    ['an exported variable', `${WEB};;;;;;;v\n[v]\nexport UBI_X=1`, ['error bad-assignment 3:1'], ['UBI_X=…']],
    ['a comment behind a value', `${WEB};;;;;;;v\n[v]\nUBI_X=1 # one`, ['warning hash-in-value 3:1'], ['UBI_X']],
    ['a ; behind a value', `${WEB};;;;;;;v\n[v]\nUBI_X=1;`, ['warning semicolon-at-end 3:1'], ['UBI_X']],
    ['a tab in a value', `${WEB};;;;;;;v\n[v]\nUBI_X=a\tb`, ['error tab-in-value 3:1'], ['UBI_X']],
    ['a file without nodes', '# nothing\n', ['error no-nodes 1:1'], ['hostname; Node Type']],
    ['a control character', `${WEB}\nWeb-2;GUI;\u0007`, ['error control-character 2:1'], ['U+0007']],
  ];
  it.each(table)('%s', (_what, text, problems, words) => {
    const { diagnostics } = servers(text);
    expect(brief(diagnostics)).toEqual(problems);
    for (const word of words) expect(said(diagnostics)).toContain(word);
  });

  it('tells all problems in one run, in the order of the lines', () => {
    const { diagnostics } = servers('a_b;GIU;1.2.3;4.5.6.7\n[x\nc;GUI;192.0.2.1/24;10.0.0.1/24;;;;;nowhere\nlost');
    expect(brief(diagnostics)).toEqual([
      'error bad-host-name 1:1',
      'error unknown-type 1:5',
      'error bad-address 1:9',
      'error address-without-mask 1:15',
      'error bad-section 2:1',
      'error unknown-group 3:36',
      'error stray-line 4:1',
    ]);
  });

  it('a thousand wrong lines do not make a thousand messages', () => {
    const { diagnostics } = servers(Array.from({ length: 1000 }, () => 'a_b;GIU;x;y').join('\n'));
    expect(diagnostics.length).toBe(201);
    expect(diagnostics.at(-1)?.code).toBe('too-many-problems');
  });
});

describe('share.conf', () => {
  const table: readonly (readonly [what: string, text: string, problems: readonly string[], words: readonly string[]])[] = [
    ['another word first', 'exports;GUI;/opt/x', ['error bad-share 1:1'], ['Did you mean export?']],
    ['a type with a slip', 'export;GIU;/opt/x', ['error unknown-type 1:8'], ['Write GUI']],
    ['a relative path', 'export;GUI;opt/x', ['error bad-path 1:12'], ['starts with /']],
    ['a path with a blank', 'export;GUI;/opt/a b', ['error bad-path 1:12'], ['/opt/a b']],
    ['a path with ..', 'export;GUI;/opt/../etc', ['error bad-path 1:12'], ['..']],
    ['no path', 'export;GUI', ['error bad-path 1:11'], ['missing']],
    ['options with blanks', 'export;GUI;/opt/x;rw sync', ['error bad-options 1:19'], ['rw,sync']],
    ['no exporting type', 'mount;GUI;/opt/x', ['error unknown-type 1:11', 'error bad-path 1:17'], ['/opt/x']],
    [
      'another variable in a mount point',
      'mount;GUI;SECENGINE;/opt/rrd;/opt/rrd/${HOST}',
      ['error bad-path 1:30'],
      ['${HOST}', '${NODE}'],
    ],
    ['${NODE} in the exported path', 'mount;GUI;SECENGINE;/opt/${NODE}', ['error bad-path 1:21'], ['mount point']],
    ['too many fields', 'mount;GUI;SECENGINE;/a;/b;rw;x', ['error too-many-fields 1:30'], ['7 fields']],
    ['a mode that is not known', 'mount;GUI;SECENGINE;/a;/b;x-dmsa.mode=never', ['error bad-options 1:24'], ['boot', 'demand']],
    ['the same line twice', 'export;GUI;/opt/x\nexport;GUI;/opt/x/', ['warning repeated-line 2:1'], ['line 1']],
    ['two lines that differ', 'export;GUI;/opt/x;rw\nexport;GUI;/opt/x;ro', ['error repeated-line 2:1'], ['line 1']],
  ];
  it.each(table)('%s', (_what, text, problems, words) => {
    const { diagnostics } = parseShareConf(text, 'share.conf');
    expect(brief(diagnostics)).toEqual(problems);
    for (const word of words) expect(said(diagnostics)).toContain(word);
  });
});

describe('sync.conf and variables2adapt.conf', () => {
  it.each([
    ['SECENGINE /opt/x', 'error bad-sync 1:1'],
    ['SECNODE;/opt/x', 'error unknown-type 1:1'],
    ['SECENGINE;x', 'error bad-path 1:11'],
    ['SECENGINE;/x;a\tb', 'error tab-in-value 1:14'],
    ['SECENGINE;/x\nSECENGINE;/x', 'warning repeated-line 2:1'],
    ['SECENGINE;/x;a\nSECENGINE;/x;b', 'error repeated-line 2:1'],
  ])('sync.conf: %j', (text, problem) => {
    expect(brief(parseSyncConf(text, 'sync.conf').diagnostics)).toEqual([problem]);
  });

  it.each([
    ['UBI_X', 'error bad-assignment 1:1'],
    ['UBI-X=1', 'error bad-assignment 1:1'],
    ['=1', 'error bad-assignment 1:1'],
    ['A=1\nA=2', 'error repeated-variable 2:1'],
    ['A=1\nA=1', 'warning repeated-variable 2:1'],
    ['PUBIPV6=2001:db8::1', 'error ipv6-of-all-nodes 1:1'],
  ])('variables2adapt.conf: %j', (text, problem) => {
    expect(brief(parseVariablesConf(text, 'variables2adapt.conf').diagnostics)).toEqual([problem]);
  });
});
