/** Routes and default gateways in the system's own files. Pure. */
import type { ClusterNode, NetworkName } from '../desired/cluster.ts';
import type { FactRequest, Facts } from '../kinds/facts.ts';
import type { RouteConfig } from '../kinds/net/driver.ts';
import { driverOf, NETWORK_FILES } from '../kinds/net/drivers.ts';
import { nameOf } from '../kinds/route.ts';
import { adoptedText } from '../kinds/route-takeover.ts';
import type { FoundGateway, FoundRoute } from './found.ts';

export const ROUTE_REQUESTS: readonly FactRequest[] = NETWORK_FILES;

/** A string says why nothing can be said of the node's files. */
export function findRoutes(node: ClusterNode, facts: Facts): readonly (FoundRoute | FoundGateway)[] | string {
  const driver = driverOf(facts.platform);
  if ('unknown' in driver) return driver.unknown;
  const files = driver.readRoutes(facts);
  if ('unknown' in files) return files.unknown;
  const networks = (['maintenance', 'equipment'] as const).map((network) => ({ network, ...node.interfaces[network] }));
  const others = files.filter(({ own }) => !own);
  const routes = new Map<string, FoundRoute>();
  for (const one of others) {
    const name = nameOf(one);
    if (routes.has(name)) continue;
    const { network } = networks.find(({ device }) => device === one.device) ?? {};
    const same = files.filter((other) => nameOf(other) === name);
    const { to, via, metric, path } = one;
    const takes = driver.takeRoute(one, one) !== null;
    routes.set(name, {
      ...{ kind: 'route', node: node.name, name, network: network ?? 'maintenance', to, via, metric, path },
      lines: takes ? [{ file: path, text: adoptedText(one) }] : [],
      obstacle: obstacleOf(one, network, same.length, driver.refuses(facts, one.device)),
    });
  }
  const gateways = networks.flatMap(({ network, device, address, address6, ...want }): readonly FoundGateway[] => {
    if (address === null && address6 === null) return [];
    const read = driver.readDevice(facts, device, { address, address6 });
    if ('unknown' in read) return [];
    return (['gateway', 'gateway6'] as const).flatMap((key) => {
      const via = read[key];
      const said = key === 'gateway' ? networks.some(({ gateway }) => gateway !== null) : want.gateway6 !== null;
      if (via === null || said || (key === 'gateway' ? address : address6) === null) return [];
      const name = key === 'gateway' ? device : `${device} IPv6`;
      return [{ kind: 'gateway', node: node.name, name, network, key, via, path: read.path, lines: [], obstacle: null }];
    });
  });
  return [...routes.values(), ...gateways];
}

function obstacleOf(
  { device, to, hints }: RouteConfig,
  network: NetworkName | undefined,
  times: number,
  refused: string | null,
): string | null {
  if (refused !== null) return refused;
  if (network === undefined) return `${device || 'its device'} is neither of the node's two interfaces in the file`;
  if (to.endsWith('/0'))
    return 'a default route is written as gateway: or gateway6:, and in the files of the node as its gateway';
  if (times > 1) return 'there is more than one route to that destination over that device';
  return hints['options'] ? 'it has options of its own (route…_options=), which the file can not say' : null;
}
