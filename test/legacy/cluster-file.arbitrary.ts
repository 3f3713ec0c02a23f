/** Arbitrary cluster files that the legacy files can say in full, but for the declaration of types of one's own. */
import fc from 'fast-check';

const OWN_TYPES = ['SYSLOG', 'proxy_2'];

/** Values that look like something else to a careless parser, and any text at all. */
const value = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc
      .array(
        fc.constantFrom(
          'a',
          ' ',
          '\t',
          '\u00a0',
          ',',
          ';',
          '#',
          ' #',
          '=',
          '"',
          "'",
          'UBI_X=',
          ' ABC=',
          '[x]',
          '$',
          '\\',
          ':',
          '-',
          '|',
          '\u2028',
        ),
        { maxLength: 6 },
      )
      .map((parts) => parts.join('')),
    fc.constantFrom(
      '',
      '07',
      '1.10',
      'yes',
      'null',
      '~',
      'true',
      '0x1f',
      '1:30',
      '2016-01-02',
      '12e3',
      '${HOSTNAME}',
      'x${PRIVIP}y',
      '# no',
      '- a',
      '? a',
      'a: b',
      '"',
      "''",
      '%',
      '@x',
      '`',
      '{a',
      '[a',
    ),
  )
  .filter((text) => !/\p{Cc}|[\u2028\u2029\uFFFD-\uFFFF]|\p{Cs}/u.test(text) && !/\$\{(?!HOSTNAME\}|PRIVIP\})/.test(text));
/** In a list on a row a value can't hold quotes of both kinds: export would make a group of it. */
const valueInPlace = value.filter((text) => !(text.includes('"') && text.includes("'")));

const variableName = fc.constantFrom(
  'A',
  'b',
  'UBI_VSOC_NAME',
  'UBI_SES_NCROOT_PASSWORD',
  'X1',
  'dc',
  '_x',
  'UBI_API_TOKEN',
  'ABC',
  'UBI_LDAP_BASE',
  'DC',
);
const variables = (values: fc.Arbitrary<string>, minLength: number) =>
  fc.uniqueArray(fc.tuple(variableName, values), { minLength, maxLength: 5, selector: ([name]) => name });
const service = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.@:-]{0,8}$/).filter((name) => !name.endsWith('.service')),
  fc.constantFrom('ubi-sms', 'ubi-poll', 'httpd', 'pack_sec', 'postgresql@9.4', 'packer'),
);
const services = (minLength: number) => fc.uniqueArray(service, { minLength, maxLength: 5 });
const hostPart = fc.stringMatching(/^[A-Za-z]([A-Za-z0-9-]{0,8}[A-Za-z0-9])?$/);
const groupPart = fc.oneof(
  fc.constantFrom('svcip_', 'pack_', 'var_', 'x'),
  fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,6}$/),
);
const minutes = fc.option(fc.integer({ min: 1, max: 1440 }), { nil: null });

const use = fc.constantFrom('none', 'group', 'inPlace');

interface Pair {
  readonly type: string;
  readonly host: string;
  readonly hasEquipment: boolean;
  readonly ipv6: 'none' | 'address' | 'gateway';
  readonly addresses: 'none' | 'group' | 'inPlace';
  readonly labels: readonly (readonly ['eth0' | 'eth1', string])[];
  readonly pack: string;
  readonly services: readonly string[];
  readonly packGroup: number;
  readonly variables: string;
  readonly own: readonly (readonly [string, string])[];
  readonly variableGroup: number;
  readonly standby: {
    readonly sync: number | null;
    readonly failover: number | null;
    readonly addresses: 'none' | 'same';
    readonly ipv6: boolean;
  } | null;
}

const pair: fc.Arbitrary<Pair> = fc.record({
  type: fc.constantFrom('GUI', 'SECENGINE', 'DATABASE', ...OWN_TYPES),
  host: hostPart,
  hasEquipment: fc.boolean(),
  ipv6: fc.constantFrom('none' as const, 'address' as const, 'gateway' as const),
  addresses: fc.constantFrom('none' as const, 'group' as const, 'inPlace' as const),
  labels: fc.uniqueArray(fc.tuple(fc.constantFrom('eth0' as const, 'eth1' as const), fc.constantFrom('1', '2', 'a_1')), {
    minLength: 1,
    maxLength: 4,
    selector: (label) => label.join(':'),
  }),
  pack: use,
  services: services(1),
  packGroup: fc.nat(),
  variables: use,
  own: variables(valueInPlace, 1),
  variableGroup: fc.nat(),
  standby: fc.option(
    fc.record({
      sync: minutes,
      failover: minutes,
      addresses: fc.constantFrom('none' as const, 'same' as const),
      ipv6: fc.boolean(),
    }),
    { nil: null },
  ),
});

const rules = fc.record({
  exports: fc.uniqueArray(
    fc.record({
      path: fc.constantFrom('/opt/rrd', '/opt/fmc_repository', '/srv/a@b%c+d'),
      options: fc.option(fc.constantFrom('rw,sync', 'ro'), { nil: null }),
    }),
    {
      selector: (rule) => rule.path,
      maxLength: 3,
    },
  ),
  mount: fc.option(
    fc.record({ options: fc.option(fc.constant('soft,timeo=50'), { nil: null }), mode: fc.constantFrom('boot', 'demand', null) }),
    { nil: null },
  ),
  sync: fc.uniqueArray(
    fc.record({
      path: fc.constantFrom('/opt/sms/spool', '/var/lib/x', '/opt/ses'),
      exclude: fc.array(fc.constantFrom('*.tmp', 'a b', 'x,y', '#x', '"q"'), { maxLength: 3 }),
    }),
    {
      selector: (rule) => rule.path,
      maxLength: 3,
    },
  ),
});

export const clusterFile = fc
  .record({
    name: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,10}$/),
    pairs: fc.array(pair, { minLength: 1, maxLength: 4 }),
    packs: fc.array(fc.tuple(groupPart, services(0)), { minLength: 1, maxLength: 3 }),
    variableGroups: fc.array(fc.tuple(groupPart, variables(value, 0)), { minLength: 1, maxLength: 3 }),
    adapt: variables(value, 0),
    rules,
  })
  .map((input) => build(input));

type Input = Readonly<{
  name: string;
  pairs: readonly Pair[];
  packs: readonly (readonly [string, readonly string[]])[];
  variableGroups: readonly (readonly [string, readonly (readonly [string, string])[]])[];
  adapt: readonly (readonly [string, string])[];
  rules: {
    readonly exports: readonly { path: string; options: string | null }[];
    readonly mount: { options: string | null; mode: string | null } | null;
    readonly sync: readonly { path: string; exclude: string[] }[];
  };
}>;

function build(input: Input) {
  const secrets: Record<string, string> = {};
  const variablesMap = (list: readonly (readonly [string, string])[]) =>
    Object.fromEntries(
      list.map(([name, text]) => {
        if (!/PASSWORD|TOKEN/.test(name) || text.startsWith('${')) return [name, text];
        const secret = `s${Object.keys(secrets).length}`;
        secrets[secret] = text;
        return [name, { secret }];
      }),
    );
  let host = 10;
  const address = (network: 'maintenance' | 'equipment') => {
    host += 1;
    return `${network === 'maintenance' ? '10.0' : '192.168'}.${Math.floor(host / 200)}.${(host % 200) + 1}/16`;
  };
  const options = (text: string | null) => (text === null ? {} : { options: text });
  // Numbers keep names apart; a group that nobody names tells its kind by its lines, an empty one by its name.
  const packNames = input.packs.map(([part, list], index) => (list.length === 0 ? `pack_${index}` : `${part}.p${index}`));
  const groupNames = input.variableGroups.map(([part, list], index) =>
    list.length === 0 ? `var_${index}` : `${part}.v${index}`,
  );
  const serviceAddresses: Record<string, Record<string, string>> = {};
  const nodes: Record<string, Readonly<Record<string, unknown>>> = {};
  const { pairs } = input;
  pairs.forEach((one, index) => {
    const name = `${one.host}-${index}`;
    const labels = Object.fromEntries(
      one.labels
        .filter(([device]) => device === 'eth0' || one.hasEquipment)
        .map(([device, suffix]) => [`${device}:${suffix}`, address(device === 'eth0' ? 'maintenance' : 'equipment')]),
    );
    const group = `svcip_${index}`;
    const used = Object.keys(labels).length > 0 && one.addresses !== 'none';
    if (used && one.addresses === 'group') serviceAddresses[group] = labels;
    const equipment = (member: number, ipv6: string) => {
      const own = {
        ...(ipv6 === 'none' ? {} : { address6: `2001:db8::${index + 1}:${member}/64` }),
        ...(ipv6 === 'gateway' ? { gateway6: '2001:db8::1' } : {}),
      };
      if (one.hasEquipment) return { equipment: { address: address('equipment'), ...own } };
      return ipv6 === 'none' ? {} : { equipment: own };
    };
    nodes[name] = {
      type: one.type,
      maintenance: address('maintenance'),
      ...equipment(1, one.ipv6),
      ...(used ? { serviceAddresses: one.addresses === 'group' ? group : labels } : {}),
      ...(one.pack === 'none' ? {} : { pack: one.pack === 'group' ? packNames[one.packGroup % packNames.length] : one.services }),
      ...(one.variables === 'none'
        ? {}
        : { variables: one.variables === 'group' ? groupNames[one.variableGroup % groupNames.length] : variablesMap(one.own) }),
    };
    if (!one.standby) return;
    nodes[`${name}-rep`] = {
      type: 'REPORTING',
      maintenance: address('maintenance'),
      ...equipment(2, one.standby.ipv6 ? 'gateway' : 'none'),
      backupOf: name,
      ...(one.standby.sync === null ? {} : { sync: { every: `${one.standby.sync}m` } }),
      ...(one.standby.failover === null ? {} : { failover: { after: `${one.standby.failover}m` } }),
      ...(one.standby.addresses === 'same' && used && one.addresses === 'group' ? { serviceAddresses: group } : {}),
    };
  });
  const from = pairs.find((one) =>
    pairs.every(
      (other) => other.type !== one.type || (other.addresses !== 'none' && other.labels.some(([device]) => device === 'eth0')),
    ),
  )?.type;
  const exporters = pairs.filter((one) => one.type === from).length;
  const exports =
    from === undefined ? [] : input.rules.exports.map((rule) => ({ type: from, path: rule.path, ...options(rule.options) }));
  const { mount } = input.rules;
  const mounter = from === 'SECENGINE' ? 'GUI' : 'SECENGINE';
  const mounts = (mount ? exports : []).map((rule) => ({
    type: mounter,
    from,
    path: rule.path,
    ...(exporters === 1 && mount?.mode !== 'demand' ? {} : { mountPoint: `/mnt${rule.path}/\${NODE}` }),
    ...options(mount?.options ?? null),
    ...(mount?.mode == null ? {} : { mode: mount.mode }),
  }));
  const extraTypes = OWN_TYPES.filter((type) => pairs.some((one) => one.type === type));
  const gui = Object.entries(nodes).find(([, node]) => node['type'] === 'GUI')?.[0];
  const central = gui === undefined ? { central: Object.keys(nodes)[0] } : {};
  const file = {
    apiVersion: 'dmsa/v1',
    kind: 'Cluster',
    metadata: { name: input.name },
    spec: {
      ...(extraTypes.length > 0 ? { nodeTypes: extraTypes } : {}),
      secrets: { file: 'cluster.secrets.yaml' },
      serviceAddresses,
      packs: Object.fromEntries(input.packs.map(([, list], index) => [packNames[index], list])),
      variables: {
        adapt: variablesMap(input.adapt),
        groups: Object.fromEntries(input.variableGroups.map(([, list], index) => [groupNames[index], variablesMap(list)])),
      },
      nodes,
      shares: { exports, mounts },
      sync: input.rules.sync.map((rule) => ({ type: 'SECENGINE', ...rule })),
      ...central,
      ...(gui === undefined ? {} : { license: { path: '/opt/ubiqube/license', fromNode: gui } }),
    },
  };
  return { file, secrets: { variables: secrets }, extraTypes };
}
