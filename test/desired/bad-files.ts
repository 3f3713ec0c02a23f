/**
 * What is wrong with a file, and what is said about it. Each case edits cluster.yaml.example; ▸ marks where the complaint
 * has to be. `said`: what the detail has to hold (the value found, what to write). `codes`: all that is reported, in order
 * of the lines; where it is left out, `code` alone.
 */
export interface BadFile {
  readonly name: string;
  readonly edits: readonly (readonly [from: string | RegExp, to: string])[];
  readonly code: string;
  readonly said: readonly string[];
  readonly codes?: readonly string[];
}

const SEC1 = '    Sec-1:\n      type: SECENGINE\n      maintenance: 10.0.0.21/24\n      equipment: 192.0.2.21/24\n';
const sec1 = (...lines: readonly string[]) => `    Sec-1:\n${lines.map((line) => `      ${line}\n`).join('')}`;
const NETS = ['maintenance: 10.0.0.21/24', 'equipment: 192.0.2.21/24'];
const REP = '      backupOf: Sec-1\n      sync: { every: 5m }\n      failover: { after: 5m }\n';
const rrd = '{ type: GUI, from: SECENGINE, path: /opt/rrd, mountPoint: "/opt/rrd/${NODE}" }';
const adapt = 'UBI_VSOC_SES_PRIVIP: "${PRIVIP}"';

export const BAD_FILES: readonly BadFile[] = [
  // YAML
  { name: 'tab', edits: [['  name: example', '▸\tname: example']], code: 'yaml-tab', said: ['Indent with blanks'] },
  {
    name: 'open bracket',
    edits: [['[ubi-ses, jboss, httpd]', '[ubi-ses, jboss, httpd\n    ▸pack_x: y']],
    code: 'yaml-missing-character',
    said: ['Close what is open'],
  },
  {
    name: 'second document',
    edits: [['  legacyFiles:', '  pairsAtBoot: hold\n▸---\nx: 1\n  legacyFiles:']],
    code: 'several-documents',
    said: ['"---"', 'one file for each'],
  },
  {
    name: 'node twice',
    edits: [['    Sec-2:', '    ▸Sec-1:']],
    code: 'duplicate-key',
    said: ['Remove one'],
    codes: ['unused-group', 'duplicate-key'],
  },
  { name: 'alias of nothing', edits: [['maintenance: 10.0.0.21/24', 'maintenance: ▸*nets']], code: 'bad-alias', said: ['*nets'] },
  {
    name: 'line break in a value',
    edits: [[adapt, 'UBI_X: ▸"a\\nb"']],
    code: 'control-character',
    said: ['"a\\nb"', 'on one line'],
  },
  { name: 'backspace in a value', edits: [[adapt, 'UBI_X: ▸"a\\bb"']], code: 'control-character', said: ['one line'] },

  // Schema
  {
    name: 'unknown key',
    edits: [['      pack: pack_gui\n', '      pack: pack_gui\n      ▸bakcupOf: Sec-1\n']],
    code: 'unknown-key',
    said: ['"bakcupOf"', 'Did you mean "backupOf"?'],
  },
  {
    name: 'key of the legacy file',
    edits: [['      equipment: 192.0.2.11/24\n', '      equipment: 192.0.2.11/24\n      ▸PRIVIP: 10.0.0.9/24\n']],
    code: 'unknown-key',
    said: ['Did you mean "maintenance"?'],
  },
  {
    name: 'missing type',
    edits: [[SEC1, sec1(...NETS).replace('Sec-1', '▸Sec-1')]],
    code: 'missing-key',
    said: ['no "type"', 'type: GUI'],
    codes: ['missing-key'],
  },
  {
    name: 'number where text is wanted',
    edits: [['POLLD_MIN_TO_DOWN: "6"', 'POLLD_MIN_TO_DOWN: ▸1.10']],
    code: 'not-quoted',
    said: ['Found 1.10', 'change it to 1.1', '"1.10"'],
  },
  {
    name: 'octal-looking number',
    edits: [['POLLD_MIN_TO_DOWN: "6"', 'POLLD_MIN_TO_DOWN: ▸007']],
    code: 'not-quoted',
    said: ['Found 007', 'change it to 7', '"007"'],
  },
  {
    name: 'boolean',
    edits: [['POLLD_MIN_TO_DOWN: "6"', 'POLLD_MIN_TO_DOWN: ▸true']],
    code: 'not-quoted',
    said: ['Found true', '"true"'],
  },
  {
    name: 'key without value',
    edits: [['      type: GUI\n', '      ▸type:\n']],
    code: 'empty',
    said: ['nothing after "type"', 'type: GUI'.slice(6)],
    codes: ['empty'],
  },
  { name: 'port in quotes', edits: [['port: 22', 'port: ▸"22"']], code: 'wrong-type', said: ['"22"', '22 without quotes'] },
  { name: 'port out of range', edits: [['port: 22', 'port: ▸70000']], code: 'out-of-range', said: ['70000', 'at most 65535'] },
  {
    name: 'map where a list is wanted',
    edits: [['exclude: ["parser-error", "*.tmp"]', '▸exclude: { a: b }']],
    code: 'wrong-type',
    said: ['a map', 'a list'],
  },
  {
    name: 'unknown choice',
    edits: [['hostKey: accept-new', 'hostKey: ▸accept_new']],
    code: 'unknown-value',
    said: ['"accept_new"', 'accept-new or strict', 'Did you mean "accept-new"?'],
  },
  {
    name: 'other version',
    edits: [['apiVersion: dmsa/v1', 'apiVersion: ▸dmsa/v2']],
    code: 'unknown-value',
    said: ['"dmsa/v2"', 'dmsa/v1'],
  },
  {
    name: 'license from nowhere',
    edits: [
      [', fromNode: Web-1', ''],
      ['  license:', '  ▸license:'],
    ],
    code: 'license-from-nowhere',
    said: ['file: ./license', 'fromNode: Web-1'],
  },
  {
    name: 'license from two places',
    edits: [['fromNode: Web-1', 'file: ./license, ▸fromNode: Web-1']],
    code: 'license-twice',
    said: ['file and fromNode'],
  },

  {
    name: 'check without a probe',
    edits: [['- { name: web, nodes: [Web-1], http: { url: "http://${HOST}:8080/" }', '- ▸{ name: web, nodes: [Web-1]']],
    code: 'check-of-nothing',
    said: ['command', 'tcp', 'http'],
  },
  {
    name: 'check with two probes',
    edits: [['nodes: [Web-1], http:', 'nodes: [Web-1], tcp: { port: 80 }, ▸http:']],
    code: 'check-twice',
    said: ['tcp and http', 'two checks'],
  },
  {
    name: 'check of an unknown node',
    edits: [['nodes: [Web-1], http:', 'nodes: [▸Web-9], http:']],
    code: 'unknown-node',
    said: ['Web-9', 'Did you mean "Web-1"?'],
  },
  {
    name: 'checks of one name',
    edits: [
      ['  checks:\n', '  checks:\n    - { name: web, command: "true" }\n'],
      ['- { name: web, nodes', '- { name: ▸web, nodes'],
    ],
    code: 'duplicate-check',
    said: ['web'],
  },
  {
    name: 'URL with a password',
    edits: [['"http://${HOST}:8080/"', '▸"http://me:word@${HOST}:8080/"']],
    code: 'bad-url',
    said: ['without user and password'],
  },

  // Times
  { name: 'minutes without unit', edits: [['every: 5m', 'every: ▸5']], code: 'time-without-unit', said: ['Found 5', '5m', '5s'] },
  { name: 'quoted minutes without unit', edits: [['every: 5m', 'every: ▸"5"']], code: 'time-without-unit', said: ['5m'] },
  { name: 'negative', edits: [['every: 5m', 'every: ▸-5m']], code: 'time-negative', said: ['-5m'] },
  { name: 'zero', edits: [['every: 5m', 'every: ▸0s']], code: 'time-zero', said: ['0s'] },
  { name: 'unknown unit', edits: [['every: 5m', 'every: ▸5min']], code: 'bad-time', said: ['5min', 'ms, s, m, h'] },
  { name: 'days', edits: [['every: 5m', 'every: ▸25h']], code: 'time-out-of-range', said: ['25h', '24h'] },
  { name: 'failover at once', edits: [['after: 5m', 'after: ▸100ms']], code: 'time-out-of-range', said: ['100ms', '200ms'] },
  { name: 'failover in haste', edits: [['after: 5m', 'after: ▸10s']], code: 'time-hasty', said: ['10s', '30s'] },
  {
    name: 'endless connect',
    edits: [['connectTimeout: 5s', 'connectTimeout: ▸1h']],
    code: 'time-out-of-range',
    said: ['1h', '5m'],
  },

  // Addresses
  {
    name: 'no prefix',
    edits: [['10.0.0.11/24', '▸10.0.0.11']],
    code: 'address-without-prefix',
    said: ['10.0.0.11', '10.0.0.11/24'],
    codes: ['address-without-prefix'],
  },
  { name: 'netmask', edits: [['10.0.0.11/24', '▸10.0.0.11/255.255.254.0']], code: 'dotted-mask', said: ['10.0.0.11/23'] },
  { name: 'octet too large', edits: [['10.0.0.11/24', '▸10.0.0.311/24']], code: 'bad-address', said: ['311'] },
  { name: 'leading zero', edits: [['10.0.0.11/24', '▸10.0.0.011/24']], code: 'bad-address', said: ['octal'] },
  { name: 'prefix too long', edits: [['10.0.0.11/24', '▸10.0.0.11/33']], code: 'bad-prefix', said: ['"33"', '1 to 32'] },
  {
    name: 'IPv6 for IPv4',
    edits: [['maintenance: 10.0.0.11/24', 'maintenance: ▸2001:db8::9/64']],
    code: 'wrong-family',
    said: ['address6'],
  },
  { name: 'broken IPv6', edits: [['2001:db8::22/64', '▸2001:db8:::22/64']], code: 'bad-address', said: ['2001:db8:::22'] },
  {
    name: 'gateway outside',
    edits: [['gateway6: 2001:db8::1', 'gateway6: ▸2001:db9::1']],
    code: 'gateway-outside',
    said: ['2001:db9::1', '2001:db8::/64'],
  },
  {
    name: 'gateway alone',
    edits: [
      ['        address6: 2001:db8::22/64\n', ''],
      ['gateway6: 2001:db8::1', 'gateway6: ▸2001:db8::1'],
    ],
    code: 'gateway-without-address',
    said: ['address6'],
  },
  {
    name: 'IPv4 gateway outside',
    edits: [['gateway6: 2001:db8::1', 'gateway: ▸192.0.3.1']],
    code: 'gateway-outside',
    said: ['192.0.3.1', '192.0.2.0/24'],
  },
  {
    name: 'gateway is the node',
    edits: [['gateway6: 2001:db8::1', 'gateway: ▸192.0.2.22']],
    code: 'gateway-is-node',
    said: ['router'],
  },
  {
    name: 'gateway is the broadcast address',
    edits: [['gateway6: 2001:db8::1', 'gateway: ▸192.0.2.255']],
    code: 'unusable-address',
    said: ['192.0.2.255'],
  },
  {
    name: 'IPv6 gateway under gateway',
    edits: [['gateway6: 2001:db8::1', 'gateway: ▸2001:db8::1']],
    code: 'wrong-family',
    said: ['gateway6'],
  },
  {
    name: 'two default gateways',
    edits: [
      ['gateway6: 2001:db8::1', 'gateway: ▸192.0.2.1'],
      ['maintenance: 10.0.0.22/24', 'maintenance: { address: 10.0.0.22/24, gateway: 10.0.0.1 }'],
    ],
    code: 'second-gateway',
    said: ['192.0.2.1', '10.0.0.1', 'line 77'],
  },
  {
    name: 'route over a router elsewhere',
    edits: [['gateway6: 2001:db8::1', 'routes: [{ to: 198.51.100.0/24, via: ▸10.9.0.1 }]']],
    code: 'route-outside',
    said: ['10.9.0.1', '192.0.2.0/24'],
  },
  {
    name: 'route of two families',
    edits: [['gateway6: 2001:db8::1', 'routes: [{ to: 198.51.100.0/24, via: ▸"2001:db8::1" }]']],
    code: 'wrong-family',
    said: ['198.51.100.0/24 via 2001:db8::1'],
  },
  {
    name: 'default route as a route',
    edits: [['gateway6: 2001:db8::1', 'routes: [{ to: ▸0.0.0.0/0, via: 192.0.2.1 }]']],
    code: 'route-default',
    said: ['gateway:'],
  },
  {
    name: 'destination with host bits',
    edits: [['gateway6: 2001:db8::1', 'routes: [{ to: ▸198.51.100.7/24, via: 192.0.2.1 }]']],
    code: 'route-host-bits',
    said: ['198.51.100.0/24'],
  },
  {
    name: "route to the node's own network",
    edits: [['gateway6: 2001:db8::1', 'routes: [{ to: ▸192.0.2.0/24, via: 192.0.2.1 }]']],
    code: 'route-to-own-network',
    said: ['192.0.2.0/24'],
  },
  {
    name: 'destination twice',
    edits: [
      [
        'gateway6: 2001:db8::1',
        'routes: [{ to: 198.51.100.0/24, via: 192.0.2.1 }, { to: ▸198.51.100.0/24, via: 192.0.2.2, metric: 9 }]',
      ],
    ],
    code: 'duplicate-route',
    said: ['198.51.100.0/24 via 192.0.2.2'],
  },
  {
    name: 'route without an address of its family',
    edits: [
      ['        address6: 2001:db8::22/64\n', ''],
      ['gateway6: 2001:db8::1', 'routes: [{ to: "2001:db8:1::/48", via: ▸"2001:db8::1" }]'],
    ],
    code: 'route-without-address',
    said: ['address6'],
  },
  {
    name: 'host name with a blank',
    edits: [['      equipment: 192.0.2.21/24\n', '      equipment: 192.0.2.21/24\n      hostname: ▸"sec 1"\n']],
    code: 'bad-format',
    said: ['sec 1'],
  },
  {
    name: 'used by two nodes',
    edits: [['10.0.0.22/24', '▸10.0.0.21/24']],
    code: 'duplicate-address',
    said: ['10.0.0.21/24', "Sec-2's maintenance", 'line 69', "Sec-1's maintenance"],
  },
  {
    name: 'used by a node and as service address',
    edits: [
      ['10.0.0.22/24', '10.0.0.111/24'],
      ['eth0:1: 10.0.0.111/24', 'eth0:1: ▸10.0.0.111/24'],
    ],
    code: 'duplicate-address',
    said: ['eth0:1', 'Sec-2'],
  },
  {
    name: 'same IPv6 written otherwise',
    edits: [
      [
        sec1('type: SECENGINE', ...NETS),
        sec1('type: SECENGINE', NETS[0] ?? '', 'equipment: { address: 192.0.2.21/24, address6: "2001:0DB8:0::22/64" }'),
      ],
      ['address6: 2001:db8::22/64', 'address6: ▸2001:db8::22/64'],
    ],
    code: 'duplicate-address',
    said: ['2001:db8::22/64'],
  },
  { name: 'broadcast', edits: [['10.0.0.22/24', '▸10.0.0.255/24']], code: 'unusable-address', said: ['10.0.0.255/24'] },
  { name: 'network address', edits: [['10.0.0.22/24', '▸10.0.0.0/24']], code: 'unusable-address', said: ['10.0.0.0/24'] },
  {
    name: 'loopback',
    edits: [['10.0.0.22/24', '▸127.0.0.1/8']],
    code: 'unusable-address',
    said: ['127.0.0.1'],
    codes: ['service-address-outside', 'unusable-address', 'network-differs'],
  },
  {
    name: 'multicast service address',
    edits: [['eth1:1: 192.0.2.111/24', 'eth1:2: ▸224.0.0.5/24']],
    code: 'unusable-address',
    said: ['224.0.0.5'],
    codes: ['unusable-address', 'service-address-outside'],
  },
  {
    name: 'other prefix length',
    edits: [['10.0.0.22/24', '▸10.0.0.22/16']],
    code: 'prefix-differs',
    said: ['10.0.0.0/16', 'Sec-2', '10.0.0.0/24'],
    codes: ['service-address-prefix', 'prefix-differs'],
  },
  {
    name: 'standby in another network',
    edits: [['10.0.0.31/24', '▸10.0.9.31/24']],
    code: 'service-address-outside',
    said: ['10.0.0.111/24', '10.0.9.0/24', 'takeover'],
    codes: ['network-differs', 'service-address-outside'],
  },
  {
    name: 'service address outside',
    edits: [['eth0:1: 10.0.0.111/24', 'eth0:1: ▸10.0.1.111/24']],
    code: 'service-address-outside',
    said: ['10.0.1.111/24', '10.0.0.0/24'],
  },
  {
    name: 'networks overlap',
    edits: [
      [/192\.0\.2\.(\d+)\/24/g, '10.0.1.$1/16'],
      ['equipment: 10.0.1.11/16', 'equipment: ▸10.0.1.11/16'],
    ],
    code: 'networks-overlap',
    said: ['10.0.0.0/24'],
  },
  {
    name: 'no address at all',
    edits: [[SEC1, '    ▸Sec-1:\n      type: SECENGINE\n']],
    code: 'node-without-address',
    said: ['maintenance: 10.0.0.21/24'],
    codes: ['empty-reference', 'node-without-address', 'service-address-without-network', 'service-address-without-network'],
  },
  {
    name: 'unknown interface',
    edits: [['svcip_sec1:\n      eth0:1:', 'svcip_sec1:\n      ▸eth7:1:']],
    code: 'unknown-interface',
    said: ['"eth7:1"', 'eth0 and eth1'],
  },
  {
    name: 'label without number',
    edits: [['svcip_sec1:\n      eth0:1:', 'svcip_sec1:\n      ▸eth0:']],
    code: 'bad-label',
    said: ['eth0:1'],
  },
  {
    name: 'one interface for both',
    edits: [
      ['        interface: ens224', '        interface: eth0'],
      ['    Sec-2:', '    ▸Sec-2:'],
    ],
    code: 'same-interface',
    said: ['eth0'],
  },
  {
    name: 'bad interface name',
    edits: [['interface: ens224', 'interface: ▸"ens 224"']],
    code: 'bad-interface',
    said: ['ens 224', 'eth0'],
  },
  {
    name: 'group for two pairs',
    edits: [['serviceAddresses: svcip_sec2', 'serviceAddresses: ▸svcip_sec1']],
    code: 'service-address-clash',
    said: ['"svcip_sec1"', 'Sec-1'],
    codes: ['unused-group', 'service-address-clash'],
  },

  // Pairs
  {
    name: 'standby of an unknown node',
    edits: [['backupOf: Sec-1', 'backupOf: ▸Sec-3']],
    code: 'unknown-node',
    said: ['Sec-3', 'Did you mean "Sec-1"?'],
  },
  {
    name: 'standby of itself',
    edits: [['backupOf: Sec-1', 'backupOf: ▸Sec-Rep-1']],
    code: 'standby-of-itself',
    said: ['Sec-Rep-1'],
  },
  {
    name: 'circle',
    edits: [['    Sec-1:\n      type: SECENGINE\n', '    Sec-1:\n      type: REPORTING\n      backupOf: ▸Sec-Rep-1\n']],
    code: 'backup-cycle',
    said: ['Sec-1 → Sec-Rep-1 → Sec-1'],
  },
  {
    name: 'standby of a standby',
    edits: [
      [
        REP,
        `${REP}    Sec-Rep-2:\n      type: REPORTING\n      maintenance: 10.0.0.32/24\n      equipment: 192.0.2.32/24\n      backupOf: ▸Sec-Rep-1\n`,
      ],
    ],
    code: 'standby-of-standby',
    said: ['backupOf: Sec-1'],
  },
  {
    name: 'second standby',
    edits: [
      [
        REP,
        `${REP}    Sec-Rep-2:\n      type: REPORTING\n      maintenance: 10.0.0.32/24\n      equipment: 192.0.2.32/24\n      backupOf: ▸Sec-1\n`,
      ],
    ],
    code: 'second-standby',
    said: ['Sec-Rep-1'],
  },
  {
    name: 'standby of another type',
    edits: [['type: REPORTING', 'type: ▸SECENGINE']],
    code: 'standby-type',
    said: ['type: SECENGINE', 'type: REPORTING'],
  },
  {
    name: 'standby without active',
    edits: [
      [REP, ''],
      ['type: REPORTING', 'type: ▸REPORTING'],
    ],
    code: 'standby-without-active',
    said: ['backupOf'],
    codes: ['empty-reference', 'standby-without-active'],
  },
  {
    name: 'sync on an active',
    edits: [['      pack: pack_gui\n', '      pack: pack_gui\n      ▸sync: { every: 5m }\n']],
    code: 'sync-on-active',
    said: ['Web-1'],
  },
  {
    name: 'failover on an active',
    edits: [['      pack: pack_gui\n', '      pack: pack_gui\n      ▸failover: { after: 5m }\n']],
    code: 'failover-on-active',
    said: ['Web-1'],
  },
  {
    name: 'standby with other service addresses',
    edits: [[REP, `${REP}      serviceAddresses: ▸{ eth0:1: 10.0.0.119/24 }\n`]],
    code: 'standby-own-addresses',
    said: ['10.0.0.119', '10.0.0.111'],
  },

  // Names, types, groups
  {
    name: 'underscore in a node name',
    edits: [['    Sec-2:', '    ▸Sec_2:']],
    code: 'bad-host-name',
    said: ['Sec_2', 'underscore'],
  },
  { name: 'node name starts with a hyphen', edits: [['    Sec-2:', '    ▸-Sec2:']], code: 'bad-host-name', said: ['-Sec2'] },
  { name: 'names differ in capitals', edits: [['    Sec-2:', '    ▸SEC-1:']], code: 'duplicate-name', said: ['SEC-1', 'Sec-1'] },
  {
    name: 'unknown type',
    edits: [['    Sec-2:\n      type: SECENGINE', '    Sec-2:\n      type: ▸SECENGIN']],
    code: 'unknown-type',
    said: ['Did you mean "SECENGINE"?', 'nodeTypes: [SECENGIN]'],
  },
  {
    name: 'declared type without nodes',
    edits: [['  ssh:\n', '  nodeTypes: [▸SYSLOG]\n  ssh:\n']],
    code: 'type-without-nodes',
    said: ['SYSLOG'],
  },
  {
    name: 'unknown group',
    edits: [['pack: pack_gui', 'pack: ▸pack_gu']],
    code: 'unknown-group',
    said: ['"pack_gu"', 'Did you mean "pack_gui"?'],
    codes: ['unused-group', 'unknown-group'],
  },
  {
    name: 'unused group',
    edits: [['    pack_sec:', '    ▸pack_old: [ubi-old]\n    pack_sec:']],
    code: 'unused-group',
    said: ['pack_old'],
  },
  {
    name: 'unknown central',
    edits: [['  ssh:\n', '  central: ▸Web-2\n  ssh:\n']],
    code: 'unknown-node',
    said: ['Web-2', 'Did you mean "Web-1"?'],
  },
  {
    name: 'standby as central',
    edits: [['  ssh:\n', '  central: ▸Sec-Rep-1\n  ssh:\n']],
    code: 'central-is-standby',
    said: ['Sec-1'],
  },
  {
    name: 'license of an unknown node',
    edits: [['fromNode: Web-1', 'fromNode: ▸Web1']],
    code: 'unknown-node',
    said: ['Did you mean "Web-1"?'],
  },
  {
    name: 'service twice',
    edits: [['[ubi-ses, jboss, httpd]', '[ubi-ses, jboss, ▸ubi-ses]']],
    code: 'duplicate-service',
    said: ['ubi-ses'],
  },
  {
    name: 'unit name',
    edits: [['[ubi-ses, jboss, httpd]', '[ubi-ses, jboss, ▸httpd.service]']],
    code: 'bad-service-name',
    said: ['"httpd"'],
  },
  {
    name: 'several services in one',
    edits: [['[ubi-ses, jboss, httpd]', '[ubi-ses, ▸jboss httpd]']],
    code: 'bad-service-name',
    said: ['item of its own'],
  },

  // Shares and sync
  {
    name: 'mount of nothing',
    edits: [['from: GUI, path: /opt/svnroot', 'from: GUI, path: ▸/opt/svnrot']],
    code: 'mount-without-export',
    said: ['/opt/svnrot', 'Did you mean "/opt/svnroot"?', 'shares.exports'],
  },
  {
    name: 'mount from a type that exports nothing',
    edits: [
      [rrd, rrd.replace('/opt/rrd,', '▸/opt/rrd,')],
      [/ +- { type: SECENGINE, path: \/opt\/rrd.*\n/, ''],
    ],
    code: 'mount-without-export',
    said: ['SECENGINE exports nothing'],
  },
  {
    name: 'two exporters on one mount point',
    edits: [['"/opt/rrd/${NODE}"', '▸"/opt/rrd"']],
    code: 'mount-point-shared',
    said: ['Sec-1 and Sec-2', '/opt/rrd/${NODE}'],
  },
  {
    name: 'mount over an own export',
    edits: [['mountPoint: "/opt/rrd/${NODE}"', 'mountPoint: ▸"/opt/svnroot", mode: boot']],
    code: 'mount-over-export',
    said: ['/opt/svnroot'],
    codes: ['mount-point-shared', 'mount-over-export'],
  },
  {
    name: 'export twice',
    edits: [['{ type: GUI, path: /opt/svnroot }', '{ type: GUI, path: ▸/opt/fmc_entities/ }']],
    code: 'duplicate-export',
    said: ['line 100'],
    codes: ['duplicate-export', 'mount-without-export'],
  },
  {
    name: 'two mounts on one directory',
    edits: [['from: GUI, path: /opt/svnroot }', 'from: GUI, path: /opt/svnroot, mountPoint: ▸/opt/fmc_entities }']],
    code: 'duplicate-mount',
    said: ['/opt/fmc_entities'],
  },
  {
    name: 'relative path',
    edits: [['{ type: GUI, path: /opt/svnroot }', '{ type: GUI, path: ▸opt/svnroot }']],
    code: 'bad-path',
    said: ['"opt/svnroot"', '/opt/svnroot'],
  },
  {
    name: 'path with ..',
    edits: [['{ type: GUI, path: /opt/svnroot }', '{ type: GUI, path: ▸/opt/x/../svnroot }']],
    code: 'bad-path',
    said: ['where it leads to'],
  },
  {
    name: 'path with a blank',
    edits: [['{ type: GUI, path: /opt/svnroot }', '{ type: GUI, path: ▸/opt/svn root }']],
    code: 'bad-path',
    said: ['a blank ends a field in fstab'],
  },
  {
    name: 'path with a wildcard',
    edits: [['{ type: GUI, path: /opt/svnroot }', '{ type: GUI, path: ▸/opt/svn* }']],
    code: 'bad-path',
    said: ['wildcard'],
  },
  {
    name: 'path with a command',
    edits: [['{ type: GUI, path: /opt/svnroot }', '{ type: GUI, path: ▸"/opt/$(reboot)" }']],
    code: 'bad-path',
    said: ['"$"', 'variable'],
  },
  {
    name: 'other variable in a mount point',
    edits: [
      ['${NODE}"', '${HOST}"'],
      ['mountPoint: "', 'mountPoint: ▸"'],
    ],
    code: 'bad-path',
    said: ['${NODE}', '${HOST}'],
  },
  {
    name: 'mount over a system directory',
    edits: [['from: GUI, path: /opt/svnroot }', 'from: GUI, path: /opt/svnroot, mountPoint: ▸/usr }']],
    code: 'system-directory',
    said: ['/usr'],
  },
  {
    name: 'export option with a slip',
    edits: [['"rw,sync,no_root_squash"', '▸"rw,sync,no_rootsquash"']],
    code: 'unknown-option',
    said: ['"no_rootsquash"', 'Did you mean "no_root_squash"?'],
  },
  {
    name: 'export options in brackets',
    edits: [['"rw,sync,no_root_squash"', '▸"(rw,sync)"']],
    code: 'bad-options',
    said: ['brackets'],
  },
  {
    name: 'options that exclude each other',
    edits: [['"rw,sync,no_root_squash"', '▸"rw,ro"']],
    code: 'options-conflict',
    said: ['ro and rw'],
  },
  {
    name: 'rule for standbys',
    edits: [
      ['{ type: GUI, path: /opt/svnroot }', '{ type: GUI, path: /opt/svnroot }\n      - { type: ▸REPORTING, path: /opt/x }'],
    ],
    code: 'rule-for-standbys',
    said: ["that node's type"],
  },
  {
    name: 'rule for a type without nodes',
    edits: [
      ['{ type: GUI, path: /opt/svnroot }', '{ type: GUI, path: /opt/svnroot }\n      - { type: ▸DATABASE, path: /opt/x }'],
    ],
    code: 'type-without-nodes',
    said: ['DATABASE'],
  },
  {
    name: 'exporter without service address',
    edits: [
      ['      serviceAddresses: svcip_sec2\n', ''],
      ['    Sec-2:', '    ▸Sec-2:'],
    ],
    code: 'exporter-without-service-address',
    said: ['Sec-2', 'eth0:1'],
    codes: ['unused-group', 'empty-reference', 'exporter-without-service-address'].sort(),
  },
  {
    name: 'bad schedule',
    edits: [['schedule: "* * * * *"', 'schedule: ▸"* 24 * * *"']],
    code: 'bad-schedule',
    said: ['hour "24"', '0 to 23'],
  },
  {
    name: 'schedule with four fields',
    edits: [['schedule: "* * * * *"', 'schedule: ▸"* * * *"']],
    code: 'bad-schedule',
    said: ['4 fields'],
  },
  { name: 'percent in the command', edits: [['"mount -a -t nfs,nfs4"', '▸"date +%s"']], code: 'bad-command', said: ['\\%'] },
  {
    name: 'sync twice',
    edits: [
      [
        '  - { type: SECENGINE, path: /opt/sms/spool',
        '  - { type: SECENGINE, path: /opt/sms }\n    - { type: SECENGINE, path: ▸/opt/sms/spool',
      ],
    ],
    code: 'duplicate-sync',
    said: ['/opt/sms'],
  },
  {
    name: 'sync of a mount',
    edits: [['path: /opt/sms/spool', 'path: ▸/opt/svnroot/x']],
    code: 'sync-of-mount',
    said: ['/opt/svnroot'],
  },
  { name: 'sync of the system', edits: [['path: /opt/sms/spool', 'path: ▸/etc']], code: 'system-directory', said: ['/etc'] },
  {
    name: 'vars file over itself',
    edits: [['    adapt:\n', '    target: ▸/opt/configurator/vars.ctx\n    adapt:\n']],
    code: 'vars-target-is-base',
    said: ['/opt/configurator/vars.ctx'],
  },

  {
    name: 'a mount point that another one becomes for some exporter',
    edits: [
      [`- ${rrd}`, `- ${rrd}\n      - { type: GUI, from: DATABASE, path: /opt/db, mountPoint: ▸/opt/rrd/Sec-2 }`],
      ['    exports:\n', '    exports:\n      - { type: DATABASE, path: /opt/db }\n'],
    ],
    code: 'duplicate-mount',
    said: ['/opt/rrd/Sec-2'],
    codes: ['duplicate-mount', 'type-without-nodes'],
  },
  {
    name: 'mount inside a mount',
    edits: [['from: GUI, path: /opt/svnroot }', 'from: GUI, path: /opt/svnroot, mountPoint: ▸/opt/fmc_entities/svn }']],
    code: 'nested-mount',
    said: ['/opt/fmc_entities'],
  },
  // Variables
  {
    name: 'unknown variable',
    edits: [[adapt, 'UBI_VSOC_SES_PRIVIP: ▸"${PRIVP}"']],
    code: 'unknown-variable',
    said: ['${PRIVP}', 'Did you mean "PRIVIP"?', 'Web-1, Sec-1, Sec-2 and Sec-Rep-1'],
  },
  {
    name: 'variable of another group',
    edits: [[adapt, 'UBI_X: ▸"${UBI_CENTRALIZED_NODE_NAME}"']],
    code: 'unknown-variable',
    said: ['on Sec-1, Sec-2 and Sec-Rep-1'],
  },
  {
    name: 'circle of variables',
    edits: [[adapt, 'A: ▸"${B}"\n      B: "x${C}"\n      C: "${A}"']],
    code: 'variable-cycle',
    said: ['A → B → C → A'],
  },
  { name: 'broken reference', edits: [[adapt, 'UBI_X: ▸"${PRIVIP"']], code: 'bad-reference', said: ['${PRIVIP', 'secrets file'] },
  { name: 'bad variable name', edits: [[adapt, '▸UBI-X: "1"']], code: 'bad-variable-name', said: ['UBI-X'] },
  { name: 'reserved name', edits: [[adapt, '▸PUBIP: "1"']], code: 'reserved-variable', said: ['PUBIP'] },
  {
    name: 'password in the file',
    edits: [[adapt, 'UBI_SES_NCROOT_PASSWORD: ▸"hunter2"']],
    code: 'secret-in-plain',
    said: ['{ secret: UBI_SES_NCROOT_PASSWORD }'],
  },
  {
    name: 'secret without a file',
    edits: [[adapt, 'UBI_X: { secret: ▸UBI_X }']],
    code: 'no-secrets-file',
    said: ['cluster.secrets.yaml'],
  },
  {
    name: 'no service address to refer to',
    edits: [
      ['      serviceAddresses: svcip_gui1\n', ''],
      ['"${SVCIP}"', '▸"${SVCIP}"'],
    ],
    code: 'empty-reference',
    said: ['Web-1'],
    codes: ['unused-group', 'empty-reference', 'exporter-without-service-address'],
  },
];
