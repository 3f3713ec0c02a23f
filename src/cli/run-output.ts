/** What a loop that runs for long says, and where. */
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

/** At the end the last lines are waited for so long. */
const FLUSH_MS = 1_000;
