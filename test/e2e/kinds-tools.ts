/** How each image flavour's own tools and files are used by the hand that breaks them, and asked. */
import type { Flavour } from '../../lab/index.ts';

interface Tools {
  readonly disable: (service: string) => string;
  readonly enabled: (service: string) => string;
  readonly stop: (service: string) => string;
  readonly runs: (service: string) => string;
  readonly deviceFile: (device: string) => string;
  /** Takes the service address out of the file that a boot sets it from. */
  readonly loseAlias: (label: string, address: string) => string;
  readonly hasAlias: (label: string, address: string) => string;
  readonly routeFile: string;
  readonly loseRoute: string;
  readonly hasRoute: string;
  readonly nameFile: string;
}

const SYSTEMD = {
  disable: (service: string) => `systemctl -q disable ${service}`,
  enabled: (service: string) => `systemctl -q is-enabled ${service}`,
  stop: (service: string) => `systemctl stop ${service}`,
  runs: (service: string) => `systemctl -q is-active ${service}`,
};
const SYSV = { stop: (service: string) => `service ${service} stop`, runs: (service: string) => `service ${service} status` };
const IFUPDOWN_FOLDER = '/etc/network/interfaces.d';
const IFUPDOWN = {
  deviceFile: (device: string) => `${IFUPDOWN_FOLDER}/dmsa-${device}`,
  loseAlias: (label: string) => `rm ${IFUPDOWN_FOLDER}/dmsa-${label.replace(':', '-')}`,
  hasAlias: (label: string, address: string) => `grep -q ${address} ${IFUPDOWN_FOLDER}/dmsa-${label.replace(':', '-')}`,
  routeFile: '/etc/network/if-up.d/dmsa-route-eth1-198-51-100-0-24',
  loseRoute: 'rm /etc/network/if-up.d/dmsa-route-eth1-198-51-100-0-24',
  hasRoute: 'test -x /etc/network/if-up.d/dmsa-route-eth1-198-51-100-0-24',
  nameFile: '/etc/hostname',
};
const IFCFG = '/etc/sysconfig/network-scripts';
const PROFILES = '/etc/NetworkManager/system-connections';

export const TOOLS: Readonly<Record<Flavour, Tools>> = {
  'debian-systemd': { ...SYSTEMD, ...IFUPDOWN },
  'debian-sysv': {
    ...SYSV,
    ...IFUPDOWN,
    disable: (service) => `update-rc.d ${service} disable`,
    enabled: (service) => `ls /etc/rc3.d/S??${service}`,
  },
  'rhel-like': {
    ...SYSV,
    disable: (service) => `chkconfig ${service} off`,
    enabled: (service) => `chkconfig --list ${service} | grep -q 3:on`,
    deviceFile: (device) => `${IFCFG}/ifcfg-${device}`,
    loseAlias: (label) => `rm ${IFCFG}/ifcfg-${label}`,
    hasAlias: (label, address) => `grep -q ${address} ${IFCFG}/ifcfg-${label}`,
    routeFile: `${IFCFG}/route-eth1`,
    loseRoute: `sed -i '/198.51.100/d' ${IFCFG}/route-eth1`,
    hasRoute: `grep -q '^198.51.100' ${IFCFG}/route-eth1`,
    nameFile: '/etc/sysconfig/network',
  },
  'rhel-nm': {
    ...SYSTEMD,
    deviceFile: (device) => `${PROFILES}/dmsa-${device}.nmconnection`,
    loseAlias: (label, address) => `sed -i '/=${address}/d' ${PROFILES}/dmsa-${label.replace(/:.*/, '')}.nmconnection`,
    hasAlias: (label, address) => `grep -q '=${address}' ${PROFILES}/dmsa-${label.replace(/:.*/, '')}.nmconnection`,
    routeFile: `${PROFILES}/dmsa-eth1.nmconnection`,
    loseRoute: `sed -i '/^route[0-9]*=198.51.100/d' ${PROFILES}/dmsa-eth1.nmconnection`,
    hasRoute: `grep -q '^route[0-9]*=198.51.100' ${PROFILES}/dmsa-eth1.nmconnection`,
    nameFile: '/etc/hostname',
  },
};
