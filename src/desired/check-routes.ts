/** Routes and gateways of a node against each other: two IPv4 default gateways, a destination twice. */
import type { DraftInterface } from './draft.ts';
import type { Report } from './report.ts';
import type { ResolvedNode } from './resolve.ts';

export function checkRoutes(nodes: readonly ResolvedNode[], report: Report): void {
  for (const { node } of nodes) {
    const { maintenance, equipment } = node.interfaces;
    if (maintenance.gateway !== null && equipment.gateway !== null) {
      const [first, second] = [maintenance.gateway, equipment.gateway].sort((a, b) => a.at - b.at);
      if (first && second) {
        const detail = `Found gateway: ${second.value} on ${node.name}; line ${report.place(first.at).line} has gateway: ${first.value}. A node sends to one of them only: keep one, and write routes for what goes the other way.`;
        report.error(second.at, 'second-gateway', 'A node has two IPv4 default gateways.', detail, node.name);
      }
    }
    checkDestinations(node.name, [maintenance, equipment], report);
  }
}

/** The same destination twice is right only with two metrics, of which the lower is the way and the higher the fallback. */
function checkDestinations(node: string, interfaces: readonly DraftInterface[], report: Report): void {
  const seen = new Map<string, { readonly at: number; readonly via: string }>();
  const devices = new Map<string, string>();
  for (const { device, routes } of interfaces) {
    for (const { at, to, via, metric } of routes) {
      const key = `${to} ${metric ?? ''}`;
      const first = seen.get(key);
      const beside = devices.get(to);
      if (first !== undefined || beside === device) {
        const where = first === undefined ? '' : `; line ${report.place(first.at).line} has it via ${first.via}`;
        const detail = `Found ${to} via ${via} on ${node}${where}. Keep one of them${first === undefined ? ' on an interface' : ''}, or give the one on the other interface another metric.`;
        report.error(at, 'duplicate-route', 'A node has two routes to one destination.', detail, node);
        continue;
      }
      seen.set(key, { at, via });
      devices.set(to, device);
    }
  }
}
