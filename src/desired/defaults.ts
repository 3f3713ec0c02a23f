/** What holds where the file says nothing. A test keeps them equal to the `default` of the JSON Schema. */
export const DEFAULTS = {
  pairsAtBoot: 'hold',
  hostnames: 'keep',
  maintenanceInterface: 'eth0',
  equipmentInterface: 'eth1',
  varsBase: '/opt/configurator/vars.ctx',
  varsTarget: '/opt/configurator/vars.UBIqube.net.ctx',
  licensePath: '/opt/ubiqube/license',
  legacyDirectory: '/opt/ubisysconf/ha',
  nfsCheckSchedule: '* * * * *',
  nfsCheckCommand: 'mount -a -t nfs,nfs4',
  sshUser: 'root',
  sshPort: 22,
  knownHosts: '~/.ssh/known_hosts',
  hostKey: 'accept-new',
  connectTimeoutMs: 5_000,
  commandTimeoutMs: 60_000,
  throughNeighbours: true,
  fenceTimeoutMs: 60_000,
  checkOn: 'controller',
  checkTimeoutMs: 10_000,
  checkRetries: 2,
  syncMaxDelete: '25%',
  syncTimeLimitMs: 6 * 3_600_000,
  watch: {
    intervalMs: 10_000,
    timeoutMs: 5_000,
    failures: 3,
    reasons: ['node', 'maintenance', 'equipment', 'service', 'disk'],
    repair: { tries: 3, pauseMs: 10_000, expiresMs: 3_600_000 },
    takeoversPerHour: 2,
    staleCopy: 'takeover',
  },
  run: {
    intervalMs: 60_000,
    // Who installs it sees first what it would do; nothing is changed on a node before the file says so.
    mode: 'observe',
    fights: { rounds: 3, withinMs: 3_600_000, quietMs: 3_600_000 },
    controllers: 'single',
    stream: { enabled: true, tickMs: 1_500 },
  },
  sshKeyType: 'ed25519',
  leaseTtlMs: 15_000,
  leaseMarginMs: 5_000,
  notify: {
    mailTls: 'starttls',
    elasticType: 'doc',
    timeoutMs: 20_000,
    digest: { messages: 5, withinMs: 60_000 },
    outbox: { messages: 1000, ageMs: 168 * 3_600_000 },
  },
  identityFiles: ['~/.ssh/id_ed25519', '~/.ssh/id_ecdsa', '~/.ssh/id_rsa'],
} as const;

/** Types that are known without a declaration in `spec.nodeTypes`. */
export const KNOWN_TYPES = ['GUI', 'SECENGINE', 'REPORTING', 'DATABASE', 'ELASTICSEARCH'] as const;

/** The type of every standby (guide: "passive type nodes for HA"). */
export const STANDBY_TYPE = 'REPORTING';
