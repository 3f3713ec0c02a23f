/** Tree → draft: a node on one of its two networks: addresses, gateways, routes. */
import { type Address, contains, isLinkLocal6, networkOf, networkText, parseAddress, parseHost, unusable } from './address.ts';
import type { FileNodeNetwork, FileRoute } from './cluster-file.gen.ts';
import { type Decoding, parsed } from './decode-parts.ts';
import type { DraftInterface, DraftRoute } from './draft.ts';
import { accept, complaint, type Parsed, show } from './report.ts';
import { parseInterface } from './syntax.ts';
import { type At, field, integer, items, type Placed, text } from './tree.ts';

type Host = { readonly family: 4 | 6; readonly host: string; readonly bits: bigint };
type Own = Readonly<Record<4 | 6, Placed<Address> | null>>;

export function decodeInterface(
  at: At<FileNodeNetwork> | null,
  device: string,
  node: string,
  decoding: Decoding,
): DraftInterface {
  if (at === null) {
    const none = { address: null, address6: null, gateway6: null, gateway: null, routes: [] };
    return { written: false, device, hasAddress: { 4: false, 6: false }, ...none };
  }
  const inline = at.tree.kind === 'scalar';
  const address4 = inline ? (at as At<string>) : field(at, 'address');
  const address = parsed(address4, decoding, (written) => parseAddress(written, 4), node);
  const address6 = parsed(field(at, 'address6'), decoding, (written) => parseAddress(written, 6), node);
  const hasAddress = { 4: address4 !== null, 6: field(at, 'address6') !== null };
  const own = { 4: address, 6: address6 };
  return {
    written: true,
    hasAddress,
    device: parsed(field(at, 'interface'), decoding, parseInterface, node)?.value ?? device,
    address,
    address6,
    gateway6: decodeGateway(field(at, 'gateway6'), 6, own, hasAddress, node, decoding),
    gateway: decodeGateway(field(at, 'gateway'), 4, own, hasAddress, node, decoding),
    routes: decodeRoutes(field(at, 'routes'), own, hasAddress, node, decoding),
  };
}

function decodeGateway(
  at: At<string> | null,
  family: 4 | 6,
  own: Own,
  hasAddress: Readonly<Record<4 | 6, boolean>>,
  node: string,
  { report }: Decoding,
): Placed<string> | null {
  const written = text(at);
  if (written === null) return null;
  const host = accept(report, written.at, parseGateway(written.value, family), node);
  if (host === null) return null;
  const key = family === 4 ? 'gateway' : 'gateway6';
  if (!hasAddress[family]) {
    const detail = `Found ${key}: ${written.value}. Write ${family === 4 ? 'address' : 'address6'} as well, or leave the gateway out.`;
    const summary = `An IPv${family} gateway stands without an IPv${family} address.`;
    report.error(written.at, 'gateway-without-address', summary, detail, node);
  } else checkRouter(host, own[family], `IPv${family} gateway`, 'gateway', written, node, report);
  return { value: host.host, at: written.at };
}

/** A router must be a neighbour: in the network of the node's own address, or link-local, and not the node. */
function checkRouter(
  host: Host,
  own: Placed<Address> | null,
  what: string,
  code: 'gateway' | 'route',
  written: Placed<string>,
  node: string,
  report: Decoding['report'],
): void {
  if (own === null) return;
  const network = networkOf(own.value);
  if (!contains(network, host) && !isLinkLocal6(host)) {
    const local = host.family === 6 ? ', or a link-local one (fe80::…)' : '';
    const detail = `Found ${show(written.value)}; the node's network is ${networkText(network)}. Write an address in it${local}.`;
    report.error(written.at, `${code}-outside`, `The ${what} is outside of the node’s network.`, detail, node);
  } else if (own.value.bits === host.bits) {
    const detail = `Found ${show(written.value)}. Write the router's address.`;
    report.error(written.at, `${code}-is-node`, `The ${what} is the node itself.`, detail, node);
  } else {
    const { family, prefix } = own.value;
    // RFC 3021 and RFC 6164 leave /31 and /127 without; all zeros is a router's own anycast address in IPv6.
    const why = family === 4 ? unusable({ ...own.value, ...host, prefix, text: `${host.host}/${prefix}` }) : null;
    if (why !== null) {
      const detail = `Found ${show(written.value)}. Write the router's address.`;
      report.error(written.at, 'unusable-address', `The ${what} is ${why}.`, detail, node);
    }
  }
}

function parseGateway(written: string, family: 4 | 6): Parsed<Host> {
  const host = parseRouter(written, 'A gateway');
  if (!host.ok || host.value.family === family) return host;
  const other = family === 6 ? 'An IPv4 gateway goes under gateway.' : 'An IPv6 gateway goes under gateway6.';
  const summary = `An IPv${family} gateway is wanted here, this is IPv${host.value.family}.`;
  const example = family === 6 ? '2001:db8::1' : '192.0.2.1';
  return complaint('wrong-family', summary, `Found ${show(written)}. Write for example ${example}. ${other}`);
}

function parseRouter(written: string, what: string): Parsed<Host> {
  if (!written.includes('/')) return parseHost(written);
  const detail = `Found ${show(written)}. Write it without: ${written.split('/')[0]}.`;
  return complaint('bad-address', `${what} has a prefix length.`, detail);
}

function decodeRoutes(
  at: At<readonly FileRoute[]> | null,
  own: Own,
  hasAddress: Readonly<Record<4 | 6, boolean>>,
  node: string,
  decoding: Decoding,
): readonly DraftRoute[] {
  const { report } = decoding;
  const routes: DraftRoute[] = [];
  for (const item of items(at)) {
    const to = parsed(field(item, 'to'), decoding, parseDestination, node);
    const writtenVia = text(field(item, 'via'));
    const via = writtenVia && accept(report, writtenVia.at, parseRouter(writtenVia.value, 'A router'), node);
    if (to === null || writtenVia === null || via === null) continue;
    const { family } = to.value;
    const own4or6 = own[family];
    if (via.family !== family) {
      const detail = `Found ${to.value.text} via ${writtenVia.value}. Write a router of the same family.`;
      const summary = 'The destination and the router of a route are of different families.';
      report.error(writtenVia.at, 'wrong-family', summary, detail, node);
      continue;
    }
    if (!hasAddress[family]) {
      const key = family === 4 ? 'address' : 'address6';
      const detail = `Found ${to.value.text} via ${via.host}. Write ${key} as well, or leave the route out.`;
      report.error(
        writtenVia.at,
        'route-without-address',
        `An IPv${family} route stands without an IPv${family} address.`,
        detail,
        node,
      );
      continue;
    }
    checkRouter(via, own4or6, "route's router", 'route', writtenVia, node, report);
    if (own4or6 !== null && contains(networkOf(own4or6.value), to.value) && to.value.prefix <= own4or6.value.prefix) {
      const detail = `Found ${to.value.text}; the node is in it itself. Remove the route.`;
      report.error(to.at, 'route-to-own-network', "A route leads to the node's own network.", detail, node);
      continue;
    }
    routes.push({ at: to.at, to: to.value.text, via: via.host, metric: integer(field(item, 'metric'))?.value ?? null });
  }
  return routes;
}

/** A network: its host bits are zero, as a kernel refuses it otherwise; and not the default route. */
function parseDestination(written: string): Parsed<Address> {
  if (written === 'default' || /^[0.:]+\/0$/.test(written)) {
    const detail = `Found ${show(written)}. Write gateway: or gateway6: with the router's address instead.`;
    return complaint('route-default', 'The default route is written as a route.', detail);
  }
  const address = parseAddress(written, 'any');
  if (!address.ok) return address;
  const network = networkOf(address.value);
  if (network.base !== address.value.bits) {
    const detail = `Found ${show(written)}. Write the network itself: ${networkText(network)}.`;
    return complaint('route-host-bits', 'The destination of a route is no network.', detail);
  }
  return address;
}
