/**
 * One look at all services of a node. On systemd nodes one `systemctl show` tells all units; init scripts are asked for
 * their status side by side, each with a time limit; links, names and headers are read by the shell itself.
 */
import { distance } from 'fastest-levenshtein';
import { quote } from '../../quote.ts';
import type { CommandFact } from '../facts.ts';
import { unitName } from './systemd.ts';
import type { ScriptStatus, SeenService, Unit } from './types.ts';

export const LOOK = 'services';

export interface Wanted {
  /** Of those that exist, the first counts. */
  readonly candidates: readonly string[];
  /** Names of processes (comm) that belong to it. */
  readonly processes: readonly string[];
}

/**
 * Prints, each on a line of its own:
 *   @show CODE        exit status of systemctl; its output follows
 *   @script NAME      there is an init script
 *   @link LEVEL S|K NAME
 *   @bare NAME        a script without links whose header names no run levels: neither chkconfig nor update-rc.d can manage it
 *   @status NAME CODE TEXT
 *   @process NAME     one of the processes asked for runs
 *   @names NAME…      all services of the node, where one that is wanted does not exist
 *   @end
 */
export function lookScript(wanted: readonly Wanted[]): string {
  const names = [...new Set(wanted.flatMap(({ candidates }) => candidates))].sort();
  const processes = [...new Set(wanted.flatMap((one) => one.processes))].sort();
  const units = names.map((name) => quote(unitName(name))).join(' ');
  const scripts = names.filter((name) => !name.includes('/'));
  return `nl='
'
limit=
if command -v timeout >/dev/null 2>&1; then limit='timeout -s KILL'; fi
ask() {
  code=0
  text=$(cd / && exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin TERM=dumb LC_ALL=C SYSTEMCTL_SKIP_REDIRECT=1 \${limit:+$limit 10} "/etc/init.d/$1" status 2>&1 </dev/null) || code=$?
  set -f; IFS=$nl; set -- "$1" "$code" $text; IFS=' '
  line="@status $*"
  rest=\${line#${'?'.repeat(300)}}
  [ "$rest" = "$line" ] || line=\${line%"$rest"}
  printf '%s\\n' "$line"
}
loaded=' ' asked=' '
if [ -d /run/systemd/system ]; then
  code=0
  show=$(\${limit:+$limit 20} systemctl show -p Id -p Names -p LoadState -p UnitFileState -p ActiveState -p SubState -p Type -p RemainAfterExit -p SourcePath ${units} 2>/dev/null) || code=$?
  printf '@show %s\\n%s\\n' "$code" "$show"
  rest=$show$nl$nl
  while [ -n "$rest" ]; do
    unit=\${rest%%"$nl$nl"*}
    rest=\${rest#*"$nl$nl"}
    case $unit in *LoadState=not-found*) continue ;; *Names=*) ;; *) continue ;; esac
    known=\${unit#*Names=}
    loaded="$loaded\${known%%"$nl"*} "
    case $unit in
      *SourcePath=/etc/*init.d/*)
        case $unit in
          *ActiveState=active*)
            script=\${unit#*SourcePath=}
            script=\${script%%"$nl"*}
            asked="$asked\${script##*/} " ;;
        esac ;;
    esac
  done
fi
names=${quote(` ${scripts.join(' ')} `)}
linked=' '
rc=/etc
[ -d /etc/rc3.d ] || rc=/etc/rc.d
for link in $rc/rc[0-6S].d/[SK][0-9][0-9]*; do
  file=\${link##*/}
  name=\${file#???}
  case $names in
    *" $name "*)
      level=\${link%.d/*}
      echo "@link \${level##*/rc} \${file%\${file#?}} $name"
      linked="$linked$name " ;;
  esac
done
bare=
for name in $names; do
  [ -x "/etc/init.d/$name" ] || continue
  echo "@script $name"
  loaded="$loaded$name "
  [ -d /run/systemd/system ] || asked="$asked$name "
  case $linked in *" $name "*) ;; *) bare="$bare /etc/init.d/$name" ;; esac
done
if [ -n "$bare" ]; then
  start='^#[[:space:]]*Default-Start:[[:space:]]*[S0-6]'
  line=$start
  if command -v chkconfig >/dev/null 2>&1; then line='^#[[:space:]]*chkconfig:[[:space:]]*[-0-6]'; fi
  grep -L -e "$line" -e "$start" $bare | while read -r file; do echo "@bare \${file##*/}"; done
fi
for name in $asked; do ask "$name" & done
wait
${processes.length === 0 ? '' : processLook(processes)}any() {
  for name; do case $loaded in *" $name "* | *" $name.service "*) return ;; esac; done
  lacking=1
}
lacking=
${wanted.map(({ candidates }) => `any ${candidates.map(quote).join(' ')}`).join('\n')}
if [ -n "$lacking" ]; then
  all=@names
  units=/usr/lib/systemd/system
  [ -d "$units" ] || units=/lib/systemd/system
  [ -d /run/systemd/system ] || units=
  for file in /etc/init.d/* \${units:+/etc/systemd/system/*.service "$units"/*.service}; do
    file=\${file##*/}
    case $file in '*' | '*.service' | README | skeleton | functions) continue ;; esac
    all="$all \${file%.service}"
  done
  echo "$all"
fi
echo @end`;
}

/** One process of each name is enough. /proc is read by the shell itself; kernels before 2.6.33 have the name in `stat` only. */
function processLook(processes: readonly string[]): string {
  return `wanted=${quote(` ${processes.join(' ')} `)}
where=comm
[ -e /proc/1/comm ] || where=stat
for file in /proc/[0-9]*/$where; do
  read -r comm <"$file" || continue
  if [ $where = stat ]; then comm=\${comm#*\\(}; comm=\${comm%%\\)*}; fi
  case $wanted in
    *" $comm "*)
      echo "@process $comm"
      wanted="\${wanted%%" $comm "*} \${wanted#*" $comm "}" ;;
  esac
done 2>/dev/null
`;
}

export interface Look {
  /** The first of the candidates that exists; a string says why there is none, or why it can't be said. */
  find(wanted: Wanted): SeenService | string;
  /** True where the node was seen to have none of the candidates. */
  lacks(wanted: Wanted): boolean;
}

/** A string says why nothing can be said of any service. */
export function readLook(fact: CommandFact): Look | string {
  if (fact.status === 'unknown') return fact.why;
  const lines = fact.stdout.split('\n');
  if (!lines.includes('@end'))
    return `the look at the services was cut short${fact.stderr.trim() === '' ? '' : ` (${fact.stderr.trim().split('\n')[0]})`}`;
  const said = (word: string) => lines.filter((line) => line.startsWith(`@${word} `)).map((line) => line.slice(word.length + 2));
  const [shown] = said('show');
  const units = shown === undefined ? null : readUnits(fact.stdout);
  if (shown !== undefined && units?.size === 0) {
    return shown === '137' || shown === '124'
      ? 'systemd did not answer within 20 s'
      : `systemctl told nothing (exit status ${shown})`;
  }
  const scripts = new Set(said('script'));
  const bare = new Set(said('bare'));
  const statuses = new Map(said('status').map(readStatus));
  const links = said('link').map((line) => line.split(' '));
  const names = said('names')[0]?.split(' ') ?? [];
  const running = new Set(said('process'));
  const seen = (name: string, unit: Unit | null, processes: readonly string[]): SeenService => ({
    name,
    unit,
    hasScript: scripts.has(name),
    links: new Map(
      links.flatMap(([level, kind, of]) => (of === name && level && (kind === 'S' || kind === 'K') ? [[level, kind]] : [])),
    ),
    hasHeader: !bare.has(name),
    lacking: processes.filter((process) => !running.has(process)),
    status: statuses.get(name) ?? null,
  });
  return {
    lacks: ({ candidates }) =>
      !candidates.some((name) => scripts.has(name)) &&
      candidates.every((name) => units === null || units.get(unitName(name))?.load === 'not-found'),
    find({ candidates, processes }) {
      if (!units) {
        const script = candidates.find((name) => scripts.has(name));
        return script === undefined ? missing(candidates, names, 'init script') : seen(script, null, processes);
      }
      const known = candidates.flatMap((name) => {
        const unit = units.get(unitName(name));
        return unit === undefined || unit.load === 'not-found' ? [] : [{ name, unit }];
      });
      const best =
        known.find(({ unit }) => unit.load === 'loaded') ?? known.find(({ unit }) => unit.load === 'masked') ?? known[0];
      if (best && best.unit.load !== 'loaded' && best.unit.load !== 'masked') {
        return `its unit ${unitName(best.name)} can't be loaded (${best.unit.load}): see systemctl status ${unitName(best.name)}`;
      }
      if (best) return seen(best.name, best.unit, processes);
      const script = candidates.find((name) => scripts.has(name));
      if (script !== undefined)
        return `there is an init script ${script}, which systemd has not read yet: systemctl daemon-reload`;
      if (candidates.some((name) => !units.has(unitName(name)))) return `systemctl did not tell of ${candidates.join(', ')}`;
      return missing(candidates, names, 'unit or init script');
    },
  };
}

/** The blocks of `systemctl show`, by every name that the unit has. */
function readUnits(text: string): ReadonlyMap<string, Unit> {
  const units = new Map<string, Unit>();
  for (const block of text.slice(text.indexOf('@show ')).split(/\n\n|\n(?=@)/)) {
    const values = new Map(
      block.split('\n').flatMap((line) => {
        const at = line.indexOf('=');
        return at > 0 ? [[line.slice(0, at), line.slice(at + 1)] as const] : [];
      }),
    );
    const value = (name: string) => values.get(name) ?? '';
    if (!values.has('Id') || !values.has('LoadState')) continue;
    const unit: Unit = {
      load: value('LoadState'),
      file: value('UnitFileState'),
      active: value('ActiveState'),
      sub: value('SubState'),
      passing: value('Type') === 'oneshot' && value('RemainAfterExit') === 'no',
      fromScript: /^\/etc\/(rc\.d\/)?init\.d\//.test(value('SourcePath')),
    };
    for (const name of [value('Id'), ...value('Names').split(' ')]) if (name !== '') units.set(name, unit);
  }
  return units;
}

function readStatus(line: string): readonly [string, ScriptStatus] {
  const [name = '', code = '', ...text] = line.split(' ');
  return [name, { code: Number(code), text: printable(text.join(' ')) }];
}

/** Init scripts colour their answers, and print what they please. */
function printable(text: string): string {
  return text
    .replace(/\p{Cc}\[[0-9;]*[A-Za-z]/gu, '')
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
}

function missing(candidates: readonly string[], names: readonly string[], what: string): string {
  const near = [...new Set(names)]
    .map((name) => ({ name, far: Math.min(...candidates.map((candidate) => farness(candidate, name))) }))
    .filter(({ far }) => far <= 0.5)
    .sort((a, b) => a.far - b.far || (a.name < b.name ? -1 : 1))
    .slice(0, 5)
    .map(({ name }) => name);
  const wanted =
    candidates.length === 1 ? `no ${what} named ${candidates[0]}` : `no ${what} named any of ${candidates.join(', ')}`;
  const hint = near.length === 0 ? `there is none with a similar name either` : `there is ${near.join(', ')}`;
  return `${wanted} on this node; ${hint}: install it, or correct the name`;
}

/** 0: the same; 1: nothing in common. A name that is part of the other is near. */
function farness(a: string, b: string): number {
  if (a.length > 2 && b.length > 2 && (a.includes(b) || b.includes(a))) return 0.3;
  return distance(a, b) / Math.max(a.length, b.length);
}
