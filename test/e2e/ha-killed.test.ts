/**
 * `dmsa ha failover` and `dmsa ha failback` are killed (-9) after each of their steps in turn, and another start ends what was begun.
 * The wire is captured over the whole series: never do two answer for a service address. No file is lost, and none that the holder
 * wrote is overwritten.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, startClient } from '../../lab/client.ts';
import { lightDown } from '../../lab/light.ts';
import { nics } from '../../lab/network.ts';
import { captureWire, type Wire } from '../../lab/wire.ts';
import { turnsOf } from '../../lab/wire-log.ts';
import { eventually, ROOT } from './cluster.ts';
import { recordRow } from './ha-proof-table.ts';
import { LAB } from './lab-name.ts';
import { A, CLIENT, type LightPair, lightPair, MARKS, S, SERVICE, SERVICES, SPOOL } from './light-pair.ts';

const NAME = `${LAB}-killed`;
const DONE = /^.*\bdone in /;
/** More than there are steps: the series ends where a run came to its end by itself. */
const MOST = 40;

let pair: LightPair;
let wire: Wire;
let client: Client;
/** Who has held since the capture began, in turn. */
const held: string[] = [A];
const files: string[] = [];

beforeAll(async () => {
  pair = await lightPair(NAME, process.env['DMSA_PROGRAM'] ?? join(ROOT, 'dist/dmsa.js'));
  wire = await captureWire(pair.network, Object.values(SERVICE), MARKS);
  client = await startClient(
    pair.network,
    nics.map((nic) => `${SERVICE[nic]}:5200`),
    CLIENT,
  );
});
afterAll(async () => {
  await client?.stop();
  await wire?.stop().catch(() => []);
  if (process.env['DMSA_LAB_KEEP'] !== '1') await lightDown(NAME);
});

interface Ended {
  readonly killed: boolean;
  readonly code: number | null;
  readonly said: string;
}

/** Ends it by SIGKILL as soon as it has told of its n-th step; null: never. */
function dmsa(args: readonly string[], killAfter: number | null = null): Promise<Ended> {
  const [program = '', ...rest] = pair.argv(args);
  const child = spawn(program, rest, { cwd: pair.dir, env: pair.env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let killed = false;
  const hear = (chunk: Buffer): void => {
    said += chunk.toString();
    const steps = said.split('\n').filter((line) => DONE.test(line)).length;
    if (killAfter === null || steps < killAfter || killed) return;
    killed = child.kill('SIGKILL');
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ killed: signal === 'SIGKILL', code, said }));
  });
}

async function begunAndKilled(verb: readonly string[], step: number): Promise<boolean> {
  const ended = await dmsa([...verb, A, '--yes', '--log-level', 'info'], step);
  if (!ended.killed) expect(ended, ended.said).toMatchObject({ code: 0 });
  // A dead run's locks are brought to their end here instead of waited for.
  const end = `[ ! -e /var/lib/dmsa/lock ] || sed -i 's/"expiresAt":[0-9]*/"expiresAt":5/' /var/lib/dmsa/lock/holder`;
  await Promise.all([A, S].map((node) => pair.sh(node, end)));
  return ended.killed;
}

async function code(): Promise<string> {
  const { said } = await dmsa(['ha', 'status', '--json']);
  return (JSON.parse(said) as { pairs: readonly { code: string }[] }).pairs[0]?.code ?? 'none';
}

/** All of it is on one member, nothing on the other, and the client is served. */
async function expectHolder(holder: string): Promise<void> {
  const look = `ip -o -4 addr show; for s in ${SERVICES.join(' ')}; do service $s status >/dev/null && echo "runs $s"; done; :`;
  for (const node of [A, S]) {
    const text = await pair.sh(node, look);
    const has = [
      ...Object.values(SERVICE).filter((one) => text.includes(` ${one}/`)),
      ...SERVICES.filter((one) => text.includes(`runs ${one}\n`)),
    ];
    expect({ node, has }).toEqual({ node, has: node === holder ? [...Object.values(SERVICE), ...SERVICES] : [] });
  }
  const before = client.tries().length;
  await eventually(
    'the client is served on both addresses',
    20,
    () =>
      Object.values(SERVICE).every((host) =>
        client
          .tries()
          .slice(before)
          .some((one) => one.host === host && one.why === null),
      ) || undefined,
  );
  if (held.at(-1) !== holder) held.push(holder);
}

/** The holder writes one more file; those that were there before are. */
async function write(holder: string, name: string): Promise<void> {
  await pair.sh(holder, `cd ${SPOOL}; echo ${name} >${name}; echo ${name} >latest`);
  files.push(name);
}
async function expectFiles(node: string): Promise<void> {
  expect((await pair.sh(node, `cd ${SPOOL}; cat ${files.join(' ')} latest`)).trim().split('\n')).toEqual([
    ...files,
    files.at(-1),
  ]);
}

describe('killed after each step in turn', { timeout: 1_500_000 }, () => {
  it('a takeover is ended by the next loop, a failback by the same command', async () => {
    const steps = { takeover: 0, failback: 0 };
    for (let step = 1, [out, back] = [true, true]; (out || back) && step < MOST; step += 1) {
      await write(A, `active-${step}`);
      expect(await dmsa(['sync'])).toMatchObject({ code: 0 });
      out = await begunAndKilled(['ha', 'failover'], step);
      if (out) steps.takeover = step;
      await dmsa(['run', '--ha-only', '--once']);
      expect(await code()).toBe('failed-over');
      await expectHolder(S);
      await expectFiles(S);

      await write(S, `standby-${step}`);
      back = await begunAndKilled(['ha', 'failback'], step);
      if (back) steps.failback = step;
      // Before the point of no return the loop leaves it to the operator, after it the loop ends it.
      await dmsa(['run', '--ha-only', '--once']);
      if ((await code()) !== 'active-holds') expect(await dmsa(['ha', 'failback', A, '--yes'])).toMatchObject({ code: 0 });
      expect(await code()).toBe('active-holds');
      await expectHolder(A);
      await expectFiles(A);
    }
    process.stderr.write(`[killed] ${JSON.stringify(steps)}\n`);
    // The two notes, and each service and address on both members, at the least.
    expect(steps.takeover).toBeGreaterThanOrEqual(10);
    expect(steps.failback).toBeGreaterThanOrEqual(10);
    expect((await dmsa(['plan', '--detailed-exitcode'])).code).toBe(0);

    const frames = await wire.stop();
    for (const nic of nics) {
      const names = new Map(await Promise.all([A, S].map(async (node) => [await pair.macOf(node, nic), node] as const)));
      const turns = turnsOf(frames, SERVICE[nic]).map(({ mac }) => names.get(mac) ?? mac);
      expect(turns).toEqual(held);
    }
    recordRow('killed: takeover');
    recordRow('killed: failback');
  });
});
