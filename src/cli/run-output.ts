/** What a loop that runs for long says, and where. */
import { createHub, type Hub } from '../events/hub.ts';
import { eventLine } from '../views/event-line.ts';
import { loopEventJson, loopEventLine } from '../views/loop.ts';
import type { Io } from './io.ts';
import { createLineWriter } from './line-writer.ts';

/** Its lines on standard output, and what it has to say beside them on standard error: whoever reads may be gone, or stand still. */
export function output(io: Io): {
  readonly say: (text: string) => void;
  readonly tell: (text: string) => void;
  readonly flush: () => Promise<void>;
} {
  const beside = createLineWriter(2, () => {});
  // Of what others write there (the log).
  process.stderr.on('error', () => {});
  let lines = createLineWriter(1, (why, unwritten) => {
    beside.write(`dmsa run: nobody reads its standard output any more (${why}); it goes on, and says the rest here\n`);
    lines = beside;
    for (const text of unwritten) beside.write(text);
  });
  return {
    say: (text) => lines.write(io.redacted(text)),
    tell: (text) => beside.write(io.redacted(text)),
    async flush() {
      await Promise.all([lines.flush(FLUSH_MS), beside.flush(FLUSH_MS)]);
    },
  };
}

interface HubRequest {
  readonly io: Io;
  readonly json: boolean;
  readonly say: (text: string) => void;
}

/** What is told is said here first; the steps of plans are for the log. */
export function openHub({ io, json, say }: HubRequest): Hub {
  const hub = createHub({
    redacted: io.redacted,
    onFault: (error) => io.log('error', error instanceof Error ? (error.stack ?? error.message) : String(error)),
  });
  hub.listen((told) => {
    const { event } = told;
    if (event.of === 'step') {
      const line = eventLine(event.event);
      if (line)
        io.log('info', line, event.node !== null ? { node: event.node } : event.pair !== null ? { pair: event.pair } : {});
      return;
    }
    say(json ? `${JSON.stringify(loopEventJson(told))}\n` : loopEventLine(told, io));
  });
  return hub;
}

/** At the end the last lines are waited for so long. */
const FLUSH_MS = 1_000;
