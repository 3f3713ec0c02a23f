/** Runs scripts on the machine that dmsa itself runs on, under the same contract as over SSH. */
import { spawn } from 'node:child_process';
import { collector } from './collect.ts';
import { dial } from './dial.ts';
import { cancelled, commandTimeout, failure, outputTooLarge } from './errors.ts';
import type { RunOptions, RunResult, Script, Session, Transport, TransportError } from './transport.ts';
import { withoutKeys } from './without-keys.ts';
import { wrapScript } from './wrap.ts';

/** As for SSH: how long output is waited for that a background child keeps open after the script has ended. */
const EXIT_GRACE_MS = 500;

export function createLocalTransport(): Transport {
  return {
    async connect(target, signal) {
      if (signal?.aborted) throw cancelled(target.node, 'not-run');
      return localSession(target.node);
    },
    async close() {},
  };
}

function localSession(node: string): Session {
  return { node, via: 'local', run: (script, options) => runLocal(node, script, options), dial, close() {} };
}

function runLocal(node: string, script: Script, options: RunOptions): Promise<RunResult> {
  if (options.signal?.aborted) return Promise.reject(cancelled(node, 'not-run'));
  return new Promise((resolve, reject) => {
    // A group of its own, so that a time-out ends what the script started and nothing else.
    const child = spawn('/bin/sh', [], { stdio: 'pipe', detached: true, cwd: '/', env: withoutKeys(process.env) });
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
    child.on('error', (error) =>
      fail(
        failure({
          node,
          code: 'shell-missing',
          summary: `${node}: /bin/sh could not be started on this machine`,
          detail: `${error.message}. Nothing was run.`,
          retryable: false,
        }),
      ),
    );
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
