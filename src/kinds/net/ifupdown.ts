/**
 * The interface files of Debian and its kin, by interfaces(5): /etc/network/interfaces and what it takes in by `source` and
 * `source-directory`. A stanza that stands somewhere is edited there; a new one goes into a file of dmsa's own in
 * /etc/network/interfaces.d where that is taken in, else into /etc/network/interfaces.
 *
 * A device's address: that of the `iface DEVICE inet static` which has the wanted one, else of the first; further stanzas of the
 * device are the operator's.
 */
import { type Interfaces, readInterfaces, type Stanza } from '../edit/stanza.ts';
import type { FactRequest, Facts } from '../facts.ts';
import type { FileEdit, Step } from '../kind.ts';
import { canonical, canonicalHost, classPrefix, hostOf, isIPv6, maskOf, prefixLength } from './address.ts';
import type { AliasConfig, NetworkDriver } from './driver.ts';
import {
  dropUpLine,
  ROUTE_SCRIPTS,
  readRouteScripts,
  readUpLines,
  routeScriptPath,
  writeRouteScript,
} from './ifupdown-routes.ts';
import type { Unread } from './ip-addr.ts';

const MAIN = '/etc/network/interfaces';
const FOLDER = '/etc/network/interfaces.d/';
const REQUESTS: readonly FactRequest[] = [{ type: 'file', path: MAIN }, { type: 'glob', pattern: `${FOLDER}*` }, ROUTE_SCRIPTS];

type Options = Readonly<Record<string, string | null>>;
type Family = 'inet' | 'inet6';

interface Files {
  /** In the order in which ifupdown reads them. */
  readonly files: readonly { readonly path: string; readonly content: Interfaces; readonly text: string }[];
  /** Patterns taken in that the look does not cover. */
  readonly unread: readonly string[];
  /** Would a file of that name in interfaces.d be taken in? */
  takesIn(name: string): boolean;
}

interface Found {
  readonly path: string;
  readonly stanza: Stanza;
}

export const ifupdown: NetworkDriver = {
  requests: REQUESTS,
  refuses: () => null,

  readDevice(facts, device, want) {
    const all = readFiles(facts);
    if ('unknown' in all) return all;
    const inet = primary(all, device, 'inet', want?.address ?? null);
    const inet6 = primary(all, device, 'inet6', want?.address6 ?? null);
    if (!inet && !inet6 && all.unread.length > 0) return unreadOf(all, device);
    const address = inet?.stanza.method === 'static' ? addressOf(inet.stanza) : null;
    const address6 = inet6?.stanza.method === 'static' ? addressOf(inet6.stanza) : null;
    if (address === undefined || address6 === undefined) {
      return { unknown: `${(address === undefined ? inet : inet6)?.path} holds an address for ${device} that is not understood` };
    }
    const home = inet?.path ?? inet6?.path ?? homeOf(all, device);
    return {
      path: home,
      present: inet !== null || inet6 !== null,
      method: inet?.stanza.method ?? null,
      atBoot: all.files.some(({ content }) => [...content.auto].some((one) => names(one, device))),
      address,
      address6,
      gateway6: canonicalHost(option(inet6?.stanza, 'gateway') ?? ''),
      gateway: canonicalHost(option(inet?.stanza, 'gateway') ?? ''),
      hints: { style: styleOf(inet?.stanza), style6: styleOf(inet6?.stanza), path6: inet6?.path ?? home },
    };
  },

  editDevice(device, have, want) {
    const { style = '', style6 = '', path6 = have.path } = have.hints;
    const steps: Step[] = [];
    const auto = have.atBoot ? null : true;
    const address = want.address !== null && want.address !== have.address;
    const gateway = want.gateway === 'none' ? null : (want.gateway ?? have.gateway);
    if (address || gateway !== have.gateway || (want.address !== null && !have.atBoot)) {
      const set = {
        ...(address && want.address ? addressOptions(want.address, style) : {}),
        ...(gateway !== have.gateway ? { gateway } : {}),
      };
      steps.push(edit(have.path, device, 'inet', auto, set));
    }
    const address6 = want.address6 !== null && want.address6 !== have.address6;
    const gateway6 = want.gateway6 !== null && want.gateway6 !== have.gateway6;
    if (address6 || gateway6 || (want.address === null && want.address6 !== null && !have.atBoot)) {
      const set = {
        ...(address6 && want.address6 ? addressOptions(want.address6, style6) : {}),
        ...(gateway6 ? { gateway: want.gateway6 } : {}),
      };
      steps.push(edit(path6, device, 'inet6', steps.length > 0 ? null : auto, set));
    }
    return steps;
  },

  readRoutes(facts) {
    const all = readFiles(facts);
    const own = readRouteScripts(facts);
    return 'unknown' in all ? all : 'unknown' in own ? own : [...own, ...readUpLines(all.files)];
  },
  routeHome: (_, want) => routeScriptPath(want),
  editRoute: (_home, _have, want) => writeRouteScript(want),
  removeRoute: ({ path }) => [{ do: 'remove', path }],
  takeRoute(have, want) {
    const gone = dropUpLine(have);
    return gone && [...gone, ...writeRouteScript(want)];
  },
  dropRoute: dropUpLine,
  takeUp: () => null,

  readAliases(facts) {
    const all = readFiles(facts);
    if ('unknown' in all) return all;
    const aliases = all.files.flatMap(({ path, content }) =>
      content.stanzas
        .filter((stanza) => stanza.device.includes(':'))
        .map((stanza): AliasConfig => {
          const autos = all.files.filter((file) => file.content.auto.has(stanza.device)).map((file) => file.path);
          return {
            label: stanza.device,
            path,
            present: true,
            own: path.startsWith(`${FOLDER}dmsa-`),
            address: addressOf(stanza) ?? null,
            atBoot: autos.length > 0,
            form: 'alias',
            hints: { style: styleOf(stanza), family: stanza.family, autos: autos.join(' ') },
          };
        }),
    );
    return { aliases, unread: all.unread.length > 0 ? unreadOf(all, 'the service address').unknown : null };
  },

  aliasHome(facts, want) {
    const all = readFiles(facts);
    return aliasAt('unknown' in all ? `${FOLDER}${ownName(want.label)}` : homeOf(all, want.label), want.label);
  },

  keepsFile: () => true,

  editAlias(have, want, atBoot) {
    const at = have ?? aliasAt(`${FOLDER}${ownName(want.label)}`, want.label);
    const family = isIPv6(want.address) ? 'inet6' : 'inet';
    const set = at.address === want.address ? {} : addressOptions(want.address, at.hints['style'] ?? '');
    const off = atBoot === false && at.atBoot ? ifupdown.bootOff(at) : [];
    const auto = atBoot === true && !at.atBoot ? true : null;
    return Object.keys(set).length === 0 && auto === null ? off : [edit(at.path, at.label, family, auto, set), ...off];
  },

  bootOff(have) {
    const family = have.hints['family'] === 'inet6' ? 'inet6' : 'inet';
    const paths = (have.hints['autos'] ?? '').split(' ').filter((path) => path !== '');
    return paths.map((path) => edit(path, have.label, family, false, {}));
  },

  removeAlias(have) {
    const family = have.hints['family'] === 'inet6' ? 'inet6' : 'inet';
    if (have.own) return [{ do: 'remove', path: have.path }];
    return [{ do: 'edit', path: have.path, mode: '0644', edit: { ...stanza(have.label, family, false), options: null } }];
  },
};

function readFiles(facts: Facts): Files | Unread {
  const main = facts.file(MAIN);
  if (main.status === 'unknown') return { unknown: `${MAIN}: ${main.why}` };
  const files: { path: string; content: Interfaces; text: string }[] = [];
  const unread: string[] = [];
  const text = main.status === 'present' ? main.text : '';
  const content = readInterfaces(text);
  files.push({ path: MAIN, content, text });
  const queue = [...content.sources];
  const takers: ((name: string) => boolean)[] = [];
  for (const { keyword, pattern } of queue) {
    const full = pattern.startsWith('/') ? pattern : `/etc/network/${pattern}`;
    const takes = takerOf(keyword, full);
    if (takes) takers.push(takes);
    else unread.push(pattern);
  }
  for (const [path, fact] of facts.glob(`${FOLDER}*`)) {
    if (!takers.some((takes) => takes(path.slice(FOLDER.length)))) continue;
    if (fact.status === 'unknown') return { unknown: `${path}: ${fact.why}` };
    if (fact.status === 'absent') continue;
    const inner = readInterfaces(fact.text);
    files.push({ path, content: inner, text: fact.text });
    unread.push(...inner.sources.map((source) => source.pattern));
  }
  return { files: files.map((file) => inherited(file, files)), unread, takesIn: (name) => takers.some((takes) => takes(name)) };
}

/** interfaces(5), INTERFACE TEMPLATES: the options of another stanza, where the stanza has none of its own of that name. */
function inherited(file: Files['files'][number], files: Files['files']): Files['files'][number] {
  const stanzas = file.content.stanzas.map((one) => {
    const from =
      one.inherits === null
        ? undefined
        : files.flatMap(({ content }) => content.stanzas).find((of) => of.device === one.inherits);
    const further = from?.options.filter(({ name }) => !one.options.some((own) => own.name === name)) ?? [];
    return further.length === 0 ? one : { ...one, options: [...one.options, ...further] };
  });
  return { ...file, content: { ...file.content, stanzas } };
}

/** An `auto` line may name devices by a pattern behind a slash: `/eth*`. */
function names(word: string, device: string): boolean {
  if (!word.startsWith('/')) return word === device;
  const glob = word.slice(1).replace(/\/$/, '');
  return /^[\w.*?-]+$/.test(glob) && pattern(glob).test(device);
}

function pattern(glob: string): RegExp {
  const escaped = glob
    .replace(/[.+^()|\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${escaped}$`);
}

/** Which names of interfaces.d a `source` line takes in; null where it points somewhere else. */
function takerOf(keyword: 'source' | 'source-directory', taken: string): ((name: string) => boolean) | null {
  // interfaces(5), INCLUDING OTHER FILES: a directory's files count only where their name is of these characters.
  if (keyword === 'source-directory') {
    return `${taken.replace(/\/+$/, '')}/` === FOLDER ? (name) => /^[a-zA-Z0-9_-]+$/.test(name) : null;
  }
  if (!taken.startsWith(FOLDER)) return null;
  const glob = taken.slice(FOLDER.length);
  if (/[/[\]{}$`~]/.test(glob)) return null;
  const matches = pattern(glob);
  return (name) => matches.test(name);
}

function primary(all: Files, device: string, family: Family, want: string | null): Found | null {
  const found = all.files.flatMap(({ path, content }) =>
    content.stanzas.filter((one) => one.device === device && one.family === family).map((one) => ({ path, stanza: one })),
  );
  const fixed = found.filter((one) => one.stanza.method === 'static');
  return fixed.find((one) => want !== null && addressOf(one.stanza) === want) ?? fixed[0] ?? found[0] ?? null;
}

/** Null where the stanza has none; undefined where what it has is no address. A netmask of its own counts before a length in the address. */
function addressOf(of: Stanza): string | null | undefined {
  const written = option(of, 'address');
  if (written === null) return null;
  const mask = option(of, 'netmask');
  return (
    canonical(mask === null ? written : hostOf(written), mask, (host) => (isIPv6(host) ? 128 : classPrefix(host))) ?? undefined
  );
}

function option(of: Stanza | undefined, name: string): string | null {
  return of?.options.find((one) => one.name === name)?.value ?? null;
}

/** How the mask is written: `slash` in the address, `bits` or `dotted` as netmask; empty where nothing is there yet. */
function styleOf(of: Stanza | undefined): string {
  if (option(of, 'address')?.includes('/')) return 'slash';
  const mask = option(of, 'netmask');
  return mask === null ? '' : mask.includes('.') ? 'dotted' : 'bits';
}

/** A netmask of its own is understood by every ifup there is; `address A/P` is not by old and by busybox' ones. */
function addressOptions(address: string, style: string): Options {
  const derived = isIPv6(address) ? {} : { network: null, broadcast: null };
  if (style === 'slash') return { address, netmask: null, ...derived };
  const bits = prefixLength(address);
  return { address: hostOf(address), netmask: isIPv6(address) || style === 'bits' ? String(bits) : maskOf(bits), ...derived };
}

function homeOf(all: Files, device: string): string {
  const name = [ownName(device), `${ownName(device)}.cfg`].find((one) => all.takesIn(one));
  return name ? `${FOLDER}${name}` : MAIN;
}

function ownName(device: string): string {
  return `dmsa-${device.replaceAll(/[^a-zA-Z0-9_-]/g, '-')}`;
}

function aliasAt(path: string, label: string): AliasConfig {
  return { label, path, present: false, own: false, address: null, atBoot: false, form: 'alias', hints: {} };
}

function edit(path: string, device: string, family: Family, auto: boolean | null, options: Options): Step {
  return { do: 'edit', path, mode: '0644', edit: { ...stanza(device, family, auto), options } };
}

function stanza(device: string, family: Family, auto: boolean | null): Omit<Extract<FileEdit, { type: 'stanza' }>, 'options'> {
  return { type: 'stanza', device, family, method: 'static', auto };
}

function unreadOf(all: Files, what: string): Unread {
  return {
    unknown: `${MAIN} takes in ${all.unread.join(', ')}, which is not looked at (only ${FOLDER}* is): ${what} may stand there`,
  };
}
