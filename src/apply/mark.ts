/** Writes into the nodes' lists that things are dmsa's from now on (`dmsa adopt`): under their locks, and nothing else. */
import { randomBytes } from 'node:crypto';
import type { Diagnostic } from '../diagnostic.ts';
import { MANIFEST_PATH, type ManifestEntries } from '../diff/manifest.ts';
import type { Json } from '../json.ts';
import type { Target, Transport } from '../transport/transport.ts';
import { TransportError } from '../transport/transport.ts';
import { binary, bytesOf, cksum, shownText } from './bytes.ts';
import type { FileChange } from './files.ts';
import { frameReader } from './frames.ts';
import { takeLocks } from './locks.ts';
import { parseManifest, renderManifest } from './manifest.ts';
import { type ApplyOptions, type LookAt, settingsOf } from './request.ts';
import { manifestOnlyShell } from './wave-script.ts';

export interface Mark {
  /** `kind/name`. */
  readonly key: string;
  readonly made: Json;
  readonly files: readonly string[];
  /** Ids of what it is built on. */
  readonly after: readonly string[];
}

export interface MarkRequest {
  readonly marks: ReadonlyMap<string, readonly Mark[]>;
  readonly targets: ReadonlyMap<string, Target>;
  readonly transport: Transport;
  readonly look: LookAt;
  readonly options: ApplyOptions;
}

export interface Marked {
  /** `locked`: someone else holds a node, nothing was written. */
  readonly status: 'marked' | 'locked';
  readonly problems: readonly Diagnostic[];
}

export async function markAdopted(request: MarkRequest): Promise<Marked> {
  const { marks, targets, transport } = request;
  const settings = settingsOf(request.options);
  const problems: Diagnostic[] = [];
  const token = randomBytes(16).toString('hex');
  const nodes = [...marks.keys()];
  const taken = await takeLocks({ token, nodes, targets, transport, settings, emit: () => {}, signal: undefined });
  if (taken.status !== 'taken') {
    return { status: 'locked', problems: taken.status === 'locked' ? taken.conflicts.map(({ error }) => error) : [] };
  }
  problems.push(...taken.failed.values());
  const changes = new Map<string, FileChange['change']>();
  for (const node of taken.locks.nodes) {
    const target = targets.get(node);
    if (!target) continue;
    try {
      const session = await transport.connect(target);
      const timeoutMs = target.connection.commandTimeoutMs;
      const fact = (await request.look(session, [{ type: 'file', path: MANIFEST_PATH }], { timeoutMs })).file(MANIFEST_PATH);
      const parsed = fact.status === 'unknown' ? fact : parseManifest(fact.status === 'present' ? fact.text : null);
      if (parsed.status === 'unknown') {
        problems.push(unwritten(node, parsed.why));
        continue;
      }
      const old = fact.status === 'present' ? cksum(bytesOf(binary(fact.text, fact.encoding))) : null;
      const content = binary(renderManifest(withMarks(parsed.entries, marks.get(node) ?? [], taken.locks.nodeTime(node))));
      changes.set(node, {
        do: 'put',
        old,
        content,
        sum: cksum(bytesOf(content)),
        mode: old === null ? '0600' : null,
        owner: null,
      });
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      problems.push(error.diagnostic);
    }
  }
  const nonce = randomBytes(8).toString('hex');
  await taken.locks.release(
    (node) => {
      const change = changes.get(node);
      return change ? manifestOnlyShell(nonce, change) : '';
    },
    (node, stdout) => {
      const reader = frameReader(nonce);
      const why = [...reader.push(stdout), ...reader.end()].find((frame) => frame.type === 'warn');
      if (why?.type === 'warn') problems.push(unwritten(node, why.output));
      else if (shownText(stdout).includes(' lost')) problems.push(unwritten(node, 'the lock was lost'));
    },
  );
  return { status: 'marked', problems };
}

function withMarks(entries: ManifestEntries, marks: readonly Mark[], at: string): ManifestEntries {
  const result = new Map(entries);
  for (const { key, made, files, after } of marks) {
    const before = entries.get(key);
    result.set(key, {
      ...(before ?? { spec: null, files }),
      at,
      origin: 'adopted',
      made,
      ...(after.length > 0 ? { after } : {}),
    });
  }
  return result;
}

function unwritten(node: string, why: string): Diagnostic {
  return {
    severity: 'error',
    code: 'manifest-unwritten',
    summary: `What was adopted on ${node} could not be written into the list there`,
    detail: `${MANIFEST_PATH}: ${why}. cluster.yaml has it all the same; run dmsa adopt again.`,
    node,
  };
}
