/** How autofs lets go of a mount point that another map served until now, before it is served from dmsa's. */
import type { Platform } from '../facts.ts';
import type { Step } from '../kind.ts';
import { MAP, reloadCommand } from './autofs.ts';

export function handoverStep(platform: Platform): Step {
  return {
    do: 'run',
    script: handoverScript(platform),
    label: 'have autofs let go of what another map served',
    timeoutMs: 60_000,
    once: 'autofs-handover',
  };
}

/**
 * For mount points that stand in dmsa's map and nowhere else any more, and on which the trigger of another map still lies. Told
 * of both changes at once, autofs may keep the trigger where it is under its old name (daemon/state.c, do_readmap_mount). So it is
 * told first that the entry is gone, and of dmsa's once the trigger is off: at no moment two maps serve one mount point, for at
 * most 10 s none does. Nothing that is mounted there is touched: such a mount point stays as it is.
 *
 * dmsa's map is changed for that time. Where the node dies meanwhile, the entry is missing there, and the next plan says so.
 */
function handoverScript(platform: Platform): string {
  return `still() {
  [ -f "$1" ] || return 0
  while read -r key _ || [ -n "$key" ]; do
    if [ "$key" = "$2" ]; then return 0; fi
  done <"$1"
  return 1
}
left() {
  points=' '
  while read -r from on type _; do
    case $keys in *" $on "*) ;; *) continue ;; esac
    case $points in *" $on "*) points="\${points%% "$on" *} \${points#* "$on" }" ;; esac
    if [ "$type" = autofs ] && [ "$from" != ${MAP} ] && ! still "$from" "$on"; then points="$points$on "; fi
  done </proc/mounts
  [ "$points" != ' ' ]
}
keys=' '
[ -e ${MAP} ] || exit 0
while read -r key _; do
  case $key in /*) keys="$keys$key " ;; esac
done <${MAP}
left || exit 0
hidden=$points
kept=$(mktemp /etc/.auto.dmsa.XXXXXX)
new=$(mktemp /etc/.auto.dmsa.XXXXXX)
trap 'exit 1' 1 2 15
trap 'mv -f "$kept" ${MAP}; rm -f "$new"' 0
cp -a ${MAP} "$kept"
cp -a ${MAP} "$new"
while IFS= read -r line; do
  case $hidden in *" \${line%% *} "*) ;; *) printf '%s\\n' "$line" ;; esac
done <"$kept" >"$new"
mv -f "$new" ${MAP}
reload() { ${reloadCommand(platform)}; }
reload
tries=0
while left && [ "$tries" -lt 40 ]; do
  tries=$((tries + 1))
  # It counts in whole seconds: what it read within this one it takes for new, and keeps.
  case $tries in 6 | 18) reload ;; esac
  sleep 0.25 2>/dev/null || { sleep 1; tries=$((tries + 4)); }
done
if left; then
  echo "autofs keeps the mount points of a map that no longer has them:$points" >&2
  echo "They are served as before. Once nothing uses them: restart autofs, then apply again." >&2
  exit 1
fi`;
}
