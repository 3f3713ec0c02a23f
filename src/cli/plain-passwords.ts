/**
 * A root password leaves the secrets file once it is set (guide: "will be automatically removed when applied"): its place takes
 * the hash that the node has, so that the file still says what is wanted. Nothing here ever shows either.
 */
import PQueue from 'p-queue';
import type { Cluster } from '../desired/cluster.ts';
import { type PasswordChange, replaceRootPasswords } from '../desired/secrets-edit.ts';
import { DiagnosticError } from '../diagnostic.ts';
import { isHashOf, rootHash, rootPassword } from '../kinds/root-password.ts';
import { observeNode } from '../observe/nodes.ts';
import type { Verdict } from '../reconcile/decide.ts';
import { targetOf } from '../reconcile/look.ts';
import { rewriteSecrets, type SecretsPlace } from '../secrets/rewrite.ts';
import { type Transport, TransportError } from '../transport/transport.ts';
import type { Io } from './io.ts';

export interface PlainPasswords {
  readonly cluster: Cluster;
  /** null: the cluster file names no secrets file. */
  readonly secretsPlace: SecretsPlace | null;
  /** Of the last look: what is as wanted there has been set. */
  readonly verdict: Verdict;
  readonly transport: Transport;
  readonly parallel: number;
}

/** Never throws for a fault of a node or of the file: the password is set then, and only stays in the file. */
export async function hashPlainPasswords(request: PlainPasswords, io: Io): Promise<void> {
  const { secretsPlace } = request;
  const set = nodesThatHaveIt(request);
  if (secretsPlace === null || set.length === 0) return;
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
    let replaced: readonly string[] = [];
    await rewriteSecrets(secretsPlace, (text) => {
      const edit = replaceRootPasswords(text, changes);
      if (edit.text === null) throw new Error(edit.why);
      replaced = edit.replaced;
      return edit.text;
    });
    if (replaced.length === 0) return;
    io.err(
      `${secretsPlace.path}: ${replaced.length === 1 ? 'the root password' : 'the root passwords'} of ${replaced.join(', ')} ${replaced.length === 1 ? 'is' : 'are'} set; the file now holds the hash instead.\n`,
    );
  } catch (error) {
    const why =
      error instanceof DiagnosticError
        ? (error.diagnostics[0]?.detail ?? error.message)
        : error instanceof Error
          ? error.message
          : String(error);
    stays(secretsPlace.path, why, io);
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
