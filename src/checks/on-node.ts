/** Checks that are asked on the node itself, of what the kernel says in /proc: nothing is started there but the shell. */
import { quote } from '../quote.ts';

/** The kernel keeps so many bytes of a process's name (proc(5), comm). */
const COMM_BYTES = 15;

/** Whether a UDP port is open there: nobody need answer on it (syslog, traps). proc(5): local_address is ADDRESS:PORT in hexadecimal. */
export function udpScript(port: number): string {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  return `for file in /proc/net/udp /proc/net/udp6; do
  [ -r "$file" ] || continue
  while read -r _ local _; do
    case $local in *:${hex}) exit 0 ;; esac
  done <"$file"
done
echo 'no program has UDP port ${port} open'
exit 1
`;
}

/** Whether a process of that name runs; a zombie does not. */
export function processScript(name: string): string {
  const comm = quote(Buffer.from(name, 'utf8').subarray(0, COMM_BYTES).toString('latin1'));
  return `wanted=${comm}
for folder in /proc/[0-9]*; do
  name=; { IFS= read -r name <"$folder/comm"; } 2>/dev/null || continue
  [ "$name" = "$wanted" ] || continue
  stat=; { IFS= read -r stat <"$folder/stat"; } 2>/dev/null || continue
  case "\${stat##*) }" in Z*) continue ;; esac
  exit 0
done
echo "no process $wanted runs"
exit 1
`;
}
