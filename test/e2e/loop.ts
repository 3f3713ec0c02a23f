/** `dmsa run --ha-only --json` in the lab, and waiting for what it says. */
import { eventually, type Site, start } from './cluster.ts';

export interface LoopEvent {
  readonly type: 'verdict' | 'acted' | 'copied' | 'problem';
  readonly code?: string;
  readonly act?: string;
  readonly sentence?: string;
  readonly why?: string;
  readonly failed?: number;
}

export interface Loop {
  /** All of it, its log too. */
  said(): string;
  /** What it has said so far, from the event of that number on. */
  events(from?: number): readonly LoopEvent[];
  hears(what: string, limitS: number, from: number, fits: (event: LoopEvent) => boolean): Promise<LoopEvent>;
  /** Its next verdict with one of these codes. */
  verdict(codes: readonly string[], limitS: number, from?: number): Promise<LoopEvent>;
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

export function startLoop(site: Site, file: string): Loop {
  const run = start(site, ['--log-level', 'info', 'run', '--ha-only', '--json', '-f', file]);
  const events = (from = 0): readonly LoopEvent[] =>
    run
      .said()
      .split('\n')
      .flatMap((line) => (line.startsWith('{') && line.endsWith('}') ? [JSON.parse(line) as LoopEvent] : []))
      .slice(from);
  const loop: Loop = {
    said: run.said,
    events,
    async hears(what, limitS, from, fits) {
      try {
        return await eventually(what, limitS, () => events(from).find(fits));
      } catch (error) {
        throw new Error(`${error instanceof Error ? error.message : String(error)}; it said:\n${run.said()}`);
      }
    },
    verdict: (codes, limitS, from = 0) =>
      loop.hears(codes.join(' or '), limitS, from, ({ type, code = '' }) => type === 'verdict' && codes.includes(code)),
    async stop(signal = 'SIGTERM') {
      run.child.kill(signal);
      await run.done;
    },
  };
  return loop;
}
