/** autofs: its master map, dmsa's direct map, and how it is told that they changed (auto.master(5), autofs(5)). */
import type { Platform } from '../facts.ts';

/** dmsa's direct map. The kernel shows it as the source of the triggers in /proc/mounts: so they are known as dmsa's. */
export const MAP = '/etc/auto.dmsa';

export interface MapEntry {
  readonly point: string;
  readonly options: string;
  readonly source: string;
  readonly raw: string;
}

/** `/opt/rrd/Sec-1 -fstype=nfs,rw,hard 10.0.0.111:/opt/rrd` */
export function mapLine({ point, options, source }: Omit<MapEntry, 'raw'>): string {
  return `${escapeWord(point)} -fstype=nfs,${options} ${escapeWord(source)}`;
}

export function readMap(lines: readonly string[]): readonly MapEntry[] {
  return lines.flatMap((raw) => {
    const [point, options, source] = raw.match(/(?:\\.|[^\s\\])+/g) ?? [];
    if (point?.startsWith('/') !== true || options?.startsWith('-') !== true || source === undefined) return [];
    const kept = options
      .slice(1)
      .split(',')
      .filter((one) => !/^fstype=nfs4?$/.test(one));
    return [{ point: unescapeWord(point), options: kept.join(','), source: unescapeWord(source), raw }];
  });
}

/** What lines of auto.master name: maps, and folders of drop-ins (`+dir:`). */
export function masterMaps(text: string): { readonly maps: readonly string[]; readonly folders: readonly string[] } {
  const words = text
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([first]) => first !== undefined && first !== '' && !first.startsWith('#'));
  return {
    maps: words.flatMap(([, map]) => (map === undefined ? [] : [map.replace(/^(file[,:])/, '')])),
    folders: words.flatMap(([first = '']) =>
      first.startsWith('+dir:') ? [first.slice('+dir:'.length).replace(/\/+$/, '')] : [],
    ),
  };
}

/**
 * Tells autofs to read its maps anew, or starts it, and waits up to 10 s until its triggers are those of dmsa's map: it
 * answers before it has done it. What is missing then is said, and found by the look that follows.
 */
export function reloadScript(platform: Platform): string {
  return `${reloadCommand(platform)}
differ() {
  triggers=' ' missing= extra= entries=' '
  while read -r from on type _; do
    if [ "$type" = autofs ] && [ "$from" = ${MAP} ]; then triggers="$triggers$on "; fi
  done </proc/mounts
  if [ -e ${MAP} ]; then
    while read -r on _; do
      case $on in /*) ;; *) continue ;; esac
      entries="$entries$on "
      case $triggers in *" $on "*) ;; *) missing="$missing $on" ;; esac
    done <${MAP}
  fi
  for on in $triggers; do
    case $entries in *" $on "*) ;; *) extra="$extra $on" ;; esac
  done
  [ -n "$missing$extra" ]
}
tries=0
while differ; do
  tries=$((tries + 1))
  [ "$tries" -le 40 ] || break
  sleep 0.25 2>/dev/null || { sleep 1; tries=$((tries + 3)); }
done
for point in $extra; do
  top=
  while read -r _ on type _; do
    if [ "$on" = "$point" ]; then top=$type; fi
  done </proc/mounts
  # Left behind by a daemon that is gone: nobody else will take it away.
  if [ "$top" = autofs ]; then umount "$point" || :; fi
done
if differ; then echo "autofs does not follow its map; missing:$missing; still there:$extra" >&2; fi`;
}

/** autofs reads its maps anew; it is started where it does not run and there is something for it. */
export function reloadCommand(platform: Platform): string {
  if (platform.init === 'systemd') return 'systemctl reload-or-restart autofs';
  const service = (verb: string) => (platform.tools.has('service') ? `service autofs ${verb}` : `/etc/init.d/autofs ${verb}`);
  return `${service('reload')} || { [ ! -e ${MAP} ] || ${service('start')}; }`;
}

/** A backslash keeps the meaning of the character after it from autofs: blanks end a word, & is the key, # begins a comment. */
function escapeWord(text: string): string {
  return text.replace(/[\s&#\\"]/g, '\\$&');
}

function unescapeWord(text: string): string {
  return text.replace(/\\(.)/g, '$1');
}
