/** Keeps the file of each pair's evidence as new as what is known, without writing it more often than that. */
import type { Evidence } from '../ha/evidence.ts';
import { type Decider, evidencePath, type FileInForce, now, writeEvidence, written } from './evidence-file.ts';

export interface EvidenceWriter {
  readonly note: (evidence: Evidence) => void;
  /** Resolves when all that was noted is written. */
  readonly done: () => Promise<void>;
}

export interface WriterOptions {
  /** Its name. */
  readonly cluster: string;
  readonly by: Decider;
  readonly file: () => FileInForce;
  /** Once for each reason why it can't be written. Nothing else comes of that. */
  readonly onProblem: (active: string, why: string) => void;
  readonly directory?: string;
}

/** What says the same is written again after that, so that a reader sees that it is still so. */
const AGAIN_MS = 5_000;

interface Pair {
  said: string;
  wroteMs: number;
  next: Evidence | null;
  writing: Promise<void> | null;
  problem: string;
}

export function evidenceWriter({ cluster, by, file, onProblem, directory }: WriterOptions): EvidenceWriter {
  const pairs = new Map<string, Pair>();
  const write = async (active: string, pair: Pair): Promise<void> => {
    while (pair.next) {
      const evidence = pair.next;
      pair.next = null;
      try {
        const { wallMs, boot } = await now();
        await writeEvidence(evidencePath(cluster, active, directory), written(cluster, by, file(), evidence, { wallMs, boot }));
        pair.problem = '';
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        if (why !== pair.problem)
          onProblem(active, `what is known of the pair can't be written down for dmsa ha explain: ${why}`);
        pair.problem = why;
      }
    }
    pair.writing = null;
  };
  return {
    note(evidence) {
      const { active } = evidence;
      const pair = pairs.get(active) ?? { said: '', wroteMs: 0, next: null, writing: null, problem: '' };
      pairs.set(active, pair);
      const said = JSON.stringify([{ ...evidence, checkedMs: null, lookedMs: null }, file()]);
      if (said === pair.said && performance.now() - pair.wroteMs < AGAIN_MS) return;
      pair.said = said;
      pair.wroteMs = performance.now();
      pair.next = evidence;
      pair.writing ??= write(active, pair);
    },
    async done() {
      await Promise.all([...pairs.values()].map(({ writing }) => writing));
    },
  };
}
