/**
 * Every kind on every image flavour, in one cluster: made on blank nodes, broken in its file and in its running state and
 * healed, and taken away once the file no longer has it. Each time the node itself is asked, beside dmsa. What came out is
 * recorded for docs/proof.md.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApplyJson, actionOf, blank, converge, type PlanJson, type Site } from './cluster.ts';
import { alongOn, type Break, breaksOn, goneOn, lateBreakOn, networkBreaksOn, STANDBY_ROW } from './kinds-breaks.ts';
import { ACTIVES, askForAll, askForLess, flavourOf, NODES } from './kinds-cluster.ts';
import { LAB } from './lab-name.ts';
import { record } from './proof.ts';
import { WITHOUT } from './proof-table.ts';

/** Of one apply: some 170 things, many of them commit-confirmed, on a machine that may be busy. */
const LIMIT_S = 900;
const TIMEOUT = { timeout: 1_100_000 };

let site: Site;
beforeAll(async () => {
  site = await blank(`${LAB}-kinds`, NODES);
  await askForAll(site);
});
afterAll(async () => {
  if (process.env['DMSA_LAB_KEEP'] !== '1') await site?.lab.down();
});

type On<Thing> = Thing & { readonly node: string };
type Asked = On<{ readonly kind: string; readonly name: string; readonly at?: string; readonly ask: string }>;

const idOf = ({ node, kind, name }: On<{ kind: string; name: string }>): string => `${node}/${kind}/${name}`;
/** Done, or found done by the time it was their turn: autofs's start brings its triggers, cron's job mounts what is not mounted. */
const doneIn = ({ outcomes }: ApplyJson): ReadonlySet<string> =>
  new Set(outcomes.filter(({ outcome }) => outcome === 'done' || outcome === 'already').map(({ id }) => id));
const platforms = (things: readonly On<{ kind: string }>[]) =>
  things.map(({ node, kind }) => ({ kind, platform: flavourOf(site, node) }));

/** Which of them the nodes themselves answer with yes, without dmsa: one connection a node. */
async function yes(all: readonly Asked[]): Promise<ReadonlySet<Asked>> {
  const holds = await Promise.all(
    ACTIVES.map(async (node) => {
      const here = all.filter((one) => (one.at ?? one.node) === node);
      const script = here.map(({ ask }, index) => `( ${ask}\n) </dev/null >/dev/null 2>&1 && echo ${index}\n`).join('');
      const said = new Set((await site.lab.must(node, `${script}:`)).split('\n').filter((line) => line !== ''));
      return here.filter((_, index) => said.has(String(index)));
    }),
  );
  return new Set(holds.flat());
}

async function expectYes(all: readonly Asked[]): Promise<void> {
  const holding = await yes(all);
  expect(all.filter((one) => !holding.has(one)).map(({ ask, ...one }) => `${idOf(one)}: ${ask}`)).toEqual([]);
}

async function expectNo(all: readonly Asked[]): Promise<void> {
  expect([...(await yes(all))].map(({ ask, ...one }) => `${idOf(one)}: ${ask}`)).toEqual([]);
}

/** A node's breaks in their order, the nodes at the same time. */
async function breakAll(breaks: readonly On<Break>[]): Promise<void> {
  await Promise.all(
    ACTIVES.map(async (node) => {
      const here = breaks.filter((one) => (one.at ?? one.node) === node);
      if (here.length > 0) await site.lab.must(node, `set -e\n${here.map(({ script }) => script).join('\n')}`);
    }),
  );
}

/** root of each node gets to another one by its name, without being asked anything: by keys and host keys that dmsa exchanged. */
async function expectReach(): Promise<void> {
  const ssh = 'ssh -o BatchMode=yes -o StrictHostKeyChecking=yes -o UserKnownHostsFile=/dev/null -o ConnectTimeout=30';
  const to = (node: string): string => (node === 'Web-1' ? 'Sec-2' : 'Web-1');
  const said = await Promise.all(ACTIVES.map((node) => site.lab.must(node, `${ssh} ${to(node)} uname -n </dev/null`)));
  expect(said).toEqual(ACTIVES.map((node) => `${to(node).toLowerCase()}.lab.example\n`));
}

const asked = (breaks: readonly On<Break>[]): readonly Asked[] => breaks.map((one) => ({ ...one, ask: one.well }));

function expectDrift(seen: PlanJson, one: On<Break>): void {
  const { intent, fields } = actionOf(seen, idOf(one));
  if (!one.untold) expect({ id: idOf(one), intent }).toEqual({ id: idOf(one), intent: 'corrective' });
  // Where a kind tells its file and its running state apart, it is the one that was broken.
  const where = new Set(fields.map((field) => field.where ?? one.way));
  expect({ id: idOf(one), where: [...where] }).toEqual({ id: idOf(one), where: expect.arrayContaining([one.way]) });
}

describe('every kind on every platform', () => {
  const breaks: On<Break>[] = [];
  const network: On<Break>[] = [];
  beforeAll(() => {
    breaks.push({ ...STANDBY_ROW, node: 'Sec-Rep-1' });
    for (const node of ACTIVES) {
      breaks.push(...breaksOn(node, flavourOf(site, node)).map((one) => ({ ...one, node })));
      network.push(...networkBreaksOn(node, flavourOf(site, node)).map((one) => ({ ...one, node })));
    }
  });

  it('is made on nodes as the vendor leaves them', TIMEOUT, async () => {
    await expectNo(asked([...breaks, ...network]));
    const report = await converge(site, [], LIMIT_S);
    await expectYes(asked([...breaks, ...network]));
    await expectReach();
    // The passwords have left the file for the hashes that the nodes have, and were shown nowhere.
    const secrets = readFileSync(join(site.dir, 'cluster.secrets.yaml'), 'utf8');
    expect(secrets.match(/\$6\$[^:'"]{60,}/g)).toHaveLength(ACTIVES.length);
    expect(secrets + JSON.stringify(report)).not.toContain('correct horse');
    const made = [...doneIn(report)].map((id) => ({ node: id.split('/')[0] ?? '', kind: id.split('/')[1] ?? '' }));
    record('create', platforms(made));
  });

  it('is told and healed where its file or its running state was changed by hand', TIMEOUT, async () => {
    await breakAll(breaks);
    await breakAll(network);
    const all = [...breaks, ...network];
    await expectNo(asked(all));
    const report = await converge(site, [], LIMIT_S);
    const seen = report.plan;
    for (const one of all) expectDrift(seen, one);
    expect(seen.unknown).toEqual([]);
    const allowed = new Set([...all.map(idOf), ...ACTIVES.flatMap(alongOn)]);
    expect(seen.actions.map(({ id }) => id).filter((id) => !allowed.has(id))).toEqual([]);
    await expectYes(asked(all));
    const done = doneIn(report);
    const healed = all.filter((one) => done.has(idOf(one)));
    for (const way of ['file', 'running'] as const) record(way, platforms(healed.filter((one) => one.way === way)));
  });

  it('is taken away once the file no longer has it; what others put beside it stays', TIMEOUT, async () => {
    const late = ACTIVES.map((node) => ({ ...lateBreakOn(node), node }));
    const going = ACTIVES.flatMap((node) => goneOn(node, flavourOf(site, node)).map((one) => ({ ...one, node, ask: one.gone })));
    await expectNo(going);
    await breakAll(late);
    await expectNo(asked(late));
    askForLess(site);
    const report = await converge(site, ['--allow-deletions', '200'], LIMIT_S);
    for (const one of going) {
      const { verb, fields } = actionOf(report.plan, idOf(one));
      if (one.field === undefined) expect({ id: idOf(one), verb }).toEqual({ id: idOf(one), verb: 'delete' });
      else expect(fields).toContainEqual(expect.objectContaining({ path: one.field, to: null }));
    }
    for (const one of late) expectDrift(report.plan, one);
    await expectYes([...going, ...asked(late)]);
    const done = doneIn(report);
    record('removal', platforms(going.filter((one) => done.has(idOf(one)))));
    record('running', platforms(late.filter((one) => done.has(idOf(one)))));
  });

  it('is not recorded where it has no meaning', () => {
    const all = [...breaks, ...network];
    expect(all.filter(({ kind, way }) => WITHOUT[kind]?.[way] !== undefined)).toEqual([]);
  });
});
