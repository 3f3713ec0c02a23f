/**
 * Runs a fence agent: a program that takes options as `name=value` lines on standard input and answers by its exit status
 * (ClusterLabs, FenceAgentAPI.md). Nothing secret is ever on its command line or in its environment, and whatever it prints is
 * cut and cleaned of secrets before anybody sees it: agents repeat options that they do not know, passwords too.
 */
import { spawn } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fence } from '../desired/cluster.ts';
import { killGroup } from '../process-group.ts';
import { createRedactor } from '../views/redact.ts';

export type FenceAction = 'on' | 'off' | 'reboot' | 'status';

export type AgentRun =
  | {
      readonly ran: true;
      /** Exit status; null where a signal ended it. */
      readonly code: number | null;
      /** Standard error, then standard output, for people; at most SHOWN_CHARS. */
      readonly said: string;
    }
  | { readonly ran: false; readonly why: 'missing' | 'unstartable' | 'timeout'; readonly said: string };

/** Where Debian, RHEL and others put them; not from the PATH of whoever types. */
const FOLDERS = ['/usr/sbin', '/sbin', '/usr/local/sbin', '/usr/bin', '/usr/local/bin'];
/** Of each of its two outputs. */
const MAX_OUTPUT_BYTES = 64 * 1024;
const SHOWN_CHARS = 2_000;
/** Something that the agent left behind may hold its output open: it is not waited for longer. */
const AFTERWARDS_MS = 500;

/** Never rejects. The agent and all that it started are killed at its time limit. */
export async function runAgent(fence: Fence, node: string, action: FenceAction): Promise<AgentRun> {
  const path = await find(fence.agent);
  if (path === null) return { ran: false, why: 'missing', said: '' };
  const clean = cleaner(fence);
  return new Promise((resolve) => {
    // A process group of its own, to be killed as one.
    const child = spawn(path, [], { cwd: '/', detached: true, stdio: ['pipe', 'pipe', 'pipe'], env: ENVIRONMENT });
    const errors = listener();
    const output = listener();
    let done = false;
    const end = (run: (said: string) => AgentRun): void => {
      if (done) return;
      done = true;
      clearTimeout(timer);
      child.stdout.destroy();
      child.stderr.destroy();
      // What it complains of first: a long output must not cut that off.
      resolve(run(clean(`${errors.text()}\n${output.text()}`)));
    };
    const timer = setTimeout(() => {
      killGroup(child);
      end((text) => ({ ran: false, why: 'timeout', said: text }));
    }, fence.timeoutMs);
    child.on('error', (error) => end(() => ({ ran: false, why: 'unstartable', said: error.message })));
    child.stdout.on('data', output.hear);
    child.stderr.on('data', errors.hear);
    const over = (code: number | null): void => end((text) => ({ ran: true, code, said: text }));
    child.on('close', over);
    child.on('exit', (code) => setTimeout(() => over(code), AFTERWARDS_MS).unref());
    // An agent may end without having read what it was told.
    child.stdin.on('error', () => {});
    child.stdin.end(inputOf(fence, node, action));
  });
}

const ENVIRONMENT = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin', LC_ALL: 'C', HOME: '/root' };

/** `nodename` last of the options, as fenced gives it: agents that switch by node name have no other. */
export function inputOf({ options }: Fence, node: string, action: FenceAction): string {
  const lines = [...options.map(({ name, value }) => `${name}=${value}`), `nodename=${node}`, `action=${action}`];
  return `${lines.join('\n')}\n`;
}

async function find(agent: string): Promise<string | null> {
  const places = agent.startsWith('/') ? [agent] : FOLDERS.map((folder) => join(folder, agent));
  for (const place of places) {
    const found = await access(place, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return place;
  }
  return null;
}

/** Keeps the first bytes of a stream. */
function listener(): { readonly hear: (chunk: Buffer) => void; readonly text: () => string } {
  const kept: Buffer[] = [];
  let bytes = 0;
  return {
    hear(chunk) {
      if (bytes < MAX_OUTPUT_BYTES) kept.push(chunk.subarray(0, MAX_OUTPUT_BYTES - bytes));
      bytes += chunk.length;
    },
    text: () => Buffer.concat(kept).toString('utf8'),
  };
}

/** Secrets are taken out before the text is cut, as half of one is one too; control characters do nothing to a terminal. */
function cleaner({ options }: Fence): (text: string) => string {
  const redact = createRedactor(options.flatMap(({ value, secret }) => (secret ? [value] : [])));
  return (text) => {
    const lines = redact(text)
      .replaceAll(/[^\P{Cc}\n\t]/gu, '')
      .split('\n')
      .map((line) => line.trimEnd())
      .filter((line) => line !== '');
    const shown = lines.join('\n');
    return shown.length > SHOWN_CHARS ? `${shown.slice(0, SHOWN_CHARS)}…` : shown;
  };
}
