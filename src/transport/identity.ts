/**
 * Private keys and the ssh-agent: which keys to offer to a node, in OpenSSH's order, and what to tell where one can't be
 * used. Every key file is read and parsed once and not per node; the agent is asked for its list once per round.
 */
import { readFileSync, statSync } from 'node:fs';
import type { AnyAuthMethod, OpenSSHAgent, ParsedKey } from 'ssh2';
import { failure, seconds, type TransportCode } from './errors.ts';
import type { Ssh2 } from './ssh2.ts';
import type { Target } from './transport.ts';

export interface Identities {
  /** Rejects with a TransportError where a key that was named can't be used. */
  methods(target: Target): Promise<Offer>;
}

export interface Offer {
  readonly methods: readonly AnyAuthMethod[];
  /** What was offered and what was passed over and why, for the message of a refusal. */
  readonly notes: readonly string[];
}

type KeyFile =
  | { readonly status: 'private'; readonly key: ParsedKey; readonly publicBlob: Buffer }
  /** Only the agent can sign for it: it is encrypted, or only the public half is there. */
  | { readonly status: 'agent-only'; readonly publicBlob: Buffer; readonly why: string }
  | { readonly status: 'missing' }
  | { readonly status: 'unusable'; readonly code: TransportCode; readonly why: string; readonly todo: string };

/** How long the agent's list of keys is taken for granted; a round over hundreds of nodes asks once. */
const AGENT_LIST_MS = 10_000;

export function identities(ssh2: Ssh2, agentSocket: string | null, agentTimeoutMs: number): Identities {
  const files = new Map<string, { readonly stamp: string; readonly file: KeyFile }>();
  let listed: { readonly at: number; readonly list: Promise<AgentList> } | null = null;

  const keyFile = (path: string): KeyFile => {
    const stamp = stampOf(path);
    const cached = files.get(path);
    if (cached?.stamp === stamp) return cached.file;
    const file = loadKeyFile(ssh2, path);
    files.set(path, { stamp, file });
    return file;
  };
  const agentKeys = (): Promise<AgentList> => {
    if (agentSocket === null) return Promise.resolve({ keys: [], problem: null });
    if (!listed || Date.now() - listed.at > AGENT_LIST_MS)
      listed = { at: Date.now(), list: listAgent(ssh2, agentSocket, agentTimeoutMs) };
    return listed.list;
  };

  return {
    async methods(target) {
      const { identityFiles, identityFilesNamed, user } = target.connection;
      const agent = await agentKeys();
      const notes: string[] = [];
      const preferred: AnyAuthMethod[] = [];
      const fromFiles: AnyAuthMethod[] = [];
      const taken = new Set<ParsedKey>();
      if (agent.problem !== null) notes.push(agent.problem);
      for (const path of identityFiles) {
        const file = keyFile(path);
        if (file.status === 'private' || file.status === 'agent-only') {
          const inAgent = agent.keys.find((key) => key.getPublicSSH().equals(file.publicBlob));
          if (inAgent && agentSocket !== null) {
            taken.add(inAgent);
            preferred.push(agentMethod(ssh2, agentSocket, user, inAgent));
            notes.push(`${path}: offered through the ssh-agent`);
            continue;
          }
          if (file.status === 'private') {
            fromFiles.push({ type: 'publickey', username: user, key: file.key });
            notes.push(`${path}: offered (${file.key.type})`);
            continue;
          }
        }
        const problem = unusable(path, file, agent.problem);
        if (problem === null) continue;
        if (identityFilesNamed) throw keyFailure(target, path, problem);
        if (file.status !== 'missing') notes.push(`${path}: not offered, ${problem.why}`);
      }
      const others = agent.keys.filter((key) => !taken.has(key));
      const fromAgent = agentSocket === null ? [] : others.map((key) => agentMethod(ssh2, agentSocket, user, key));
      if (fromAgent.length > 0) notes.push(`ssh-agent: ${fromAgent.length} further key(s) offered`);
      // OpenSSH's order: keys of the agent that are configured too, the agent's others, files. But named files go before the
      // agent's others: sshd hangs up after MaxAuthTries (6) keys, and a full agent would use them up.
      const methods = identityFilesNamed
        ? [...preferred, ...fromFiles, ...fromAgent]
        : [...preferred, ...fromAgent, ...fromFiles];
      return { methods, notes };
    },
  };
}

interface AgentList {
  readonly keys: readonly ParsedKey[];
  readonly problem: string | null;
}

interface KeyProblem {
  readonly code: TransportCode;
  readonly why: string;
  readonly todo: string;
}

function unusable(path: string, file: KeyFile, agentProblem: string | null): KeyProblem | null {
  switch (file.status) {
    case 'private':
      return null;
    case 'missing':
      return {
        code: 'key-unreadable',
        why: 'there is no such file',
        todo: 'Correct spec.ssh.identityFile, or make the key: ssh-keygen -t ed25519',
      };
    case 'unusable':
      return file;
    case 'agent-only':
      return {
        code: 'key-encrypted',
        why: `${file.why}, and the ssh-agent does not hold it`,
        todo: [
          ...(agentProblem === null ? [] : [agentProblem]),
          `Load it into an agent first: eval "$(ssh-agent)"; ssh-add ${path.replace(/\.pub$/, '')}`,
          'or give dmsa a key of its own without a passphrase, readable by its user alone.',
        ].join('\n'),
      };
  }
}

function keyFailure(target: Target, path: string, problem: KeyProblem): Error {
  return failure({
    node: target.node,
    code: problem.code,
    summary: `${target.node}: the private key ${path} cannot be used`,
    detail: `${path}: ${problem.why}.\n${problem.todo}`,
    retryable: false,
  });
}

function stampOf(path: string): string {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    return found ? `${found.ino}:${found.mtimeMs}:${found.size}:${found.mode}` : 'missing';
  } catch (error) {
    return String(error);
  }
}

function loadKeyFile(ssh2: Ssh2, path: string): KeyFile {
  let bytes: Buffer;
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (!found) return { status: 'missing' };
    // As OpenSSH: only one's own files are judged, since only their mode is in one's own hands.
    if (found.uid === process.getuid?.() && (found.mode & 0o077) !== 0 && !path.endsWith('.pub')) {
      return {
        status: 'unusable',
        code: 'key-permissions',
        why: `its mode is ${(found.mode & 0o7777).toString(8).padStart(4, '0')}: others can read it, so it is not used (nor would OpenSSH)`,
        todo: `chmod 600 ${path}`,
      };
    }
    bytes = readFileSync(path);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { status: 'unusable', code: 'key-unreadable', why, todo: 'Make it readable for the user that dmsa runs as.' };
  }
  const parsed = ssh2.utils.parseKey(bytes);
  if (!(parsed instanceof Error)) {
    const key = Array.isArray(parsed) ? parsed[0] : parsed;
    if (key?.isPrivateKey()) return { status: 'private', key, publicBlob: key.getPublicSSH() };
    if (key) return { status: 'agent-only', publicBlob: key.getPublicSSH(), why: 'it is a public key' };
  }
  const why = parsed instanceof Error ? parsed.message : 'it holds no key';
  if (/encrypted/i.test(why)) {
    const publicBlob = publicHalf(ssh2, path, bytes);
    if (publicBlob) return { status: 'agent-only', publicBlob, why: 'it is encrypted with a passphrase' };
  }
  return {
    status: 'unusable',
    code: /encrypted/i.test(why) ? 'key-encrypted' : 'key-invalid',
    why: `it is not a private key that can be read (${why})`,
    todo: 'It must be an OpenSSH or PEM private key (ssh-keygen -t ed25519), not encrypted, or held by an ssh-agent.',
  };
}

const OPENSSH_MAGIC = 'openssh-key-v1\0';

/** The public key of an encrypted private key file: in the file itself (OpenSSH's PROTOCOL.key), or in `<file>.pub` beside it. */
function publicHalf(ssh2: Ssh2, path: string, bytes: Buffer): Buffer | null {
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]*?)-----END/.exec(bytes.toString('latin1'))?.[1];
  const blob = Buffer.from(body ?? '', 'base64');
  if (blob.subarray(0, OPENSSH_MAGIC.length).toString('latin1') === OPENSSH_MAGIC) {
    try {
      let at = OPENSSH_MAGIC.length;
      const next = (): Buffer => {
        const length = blob.readUInt32BE(at);
        at += 4 + length;
        return blob.subarray(at - length, at);
      };
      next();
      next();
      next();
      at += 4;
      return Buffer.from(next());
    } catch {
      return null;
    }
  }
  try {
    const parsed = ssh2.utils.parseKey(readFileSync(`${path}.pub`));
    const key = Array.isArray(parsed) ? parsed[0] : parsed;
    return key === undefined || key instanceof Error ? null : key.getPublicSSH();
  } catch {
    return null;
  }
}

function agentMethod(ssh2: Ssh2, socket: string, username: string, key: ParsedKey): AnyAuthMethod {
  const agent: OpenSSHAgent = new ssh2.OpenSSHAgent(socket);
  // One key per method, so that keys can be put in order with those of files.
  agent.getIdentities = (callback) => callback(undefined, [key]);
  return { type: 'agent', username, agent };
}

function listAgent(ssh2: Ssh2, socket: string, timeoutMs: number): Promise<AgentList> {
  return new Promise((resolve) => {
    const none = (why: string): void => resolve({ keys: [], problem: `ssh-agent at ${socket} (SSH_AUTH_SOCK): ${why}` });
    const timer = setTimeout(() => none(`no answer within ${seconds(timeoutMs)}`), timeoutMs);
    new ssh2.OpenSSHAgent(socket).getIdentities((error, found) => {
      clearTimeout(timer);
      if (error || !found) {
        none(error?.message ?? 'no list of keys');
        return;
      }
      const keys: ParsedKey[] = [];
      for (const one of found) {
        if (typeof one === 'object' && 'getPublicSSH' in one) keys.push(one);
      }
      resolve({ keys, problem: null });
    });
  });
}
