/**
 * Routes on Debian and its kin. Those of dmsa are scripts of its own in /etc/network/if-up.d, one a route, which ifup runs
 * once an interface is up (interfaces(5), "INTERFACES FILE" and run-parts(8): names of letters, digits, `_` and `-`). An
 * operator's `up ip route add …` lines in a stanza are read, and never changed.
 */
import { quote } from '../../quote.ts';
import type { Interfaces } from '../edit/stanza.ts';
import type { FactRequest, Facts } from '../facts.ts';
import type { Step } from '../kind.ts';
import { removeLines } from '../share/adopted.ts';
import { isIPv6 } from './address.ts';
import type { RouteConfig, RouteWant } from './driver.ts';
import type { Unread } from './ip-addr.ts';
import { isPlainRoute, readRouteLine, routeLine } from './route-lines.ts';

const FOLDER = '/etc/network/if-up.d/';
const GLOB = `${FOLDER}dmsa-route-*`;
export const ROUTE_SCRIPTS: FactRequest = { type: 'glob', pattern: GLOB };

const MARK = '# Written by dmsa: a route. It goes when cluster.yaml no longer has it.';
const HOOK = /^(pre-up|up|post-up)$/;
const COMMAND = /^(?:\/\S*\/)?ip (?:-[46] |-o )*r(?:oute)? (?:add|append|replace|change|prepend) (.*?)(?:\s*(?:\|\||;|&&).*)?$/;

export function readRouteScripts(facts: Facts): readonly RouteConfig[] | Unread {
  const routes: RouteConfig[] = [];
  for (const [path, fact] of facts.glob(GLOB)) {
    if (fact.status === 'unknown') return { unknown: `${path}: ${fact.why}` };
    if (fact.status === 'absent' || !fact.text.includes(MARK)) continue;
    const line = /^ip -[46] route replace (.*?) \|\|/m.exec(fact.text)?.[1]?.replaceAll("'", '') ?? '';
    const route = readRouteLine(line, '');
    const right = route !== null && fact.text === contentOf(route) && fact.mode === '0755';
    // What was changed by hand is dmsa's all the same: it is written anew, or removed.
    const shown = route ?? fromName(path);
    if (shown) routes.push({ ...shown, path, own: true, hints: right ? {} : { spoilt: 'yes' } });
  }
  return routes;
}

/** A script whose content tells nothing any more: its name still says which route it was. */
function fromName(path: string): RouteWant | null {
  const name = /^dmsa-route-(.+)-(\d+-\d+-\d+-\d+)-(\d+)$/.exec(path.slice(FOLDER.length));
  const [, device = '', host = '', prefix = ''] = name ?? [];
  return name ? { device, to: `${host.replaceAll('-', '.')}/${prefix}`, via: '', metric: null } : null;
}

/** The operator's. */
export function readUpLines(
  files: readonly { readonly path: string; readonly content: Interfaces; readonly text: string }[],
): readonly RouteConfig[] {
  return files.flatMap(({ path, content, text }) =>
    content.stanzas.flatMap(({ device, options }) =>
      options.flatMap(({ name, value }): readonly RouteConfig[] => {
        const words = HOOK.test(name) ? COMMAND.exec(value)?.[1] : undefined;
        const route = words === undefined ? null : readRouteLine(words.replace('$IFACE', device), device);
        const line = route && isPlainRoute(words ?? '') ? lineOf(text, `${name} ${value}`, device) : null;
        return route ? [{ ...route, path, own: false, hints: line === null ? {} : { line } }] : [];
      }),
    ),
  );
}

/** The line as it stands, where it stands once and in one piece, and says what it says for this device only. */
function lineOf(text: string, words: string, device: string): string | null {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  const found = lines.flatMap((line, at) => (line.trim().split(/\s+/).join(' ') === words ? [at] : []));
  const [at] = found;
  if (at === undefined || found.length > 1 || lines[at - 1]?.endsWith('\\') === true) return null;
  // Other stanzas may take over the options of this one (interfaces(5), "inherits").
  const owner = lines.slice(0, at).findLast((line) => /^\s*iface\s/.test(line));
  const shared = text.includes(' inherits ') || owner?.trim().split(/\s+/)[1] !== device;
  return shared ? null : (lines[at] ?? null);
}

export function dropUpLine({ path, hints }: RouteConfig): readonly Step[] | null {
  const { line } = hints;
  return line === undefined ? null : removeLines([{ file: path, text: line }]);
}

export function routeScriptPath({ device, to }: Pick<RouteWant, 'device' | 'to'>): string {
  return `${FOLDER}dmsa-route-${`${device}-${to}`.replaceAll(/[^a-zA-Z0-9_-]/g, '-')}`;
}

export function writeRouteScript(want: RouteWant): readonly Step[] {
  return [{ do: 'write', path: routeScriptPath(want), content: contentOf(want), mode: '0755', owner: 'root', group: 'root' }];
}

/** A route that can't be set is said and does not fail the interface: ifup would count it as not brought up. */
function contentOf(want: RouteWant): string {
  const family = isIPv6(want.to) ? 6 : 4;
  const words = routeLine(want).split(' ').map(quote).join(' ');
  return `#!/bin/sh
${MARK}
[ "$IFACE" = ${quote(want.device)} ] && [ "\${ADDRFAM:-inet}" = ${family === 4 ? 'inet' : 'inet6'} ] || exit 0
ip -${family} route replace ${words} || echo "dmsa: the route to ${want.to} could not be set" >&2
`;
}
