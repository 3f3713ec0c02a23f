/**
 * What the end-to-end tests share: a lab cluster with a folder of its own in which `dmsa` is run, as an operator on the
 * central node would. Everything goes through the built program (dist/dmsa.js); nothing of src/ is imported.
 *
 * DMSA_PROGRAM names another build, DMSA_E2E_LAB another lab (e2e-…). DMSA_LAB_KEEP=1 leaves the labs up to look around.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'vitest';
import { parse, parseDocument } from 'yaml';
import { freshCluster, Lab, listLabs, type NodeRequest, sleep } from '../../lab/index.ts';
import { LAB } from './lab-name.ts';

export const ROOT = join(import.meta.dirname, '../..');
export const PROGRAM = process.env['DMSA_PROGRAM'] ?? join(ROOT, 'dist/dmsa.js');

export interface Site {
  readonly lab: Lab;
  /** Where dmsa is run; holds cluster.yaml. */
  readonly dir: string;
}

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

export interface Field {
  readonly path: string;
  readonly from: unknown;
  readonly to: unknown;
  readonly where?: 'file' | 'running';
}

export interface PlannedAction {
  readonly id: string;
  readonly node: string;
  readonly kind: string;
  readonly name: string;
  readonly verb: 'create' | 'update' | 'delete' | 'run';
  readonly reasonCode: string;
  readonly intent: 'intended' | 'corrective';
  readonly risksConnection: boolean;
  readonly fields: readonly Field[];
  readonly after: readonly string[];
  readonly findings?: readonly Finding[];
}

interface Finding {
  readonly code: string;
  readonly sentence: string;
  readonly detail?: string;
  readonly severity: 'would-fail' | 'warning';
}

export interface Problem {
  readonly code: string;
  readonly summary: string;
  readonly detail?: string;
  readonly node?: string;
  readonly resource?: string;
}

export interface PlanJson {
  readonly cluster: string;
  readonly nodes: readonly {
    readonly name: string;
    readonly reachable: boolean;
    readonly selected: boolean;
    readonly via: string | null;
    readonly error?: Problem;
  }[];
  readonly actions: readonly PlannedAction[];
  readonly unknown: readonly { readonly id: string; readonly node: string; readonly kind: string; readonly why: string }[];
  readonly problems: readonly Problem[];
  readonly holdings: readonly {
    readonly active: string;
    readonly holder: string | null;
    readonly code: string;
    readonly sentence: string;
  }[];
  readonly summary: Readonly<
    Record<'create' | 'update' | 'delete' | 'run' | 'unknown' | 'unreachable' | 'wouldFail' | 'warnings', number>
  >;
}

export interface LocksJson {
  readonly locks: readonly {
    readonly node: string;
    readonly status: 'free' | 'held' | 'expired' | 'confirming' | 'unreadable' | 'unreachable';
    readonly holder?: string;
    readonly reason?: string;
    readonly ageSeconds?: number;
    readonly alive?: boolean | null;
  }[];
}

export interface SyncJson {
  readonly pairs: readonly {
    readonly active: string;
    readonly closed?: { readonly code: string; readonly sentence: string };
    readonly copies: readonly { readonly path: string; readonly status: string; readonly code?: string; readonly via?: string }[];
  }[];
}

export interface ApplyJson {
  readonly status: 'applied' | 'locked' | 'interrupted' | 'refused';
  readonly plan: PlanJson;
  readonly outcomes: readonly {
    readonly id: string;
    readonly outcome: 'done' | 'already' | 'failed' | 'stale' | 'blocked' | 'interrupted' | 'skipped';
    readonly error?: Problem;
    readonly undo?: 'reverted' | 'revert-failed';
    readonly by?: string;
    readonly why?: string;
  }[];
  readonly batches: readonly {
    readonly nodes: readonly string[];
    readonly status: 'done' | 'failed' | 'skipped';
    readonly failed: readonly string[];
  }[];
  readonly conflicts: readonly Problem[];
  readonly problems: readonly Problem[];
  readonly after: { readonly converged: boolean } | null;
}

const schema = (name: string): object => JSON.parse(readFileSync(join(ROOT, 'schema', name), 'utf8')) as object;
const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, allowUnionTypes: true });
ajv.addSchema(schema('plan.schema.json'));
ajv.addSchema(schema('locks.schema.json'));
ajv.addSchema(schema('fence.schema.json'));
ajv.addSchema(schema('sync.schema.json'));
const isApply = ajv.compile(schema('apply.schema.json'));

/** Fails, with what is wrong, where the data are not as the schema says. */
export function expectSchema(data: unknown, which: 'plan' | 'apply' | 'locks' | 'fence' | 'sync'): void {
  const validate = which === 'apply' ? isApply : ajv.getSchema(`https://dmsa.dev/schema/${which}.schema.json`);
  const valid = validate?.(data);
  expect(valid === true ? [] : validate?.errors).toEqual([]);
}

/** Runs dmsa to its end, in the lab's network. A run that takes longer than `limitS` is a failure of its own. */
export async function dmsa(site: Site, args: readonly string[], limitS = 240): Promise<Ran> {
  const started = performance.now();
  const { code, stdout, stderr } = await site.lab.exec([process.execPath, PROGRAM, ...args], {
    cwd: site.dir,
    timeout: limitS * 1000,
    env: environment(site),
  });
  const ms = performance.now() - started;
  if (code === 124) throw new Error(`dmsa ${args.join(' ')} was not done after ${limitS} s:\n${stdout}\n${stderr}`);
  return { code, stdout, stderr, ms };
}

/** No agent and no keys of the machine that the tests run on. */
function environment(site: Site): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], HOME: site.dir, LANG: 'C.UTF-8' };
}

export interface Started {
  readonly child: ChildProcess;
  readonly done: Promise<Ran>;
  /** What it has printed so far. */
  said(): string;
}

/** Starts dmsa and lets it run; the child is dmsa itself (the way into the namespace is by exec only). */
export function start(site: Site, args: readonly string[]): Started {
  const [program = '', ...rest] = site.lab.execArgv([process.execPath, PROGRAM, ...args]);
  const started = performance.now();
  const child = spawn(program, rest, { cwd: site.dir, env: environment(site), stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const done = new Promise<Ran>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve({ code: code ?? (signal === null ? 1 : 128), stdout, stderr, ms: performance.now() - started }),
    );
  });
  return { child, done, said: () => stdout + stderr };
}

/** Argv of dmsa for a terminal (tmux). */
export function argvOf(site: Site, args: readonly string[]): readonly string[] {
  return site.lab.execArgv([process.execPath, PROGRAM, ...args]);
}

/** `dmsa plan --json`; the exit code is beside the plan. */
export async function plan(site: Site, args: readonly string[] = []): Promise<{ readonly ran: Ran; readonly plan: PlanJson }> {
  const ran = await dmsa(site, ['plan', '--json', ...args]);
  if (ran.stdout === '') throw new Error(`dmsa plan printed nothing, exit ${ran.code}:\n${ran.stderr}`);
  const data = JSON.parse(ran.stdout) as PlanJson;
  expectSchema(data, 'plan');
  return { ran, plan: data };
}

/** `dmsa apply --yes --json`. */
export async function apply(
  site: Site,
  args: readonly string[] = [],
  limitS?: number,
): Promise<{ readonly ran: Ran; readonly report: ApplyJson }> {
  const ran = await dmsa(site, ['apply', '--yes', '--json', ...args], limitS);
  if (ran.stdout === '') throw new Error(`dmsa apply printed nothing, exit ${ran.code}:\n${ran.stderr}`);
  const report = JSON.parse(ran.stdout) as ApplyJson;
  expectSchema(report, 'apply');
  return { ran, report };
}

/** What went wrong in an apply, for a failing test's message; empty where all was done. */
export function troubles({ status, outcomes, conflicts, problems }: ApplyJson): readonly string[] {
  return [
    ...conflicts.map(({ summary }) => summary),
    ...(status === 'refused' ? problems.map(({ summary, detail }) => `${summary}: ${detail ?? ''}`) : []),
    ...outcomes
      .filter(({ outcome }) => outcome !== 'done' && outcome !== 'already')
      .map(
        ({ id, outcome, error, by }) => `${id}: ${outcome} ${by ?? ''}${error ? `${error.summary}: ${error.detail ?? ''}` : ''}`,
      ),
  ];
}

/** Applies; all must be done, and the second look must find nothing. */
export async function converge(site: Site, args: readonly string[] = [], limitS?: number): Promise<ApplyJson> {
  const { ran, report } = await apply(site, args, limitS);
  expect(troubles(report)).toEqual([]);
  expect(report.after).toMatchObject({ converged: true });
  expect(ran.code).toBe(0);
  return report;
}

/** Nothing to do, by a look of its own; what there is is shown. */
export async function expectClean(site: Site, args: readonly string[] = []): Promise<void> {
  const { ran, plan: seen } = await plan(site, ['--detailed-exitcode', ...args]);
  expect(seen.actions.map(({ id, fields }) => ({ id, fields }))).toEqual([]);
  expect(seen.unknown).toEqual([]);
  expect(seen.nodes.filter(({ reachable }) => !reachable)).toEqual([]);
  expect(ran.code).toBe(0);
}

export interface Ssh {
  readonly connectTimeout?: string;
  readonly commandTimeout?: string;
  readonly identityFile?: string;
  readonly knownHosts?: string;
  readonly hostKey?: 'strict' | 'accept-new';
}

/** Writes cluster.yaml by `dmsa import` of the lab's legacy files, with how to reach the nodes put in. */
export async function importCluster(lab: Lab): Promise<Site> {
  const site: Site = { lab, dir: join(lab.dir, 'site') };
  rmSync(site.dir, { recursive: true, force: true });
  mkdirSync(site.dir, { recursive: true });
  cpSync(lab.access.knownHosts, join(site.dir, 'known_hosts'));
  const from = (name: string): string => join(lab.legacyDir, name);
  const { code, stderr } = await dmsa(site, [
    'import',
    ...['--servers', from('servers.conf'), '--share', from('share.conf')],
    ...['--sync', from('sync.conf'), '--vars', from('variables2adapt.conf')],
    ...['--name', lab.name, '-o', 'cluster.yaml'],
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: 'Wrote cluster.yaml.\n' });
  cpSync(join(site.dir, 'cluster.yaml'), join(site.dir, 'imported.yaml'));
  setIn(site, ['spec', 'ssh'], sshOf(site));
  return site;
}

export function sshOf({ lab }: Site, more: Ssh = {}): Ssh {
  return { identityFile: lab.access.privateKey, knownHosts: './known_hosts', hostKey: 'strict', connectTimeout: '15s', ...more };
}

/** Changes one place of the cluster file, as an editor would: comments stay. */
export function setIn(site: Site, path: readonly string[], value: unknown, file = 'cluster.yaml', from = 'cluster.yaml'): void {
  const document = parseDocument(readFileSync(join(site.dir, from), 'utf8'));
  if (value === undefined) document.deleteIn(path);
  else document.setIn(path, document.createNode(value));
  writeFileSync(join(site.dir, file), document.toString({ lineWidth: 0 }));
}

/** A cluster file beside the real one, with some places changed; `-f` its name. */
export function variant(site: Site, file: string, changes: readonly (readonly [readonly string[], unknown])[]): string {
  cpSync(join(site.dir, 'cluster.yaml'), join(site.dir, file));
  for (const [path, value] of changes) setIn(site, path, value, file, file);
  return file;
}

/** The cluster file as data, without comments and without what the legacy files can't say. */
export function meaningOf(text: string): unknown {
  const data = parse(text) as { spec: Record<string, unknown> };
  const { ssh: _, ...spec } = data.spec;
  return { ...data, spec };
}

/** A blank cluster: nodes as the vendor's images leave them, and a cluster file. */
export async function blank(name = LAB, nodes?: readonly NodeRequest[]): Promise<Site> {
  return importCluster(await freshCluster({ name, ...(nodes ? { nodes } : {}), say }));
}

/**
 * A converged cluster. One that an earlier test file left is taken where dmsa itself finds nothing to do on it, after every
 * fault was ended; else it is made from blank.
 */
export async function converged(name = LAB): Promise<Site> {
  if (listLabs().includes(name)) {
    try {
      const lab = Lab.attach(name);
      const site: Site = { lab, dir: join(lab.dir, 'site') };
      if (existsSync(join(site.dir, 'imported.yaml'))) {
        await lab.heal();
        cpSync(lab.access.knownHosts, join(site.dir, 'known_hosts'));
        cpSync(join(site.dir, 'imported.yaml'), join(site.dir, 'cluster.yaml'));
        setIn(site, ['spec', 'ssh'], sshOf(site));
        const { code } = await dmsa(site, ['plan', '--detailed-exitcode']);
        if (code === 0) return site;
      }
    } catch (error) {
      say(`the lab ${name} is made anew: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const site = await blank(name);
  await converge(site);
  return site;
}

function say(text: string): void {
  process.stderr.write(`[lab] ${text}\n`);
}

/** Asks again until the answer is not undefined. */
export async function eventually<T>(what: string, limitS: number, ask: () => Promise<T | undefined> | T | undefined): Promise<T> {
  const end = performance.now() + limitS * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > end) throw new Error(`Not within ${limitS} s: ${what}`);
    await sleep(100);
  }
}

/** Nobody copies files to the lab's standby by the clock: that its copies are missing or old is the business of one test only. */
export function problemsBesideCopies({ problems }: PlanJson): readonly Problem[] {
  return problems.filter(({ code }) => !code.startsWith('copy-'));
}

/** Runs a script on all nodes at once; by node. */
export async function everywhere(site: Site, script: string): Promise<Record<string, string>> {
  const answers = await Promise.all(site.lab.nodes.map(async ({ name }) => [name, await site.lab.must(name, script)] as const));
  return Object.fromEntries(answers);
}

/**
 * All that must not change by a look: every file of /etc and of dmsa's and the vendor's folders with mode, owner, time of
 * change and content, and the addresses. /etc/mtab and what a kernel counts are not files of anybody's.
 */
export function stateOf(site: Site): Promise<Record<string, string>> {
  return everywhere(
    site,
    `cd / && find etc opt var/lib/dmsa var/lib/nfs/etab -xdev -path '*/logs' -prune -o -path 'opt/rrd/*' -prune -o -type f -printf '%p %m %U:%G %s %C@\\n' 2>/dev/null | grep -v '^etc/\\(resolv.conf\\|adjtime\\)' | sort | md5sum
ip -o addr show | sed 's/ *valid_lft.*//'; ip route show`,
  );
}

/** Temporary files, locks and unconfirmed changes; by node, nothing where all is tidy. */
export function leftovers(site: Site): Promise<Record<string, string>> {
  return everywhere(
    site,
    `find / -xdev \\( -name '.dmsa*' -o -name '*.dmsa.*' -o -path '*/dmsa/lock*' -o -path '*/dmsa/output.*' -o -path '*/dmsa/confirm/*' \\) 2>/dev/null || :`,
  );
}

/** The same for all nodes of the lab, for comparing with what `everywhere` gives. */
export function onAll({ lab }: Site, value: string): Record<string, string> {
  return Object.fromEntries(lab.nodes.map(({ name }) => [name, value]));
}

export function actionOf(seen: PlanJson, id: string): PlannedAction {
  const found = seen.actions.find((action) => action.id === id);
  if (!found)
    throw new Error(`The plan has no action ${id}; it has ${seen.actions.map((action) => action.id).join(', ') || 'none'}`);
  return found;
}
