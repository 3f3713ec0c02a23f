/**
 * What systemd is told of `dmsa run` where it started it (sd_notify(3)): that it is ready, that it is not stuck, that it stops.
 *
 * Its socket takes datagrams, for which Node.js has no socket: systemd-notify sends them. A small shell that is started once starts that
 * each time: to start a process from a Node.js of hundreds of megabytes holds up its loop, from a shell it does not.
 */
import { spawn } from 'node:child_process';

export interface ServiceManager {
  /** Once. @param text  what systemctl status shows; asked for again and again */
  ready(text: () => string): void;
  stopping(): void;
  close(): void;
}

type Env = Record<string, string | undefined>;

/** A line is a message: words that are one argument each are parted by the unit separator, as a text has blanks. */
const TELL = `while IFS= read -r line; do
  (IFS=$(printf '\\037'); set -f; exec systemd-notify $line) >/dev/null 2>&1
done`;
const SEPARATOR = '\u001f';
const LEAST_MS = 1_000;
/** Also without a watchdog: the text is to be as it is. */
const EVERY_MS = 30_000;

/** null: nobody is to be told. What it starts itself is not to speak for it, so the variables are taken away. */
export function serviceManager(env: Env = process.env): ServiceManager | null {
  const socket = env['NOTIFY_SOCKET'];
  const watchdogMs = Number(env['WATCHDOG_USEC'] ?? 0) / 1_000;
  for (const name of ['NOTIFY_SOCKET', 'WATCHDOG_USEC', 'WATCHDOG_PID']) delete env[name];
  if (!socket) return null;
  const { PATH = '/usr/bin:/bin' } = env;
  const child = spawn('/bin/sh', ['-c', TELL], {
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { PATH, NOTIFY_SOCKET: socket, LC_ALL: 'C' },
    // Signals of a terminal are not meant for it; it ends with its input.
    detached: true,
  });
  // Without it systemd starts dmsa anew, and says why.
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  child.unref();
  const send = (...words: readonly string[]): void => {
    // Nobody reads: it is stuck itself, and the next ones would only pile up.
    if (child.stdin.writableLength < 64 * 1024) child.stdin.write(`${words.join(SEPARATOR)}\n`);
  };
  // Four chances: one that is lost on its way restarts nothing.
  const everyMs = watchdogMs > 0 ? Math.min(EVERY_MS, Math.max(LEAST_MS, watchdogMs / 4)) : EVERY_MS;
  let timer: NodeJS.Timeout | null = null;
  return {
    ready(text) {
      const beat = (): void => {
        const status = text()
          .replaceAll(/[\p{Cc}\s]+/gu, ' ')
          .slice(0, 400);
        // READY again with each: one that came before systemd listened is made good.
        send('READY=1', 'WATCHDOG=1', `STATUS=${status}`);
      };
      beat();
      timer = setInterval(beat, everyMs);
      timer.unref();
    },
    stopping() {
      if (timer) clearInterval(timer);
      send('STOPPING=1', 'STATUS=stops: what is begun is finished');
    },
    close() {
      if (timer) clearInterval(timer);
      child.stdin.end();
    },
  };
}
