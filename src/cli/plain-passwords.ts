/**
 * A root password leaves the secrets file once it is set (guide: "will be automatically removed when applied"): its place takes
 * the hash that the node has, so that the file still says what is wanted. Nothing here ever shows either.
 */
import { chown, realpath, stat } from 'node:fs/promises';
import PQueue from 'p-queue';
import type { Cluster } from '../desired/cluster.ts';
import { type PasswordChange, replaceRootPasswords } from '../desired/secrets-edit.ts';
import { DiagnosticError } from '../diagnostic.ts';
import { isHashOf, rootHash, rootPassword } from '../kinds/root-password.ts';
import { observeNode } from '../observe/nodes.ts';
import type { Verdict } from '../reconcile/decide.ts';
import { targetOf } from '../reconcile/look.ts';
import { type Transport, TransportError } from '../transport/transport.ts';
import { readBytes, writeWhole } from './files.ts';
import type { Io } from './io.ts';

export interface PlainPasswords {
  readonly cluster: Cluster;
  /** null: the cluster file names no secrets file. */
  readonly secretsPath: string | null;
  /** Of the last look: what is as wanted there has been set. */
  readonly verdict: Verdict;
  readonly transport: Transport;
  readonly parallel: number;
}

/** Never throws for a fault of a node or of the file: the password is set then, and only stays in the file. */
export async function hashPlainPasswords(request: PlainPasswords, io: Io): Promise<void> {
  const { secretsPath } = request;
  const set = nodesThatHaveIt(request);
  if (secretsPath === null || set.length === 0) return;
  const changes = new Map<string, PasswordChange>();
  const queue = new PQueue({ concurrency: request.parallel });
  await queue.addAll(
    set.map(({ node, plain }) => async () => {
      const hash = await hashOn(request, node, plain);
      if (hash !== null) changes.set(node, { plain, hash });
    }),
  );
  if (changes.size === 0) return;
  try {
    const path = await realpath(secretsPath);
    const edit = replaceRootPasswords(Buffer.from(await readBytes(path)).toString('utf8'), changes);
    if (edit.text === null) return stays(secretsPath, edit.why, io);
    if (edit.replaced.length === 0) return;
    const { mode, uid, gid } = await stat(path);
    await writeWhole(path, edit.text, { mode: mode & 0o777, replace: true });
    if (uid !== process.getuid?.() || gid !== process.getgid?.()) await chown(path, uid, gid);
    io.err(
      `${secretsPath}: ${edit.replaced.length === 1 ? 'the root password' : 'the root passwords'} of ${edit.replaced.join(', ')} ${edit.replaced.length === 1 ? 'is' : 'are'} set; the file now holds the hash instead.\n`,
    );
  } catch (error) {
    const why = error instanceof DiagnosticError ? (error.diagnostics[0]?.detail ?? error.message) : String(error);
    stays(secretsPath, why, io);
  }
}

function nodesThatHaveIt({ cluster, verdict }: PlainPasswords): readonly { readonly node: string; readonly plain: string }[] {
  const { plan } = verdict;
  const seen = new Set(plan.nodes.filter(({ reachable, selected }) => reachable && selected).map(({ name }) => name));
  const open = new Set(
    [...plan.actions, ...plan.unknown].filter(({ kind }) => kind === rootPassword.name).map(({ node }) => node),
  );
  return [...cluster.rootPasswords].flatMap(([node, password]) =>
    password.form === 'plain' && seen.has(node) && !open.has(node) ? [{ node, plain: password.plain }] : [],
  );
}

/** null: it can't be told now, and is left for the next apply. */
async function hashOn({ cluster, verdict, transport }: PlainPasswords, name: string, plain: string): Promise<string | null> {
  const node = cluster.nodes.find((one) => one.name === name);
  if (!node) return null;
  try {
    const session = await transport.connect(targetOf(node));
    const requests = rootPassword.probe(verdict.wanted.ofKind(name, rootPassword.name));
    const found = rootHash(await observeNode(session, requests, { timeoutMs: node.connection.commandTimeoutMs }));
    return typeof found !== 'string' && isHashOf(found.field, plain) ? found.field : null;
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    return null;
  }
}

function stays(path: string, why: string, io: Io): void {
  io.problems([
    {
      severity: 'warning',
      code: 'plain-password-stays',
      summary: `Root passwords are set, and still stand in ${path} as they are`,
      detail: `The file was left as it is: ${why}\nThe next apply tries again; or put a hash there yourself: openssl passwd -6`,
    },
  ]);
}
