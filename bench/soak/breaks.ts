/** Things of a node that somebody changes by hand, and how it is seen that they are as wanted again. */
import type { Rng } from '../../test/sim/rng.ts';
import { NODES, PAIRS, type Revision, SERVICES } from './site.ts';

export interface Break {
  readonly what: string;
  readonly node: string;
  readonly script: string;
  /** Exits with 0 once it is as wanted. */
  readonly check: string;
  /** Somebody has to wait for the loop of pairs, which acts where the pair is well alone. */
  readonly ofPair: boolean;
}

const ADDRESS = ['10.77.1.101/24 brd + dev eth0', '10.77.1.102/24 brd + dev eth0'];
const VARS = '/opt/configurator/vars.UBIqube.net.ctx';

/** @param holders  by active: the member that has the pair's addresses */
export function someBreak(rng: Rng, revision: Revision, holders: ReadonlyMap<string, string>): Break {
  const node = rng.pick(NODES);
  const number = rng.int(1, 1_000_000);
  const base = { node, ofPair: false };
  const pair = PAIRS.findIndex(({ active }) => active === node);
  const kinds =
    pair >= 0 && rng.chance(0.4)
      ? (['address', 'service'] as const)
      : (['mode', 'owner', 'gone', 'vars', 'legacy', 'hosts'] as const);
  const kind: string = rng.pick<string>(kinds);
  switch (kind) {
    case 'mode': {
      const mode = `07${rng.int(0, 7)}${rng.int(1, 7)}`;
      return {
        ...base,
        what: `mode ${mode}`,
        script: `chmod ${mode} /srv/soak`,
        check: `[ "0$(stat -c %a /srv/soak)" = ${revision.mode} ]`,
      };
    }
    case 'owner':
      return {
        ...base,
        what: `owner ${number}`,
        script: `chown ${number} /srv/soak`,
        check: '[ "$(stat -c %u /srv/soak)" = 0 ]',
      };
    case 'gone':
      return { ...base, what: 'directory gone', script: 'rm -rf /srv/soak', check: '[ -d /srv/soak ]' };
    case 'vars':
      return {
        ...base,
        what: 'a variable by hand',
        script: `sed -i 's/^UBI_SMS_POLLD_MIN_TO_DOWN=.*/UBI_SMS_POLLD_MIN_TO_DOWN=${number + 1000}/' ${VARS}`,
        check: `grep -qx 'UBI_SMS_POLLD_MIN_TO_DOWN=${revision.minDown}' ${VARS}`,
      };
    case 'legacy':
      return {
        ...base,
        what: 'servers.conf by hand',
        script: `echo '# ${number}' >>/opt/ubisysconf/ha/servers.conf`,
        check: `! grep -q '^# ${number}$' /opt/ubisysconf/ha/servers.conf`,
      };
    case 'hosts':
      return {
        ...base,
        what: 'hosts by hand',
        script: `sed -i 's/^10\\.77\\.1\\.5[[:space:]].*/10.77.1.5 wrong-${number}/' /etc/hosts`,
        check: '! grep -q "wrong-" /etc/hosts',
      };
    case 'address': {
      const at = holders.get(node) ?? node;
      return {
        ...{ node: at, ofPair: true, what: 'service address taken off' },
        script: `ip addr del ${(ADDRESS[pair] ?? '').replace(' brd +', '')} || :`,
        check: `ip -o addr show dev eth0 | grep -q ' ${(ADDRESS[pair] ?? '').split(' ')[0]} '`,
      };
    }
    default: {
      const at = holders.get(node) ?? node;
      const service = rng.pick<string>(SERVICES);
      return {
        ...{ node: at, ofPair: true, what: `${service} killed` },
        script: `read -r p </var/run/${service}.pid && kill -9 "$p"`,
        check: `service ${service} status >/dev/null 2>&1`,
      };
    }
  }
}
