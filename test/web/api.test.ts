/** The API as schema/openapi.json describes it, by the real server: every route, and what it really answers. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import openapi from '../../schema/openapi.json' with { type: 'json' };
import { type Big, big, story } from './big.ts';
import { TOKENS } from './site.ts';

const dir = mkdtempSync(join(tmpdir(), 'dmsa-api-'));
let site: Big;
beforeAll(async () => {
  const tokenFile = join(dir, 'tokens');
  writeFileSync(tokenFile, `ann ${TOKENS.ann}\n`, { mode: 0o600 });
  site = await big(5, 6, { tokenFile });
  story(site);
});
afterAll(async () => {
  await site.web.close();
  rmSync(dir, { recursive: true });
});

const call = (path: string, init: RequestInit = {}): Promise<Response> => fetch(`${site.url}${path}`, init);
const post = (path: string, body: object): Promise<Response> =>
  call(path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${TOKENS.ann}` },
  });

it('the document is a valid OpenAPI 3.1, and is served as it is in schema/', async () => {
  const result = await new Validator().validate(structuredClone(openapi));
  expect(result.errors ?? []).toEqual([]);
  expect(result.valid).toBe(true);
  expect(await (await call('/api/v1/openapi.json')).json()).toEqual(openapi);
});

it('every route is in the document, and nothing else is', () => {
  const source = readFileSync('src/web/routes.ts', 'utf8');
  const gets = [...source.matchAll(/get\('(\/[^']+)'/g)].map(([, path]) => `get ${path}`);
  const posts = [...source.matchAll(/method: 'POST',\s+path: '([^']+)'/g)].map(([, path]) => `post ${path}`);
  expect(gets.length + posts.length).toBeGreaterThan(15);
  const described = Object.entries(openapi.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );
  expect([...gets, ...posts].sort()).toEqual(described.sort());
});

it('what is answered is what the document says', async () => {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  ajv.addSchema({ ...openapi, $id: 'urn:dmsa:openapi' });
  const pointer = (path: string): string =>
    path.replaceAll('~', '~0').replaceAll('/', '~1').replaceAll('{', '%7B').replaceAll('}', '%7D');
  const expectAs = async (method: string, pattern: string, answer: Response): Promise<void> => {
    const type = (answer.headers.get('content-type') ?? '').replace(/;.*/, '');
    const place =
      type === 'application/problem+json'
        ? '#/components/schemas/Problem'
        : `#/paths/${pointer(pattern)}/${method}/responses/${answer.status}/content/${pointer(type)}/schema`;
    const validate = ajv.getSchema(`urn:dmsa:openapi${place}`);
    const body: unknown = await answer.json();
    if (!validate) throw new Error(`${method} ${pattern} ${answer.status} ${type} is not described`);
    expect([pattern, validate(body), validate.errors ?? []]).toEqual([pattern, true, []]);
  };
  const given: Readonly<Record<string, string>> = { '{name}': 'Web-3', '{active}': 'Sec-2' };
  const started = await post('/api/v1/jobs', { do: 'plan' });
  expect(started.status).toBe(202);
  await expectAs('post', '/api/v1/jobs', started);
  await expectAs('post', '/api/v1/jobs', await post('/api/v1/jobs', { do: 'nothing' }));
  await expectAs('post', '/api/v1/jobs/{id}/stop', await post('/api/v1/jobs/none/stop', {}));
  const { jobs } = (await (await call('/api/v1/jobs')).json()) as { readonly jobs: readonly { readonly id: string }[] };
  for (const [pattern, methods] of Object.entries(openapi.paths)) {
    if (!('get' in methods) || ['/metrics', '/api/v1/stream'].includes(pattern)) continue;
    const path = pattern.replace(/\{\w+\}/, (name) => (name === '{id}' ? (jobs[0]?.id ?? '') : (given[name] ?? '')));
    const answer = await call(path, { headers: { Authorization: `Bearer ${TOKENS.ann}` } });
    expect([path, answer.status]).toEqual([path, 200]);
    await expectAs('get', pattern, answer);
  }
  await expectAs('get', '/api/v1/nodes/{name}', await call('/api/v1/nodes/Nobody'));
});

it('the history has pages, and asks for sane ones', async () => {
  const page = (await (await call('/api/v1/events?limit=2')).json()) as {
    readonly events: readonly { readonly id: number; readonly text: string }[];
    readonly before: number;
  };
  const ids = page.events.map(({ id }) => id);
  // They grow with time.
  expect([ids.length, (ids[0] ?? 0) > (ids[1] ?? 0), Math.abs((ids[0] ?? 0) / 1000 - Date.now()) < 60_000]).toEqual([
    2,
    true,
    true,
  ]);
  expect(page.events[0]?.text).toBe('apply Sec-3, Web-4: new rrd server, ticket 4711');
  const next = (await (await call(`/api/v1/events?limit=2&before=${page.before}`)).json()) as typeof page;
  expect([next.events.map(({ text }) => text.slice(0, 20)), next.before]).toEqual([
    ['Web-2: 10.1.11.185 p', 'a1b2c3d4e5f6 is kept'],
    null,
  ]);
  for (const bad of ['limit=0', 'limit=501', 'limit=x', 'before=-1'])
    expect((await call(`/api/v1/events?${bad}`)).status).toBe(400);
});

it('who comes back to the stream gets what was missed; who comes too late gets all', async () => {
  const open = async (lastId?: string): Promise<{ readonly text: () => Promise<string>; readonly close: () => void }> => {
    const stop = new AbortController();
    const response = await call('/api/v1/stream', {
      signal: stop.signal,
      headers: lastId === undefined ? {} : { 'Last-Event-ID': lastId },
    });
    const reader = response.body?.getReader();
    return {
      async text() {
        let text = '';
        while (!text.slice(12).includes('\n\n')) text += new TextDecoder().decode((await reader?.read())?.value);
        return text;
      },
      close: () => stop.abort(),
    };
  };
  const first = await open();
  const whole = await first.text();
  first.close();
  expect(whole).toContain('event: snapshot\n');
  const id = /^id: (.+)$/m.exec(whole)?.[1] ?? '';
  // While nobody listened.
  site.web.noteNodes(site.told((node) => (node.name === 'Web-5' ? { ...node, doing: 'Web-5/hosts//etc/hosts' } : node)));
  const again = await open(id);
  const missed = await again.text();
  again.close();
  expect(missed).toContain('event: nodes\n');
  expect(missed).toContain('Web-5/hosts//etc/hosts');
  expect(missed).not.toContain('event: snapshot');
  const stranger = await open('other-3');
  expect(await stranger.text()).toContain('event: snapshot\n');
  stranger.close();
});
