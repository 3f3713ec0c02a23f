/** Runs scripts on the machine that dmsa itself runs on, under the same contract as over SSH. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { homedir, userInfo } from 'node:os';
import { collector } from './collect.ts';
import { dial } from './dial.ts';
import { cancelled, commandTimeout, failure, outputTooLarge } from './errors.ts';
import { streamOf } from './local-stream.ts';
import type { RunOptions, RunResult, Script, Session, Target, Transport, TransportError } from './transport.ts';
import { wrapScript } from './wrap.ts';

/** As for SSH: how long output is waited for that a background child keeps open after the script has ended. */
const EXIT_GRACE_MS = 500;

/** @param env what the scripts get for an environment: by default that of a login, as over SSH */
export function createLocalTransport(env: NodeJS.ProcessEnv = loginEnvironment()): Transport {
  return {
    async connect(target, signal) {
      if (signal?.aborted) throw cancelled(target.node, 'not-run');
      return localSession(target, env);
    },
    async close() {},
  };
}

/**
 * What sshd gives a shell. Services that a script starts would keep what dmsa itself was given by its init system, by cron or by a
 * person's shell: proxies, NODE_OPTIONS, NOTIFY_SOCKET, a PATH without /sbin.
 */
function loginEnvironment(): NodeJS.ProcessEnv {
  const user = userName();
  return {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: homedir(),
    USER: user,
    LOGNAME: user,
    SHELL: '/bin/sh',
  };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // Nobody in /etc/passwd has this number.
    return 'root';
  }
}

function localSession({ node, connection }: Target, env: NodeJS.ProcessEnv): Session {
  const [address] = connection.addresses;
  return {
    node,
    via: 'local',
    ...(address === undefined ? {} : { address }),
    run: (script, options) => runLocal(node, script, options, env),
    async stream(script, { onStdout, signal }) {
      if (signal?.aborted) throw cancelled(node, 'not-run');
      return streamOf(startShell(node, env), script, onStdout);
    },
    dial,
    close() {},
  };
}

/** Out of descriptors or of memory there is no process, or one without its pipes, or `spawn` throws: all the same to the caller. */
function startShell(node: string, env: NodeJS.ProcessEnv): ChildProcessWithoutNullStreams {
  try {
    // A group of its own, so that a time-out ends what the script started and nothing else; nor do the signals that dmsa gets.
    const child = spawn('/bin/sh', [], { stdio: 'pipe', detached: true, cwd: '/', env });
    if (child.pid === undefined && !child.stdin) {
      child.on('error', () => {});
      throw new Error('no descriptors are left for its input and output (EMFILE): see `ulimit -n`');
    }
    return child;
  } catch (error) {
    throw noShell(node, error);
  }
}

function noShell(node: string, error: unknown): TransportError {
  const said = error instanceof Error ? error.message : String(error);
  return failure({
    node,
    code: 'shell-missing',
    summary: `${node}: /bin/sh could not be started on this machine`,
    detail: `${said}. Nothing was run.`,
    retryable: false,
  });
}

function runLocal(node: string, script: Script, options: RunOptions, env: NodeJS.ProcessEnv): Promise<RunResult> {
  if (options.signal?.aborted) return Promise.reject(cancelled(node, 'not-run'));
  return new Promise((resolve, reject) => {
    const child = startShell(node, env);
    let exit: { readonly code: number | null } | null = null;
    let grace: NodeJS.Timeout | undefined;
    let done = false;
    const settle = (): boolean => {
      if (done) return false;
      done = true;
      clearTimeout(timer);
      clearTimeout(grace);
      options.signal?.removeEventListener('abort', onAbort);
      child.stdout.destroy();
      child.stderr.destroy();
      return true;
    };
    const fail = (error: TransportError): void => {
      if (!settle()) return;
      if (child.pid !== undefined) {
        try {
          process.kill(-child.pid, 'SIGKILL');
        } catch {
          // It has ended by itself in the meantime.
        }
      }
      reject(error);
    };
    const finish = (): void => {
      if (exit === null || !settle()) return;
      resolve(output.result(exit.code));
    };
    const onAbort = (): void => fail(cancelled(node, 'unknown'));
    const output = collector(options, () => fail(outputTooLarge(node, options.maxOutputBytes, true)));
    const timer = setTimeout(() => fail(commandTimeout(node, null, options.timeoutMs, output.bytes, true)), options.timeoutMs);
    const linger = (): void => {
      if (exit === null) return;
      clearTimeout(grace);
      grace = setTimeout(finish, EXIT_GRACE_MS);
    };
    options.signal?.addEventListener('abort', onAbort, { once: true });
    child.on('error', (error) => fail(noShell(node, error)));
    child.stdout.on('data', (chunk: Uint8Array) => {
      output.stdout(chunk);
      linger();
    });
    child.stderr.on('data', (chunk: Uint8Array) => {
      output.stderr(chunk);
      linger();
    });
    child.on('exit', (code) => {
      exit = { code };
      linger();
    });
    child.on('close', finish);
    // A shell that ends early (a syntax error, `exit`) leaves the rest unread; its status is what counts.
    child.stdin.on('error', () => {});
    child.stdin.end(wrapScript(script));
  });
}
