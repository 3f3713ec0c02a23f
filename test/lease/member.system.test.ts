/** The dmsa of a member and what a plan does there, with the shell text that a node gets; the arbiter is one in this process. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ClusterNode, LeaseArbiter } from '../../src/desired/cluster.ts';
import { parseCluster } from '../../src/desired/parse.ts';
import type { Platform } from '../../src/kinds/facts.ts';
import type { NodeContext } from '../../src/kinds/kind.ts';
import { leaseKind } from '../../src/kinds/lease.ts';
import { LEASE_DIR, leaseShell, underLease } from '../../src/kinds/lease-files.ts';
import { bootClock } from '../../src/lease/clock.ts';
import { type MemberLease, startMember } from '../../src/lease/member.ts';
import { memoryStore } from '../../src/lease/memory.ts';
import { askPromise } from '../../src/lease/promise.ts';
import type { LeaseStore } from '../../src/lease/store.ts';
import type { Session } from '../../src/transport/transport.ts';

const TEXT = `apiVersion: dmsa/v1
kind: Cluster
metadata: { name: test }
spec:
  lease: { type: etcd, hosts: [a] }
  central: Sec-1
  nodes:
    Sec-1: { type: SECENGINE, maintenance: 10.0.0.21/24 }
    Rep-1: { type: REPORTING, maintenance: 10.0.0.31/24, backupOf: Sec-1 }
`;
const LEASE = 'pair/Sec-1';

interface Side {
  readonly folder: string;
  readonly notes: string[];
  dmsa: MemberLease;
  sh(script: string): Promise<{ readonly code: number | null; readonly out: string }>;
  plan(held: 'yes' | 'no'): Promise<{ readonly code: number | null; readonly out: string }>;
}

let arbiter: LeaseArbiter;
let whole: LeaseStore;
let cut = false;
let [active, standby]: readonly ClusterNode[] = [];
let root: string;
const sides: Side[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'dmsa-member-'));
  const { cluster } = parseCluster(TEXT, { file: 'cluster.yaml' });
  if (!cluster?.lease) throw new Error('no cluster');
  arbiter = { ...cluster.lease, ttlMs: 3_000, marginMs: 1_000 };
  [active, standby] = cluster.nodes;
  whole = memoryStore({ now: bootClock.now });
  cut = false;
});
afterEach(async () => {
  cut = false;
  await Promise.all(sides.splice(0).map(({ dmsa }) => dmsa.stop()));
  rmSync(root, { recursive: true, force: true });
});

function member(of: ClusterNode | undefined, promise?: () => Promise<boolean>): Side {
  if (!of || !active || !standby) throw new Error('no node');
  const folder = join(root, of.name);
  const notes: string[] = [];
  const lost = { is: 'unknown', why: 'cut' } as const;
  const store: LeaseStore = {
    ...whole,
    acquire: async (...args) => (cut ? lost : whole.acquire(...args)),
    renew: async (...args) => (cut ? lost : whole.renew(...args)),
    end: async (...args) => (cut ? lost : whole.end(...args)),
    look: async (...args) => (cut ? lost : whole.look(...args)),
  };
  const dmsa = startMember({
    arbiter,
    store,
    active,
    standby,
    member: of,
    services: [],
    folder,
    onNote: (text) => notes.push(text),
    ...(promise ? { promise } : {}),
  });
  const side: Side = { folder, notes, dmsa, sh: (script) => shell(folder, script), plan: (held) => plan(of.name, folder, held) };
  sides.push(side);
  return side;
}

async function shell(folder: string, script: string): Promise<{ readonly code: number | null; readonly out: string }> {
  const child = spawn('sh', ['-ec', script.replaceAll(LEASE_DIR, folder)], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (out += String(chunk)));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out };
}

async function plan(node: string, folder: string, held: 'yes' | 'no'): ReturnType<Side['plan']> {
  const context: NodeContext = { node, platform: {} as Platform, look: () => ({ status: 'absent' }) };
  const spec = { lease: LEASE, held, waitMs: 0 };
  const [step] = leaseKind.steps(spec, { wanted: false, held: false, arbiter: 'answers' }, context);
  if (step?.do !== 'run') throw new Error('no step');
  return shell(folder, step.script);
}

const holder = async (): Promise<string> => {
  const look = await whole.look(LEASE);
  return 'holder' in look ? `${look.holder} ${look.is}` : look.is;
};

/** What a pack's service is started by. */
const START = underLease(LEASE, 'ubi-sms', 'echo started', 'echo taken back');

describe('a member that is to hold', () => {
  it('has the lease before anything is started, and lets go of it when it is not to hold any more', async () => {
    const side = member(active);
    expect(await side.sh(START)).toEqual({
      code: 1,
      out: `ubi-sms: the lease ${LEASE} is not held here, so it is not brought up\n`,
    });
    expect(await side.plan('yes')).toEqual({ code: 0, out: '' });
    expect(await holder()).toBe('Sec-1 held');
    expect(await side.sh(START)).toEqual({ code: 0, out: 'started\n' });
    expect(await side.plan('no')).toEqual({ code: 0, out: '' });
    expect(await holder()).toBe('Sec-1 released');
    expect((await side.sh(START)).code).toBe(1);
  });

  it('waits in vain where the other one has it, says so, and does not want it afterwards', async () => {
    await whole.acquire(LEASE, 'Rep-1', 60_000, null);
    const side = member(active);
    const waited = await side.plan('yes');
    expect(waited).toMatchObject({ code: 1 });
    expect(waited.out).toContain('could not be had in time; the arbiter: answers');
    expect(readdirSync(side.folder).filter((file) => file.endsWith('.want'))).toEqual([]);
    expect(await holder()).toBe('Rep-1 held');
  }, 30_000);

  it('stands down without the arbiter, and nothing is started there meanwhile or afterwards', async () => {
    const side = member(active);
    await side.plan('yes');
    // One that takes longer than the lease lasts is taken back.
    const slow = side.sh(underLease(LEASE, 'ubi-sms', 'while leased; do sleep 0.1; done', 'echo taken back'));
    cut = true;
    expect(await slow).toEqual({
      code: 1,
      out: `ubi-sms: the lease ${LEASE} is not held here any more: it is taken back\ntaken back\n`,
    });
    expect(side.notes.join('\n')).toContain('could not be renewed in time');
    cut = false;
    expect((await side.sh(START)).code).toBe(1);
    // Nobody said anew that it is to hold.
    expect(existsSync(join(side.folder, `${encodeURIComponent(LEASE)}.want`))).toBe(false);
  }, 20_000);

  it('gives the lease back where dmsa is stopped, so that it proves nothing, and not without the arbiter', async () => {
    const side = member(active);
    await side.plan('yes');
    cut = true;
    expect(await side.dmsa.stop()).toBe('cut');
    cut = false;
    expect(await side.dmsa.stop()).toBeNull();
    expect(await holder()).toBe('Sec-1 withdrawn');
    expect(await side.plan('yes')).toMatchObject({ code: 1, out: 'no dmsa keeps leases here: start dmsa run --as Sec-1\n' });
  });
});

describe('the standby', () => {
  it('takes the lease once it proves that the active has stood down, and keeps it', async () => {
    await whole.acquire(LEASE, 'Sec-1', 500, null);
    const side = member(standby);
    const began = bootClock.now();
    let proof = await side.dmsa.take();
    while (proof.proof !== 'yes' && bootClock.now() - began < 15_000) proof = await side.dmsa.take();
    expect(proof).toMatchObject({ proof: 'yes' });
    // As if it had promised a moment before: it may have, before it was started.
    expect(bootClock.now() - began).toBeGreaterThan(arbiter.ttlMs + arbiter.marginMs);
    expect(await holder()).toBe('Rep-1 held');
    expect(await side.sh(START)).toEqual({ code: 0, out: 'started\n' });
    expect(await side.plan('no')).toMatchObject({ code: 0 });
    expect(await holder()).toBe('Rep-1 released');
  }, 30_000);

  it('promises an active without an arbiter to leave it in peace: neither then stands down for that', async () => {
    const other = member(standby);
    const session = { run: async (script: string) => ({ ...(await ran(other, script)), stderr: new Uint8Array() }) };
    const side = member(active, () => askPromise(session as unknown as Session, LEASE));
    await side.plan('yes');
    cut = true;
    const endMs = bootClock.now() + 1.4 * arbiter.ttlMs;
    while (bootClock.now() < endMs) {
      expect((await side.sh(START)).code).toBe(0);
      expect((await other.dmsa.take()).proof).not.toBe('yes');
    }
    cut = false;
    // It is no longer the active's when it was promised that long, and not renewed.
    expect(side.notes.join('\n')).not.toContain('is lost');
  }, 30_000);

  it('promises by not being there', async () => {
    const gone = join(root, 'nowhere');
    const session = { run: async (script: string) => ({ ...(await ran({ folder: gone }, script)), stderr: new Uint8Array() }) };
    expect(await askPromise(session as unknown as Session, LEASE)).toBe(true);
    const dead = join(root, 'dead');
    execFileSync('mkdir', [dead]);
    writeFileSync(join(dead, `${encodeURIComponent(LEASE)}.keeper`), '1 1 answers\n');
    const other = { run: async (script: string) => ({ ...(await ran({ folder: dead }, script)), stderr: new Uint8Array() }) };
    expect(await askPromise(other as unknown as Session, LEASE)).toBe(true);
  });
});

/** A process that has ended and that its parent does not reap. */
async function withZombie(what: (pid: string, start: string) => Promise<void>): Promise<void> {
  // It ends once its parent is one that reaps nobody.
  const child = 'until read -r c </proc/$PPID/comm && [ "$c" = sleep ]; do :; done';
  const parent = spawn('sh', ['-c', `sh -c '${child}' & echo $!; exec sleep 60`], { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const [said] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = said.toString().trim();
    const stat = (): readonly string[] => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    while (stat()[0] !== 'Z') await delay(10);
    await what(pid, stat()[19] ?? '');
  } finally {
    parent.kill('SIGKILL');
  }
}

it('a dmsa that is dead and not reaped yet stands in the way of no other, and counts as none', async () => {
  await withZombie(async (pid, start) => {
    const [folder, name] = [join(root, 'Sec-1'), `${encodeURIComponent(LEASE)}.keeper`];
    mkdirSync(folder);
    writeFileSync(join(folder, name), `${pid} ${start} answers\n`);
    expect((await ran({ folder }, `${leaseShell(LEASE)}kept`)).code).toBe(1);
    member(active);
    expect(readFileSync(join(folder, name), 'utf8')).toMatch(new RegExp(`^${process.pid} `));
  });
});

it('a second dmsa on a member is refused', () => {
  // Process 1 lives, and began when its own file says.
  const start = execFileSync('sh', ['-c', 'sed "s/.*) //" /proc/1/stat | cut -d" " -f20'], { encoding: 'utf8' }).trim();
  const folder = join(root, 'Sec-1');
  execFileSync('mkdir', [folder]);
  writeFileSync(join(folder, `${encodeURIComponent(LEASE)}.keeper`), `1 ${start} answers\n`);
  expect(() => member(active)).toThrow(
    expect.objectContaining({ diagnostics: [expect.objectContaining({ code: 'lease-kept' })] }),
  );
});

async function ran({ folder }: Pick<Side, 'folder'>, script: string) {
  const { code, out } = await shell(folder, script);
  return { code, stdout: Buffer.from(out) };
}
