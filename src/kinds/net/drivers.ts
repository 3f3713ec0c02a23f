import type { FactRequest, Platform } from '../facts.ts';
import type { NetworkDriver } from './driver.ts';
import { ifcfg } from './ifcfg.ts';
import { ifupdown } from './ifupdown.ts';
import type { Unread } from './ip-addr.ts';
import { networkManager } from './networkmanager.ts';

/** Asked of every node, as what it is comes back with the same look; a file that is not there costs next to nothing. */
export const NETWORK_FILES: readonly FactRequest[] = [...ifcfg.requests, ...ifupdown.requests, ...networkManager.requests];

export function driverOf(platform: Platform): NetworkDriver | Unread {
  switch (platform.network) {
    case 'ifcfg':
      return ifcfg;
    case 'ifupdown':
      return ifupdown;
    case 'networkmanager':
      return networkManager;
    case null:
      return {
        unknown:
          'the node has neither /etc/sysconfig/network-scripts (ifcfg) nor /etc/network/interfaces (ifupdown) nor a running NetworkManager with nmcli: dmsa knows no other interface files',
      };
  }
}
