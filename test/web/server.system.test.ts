/** `dmsa run --listen` as a program: who may ask for what, what is refused, and what a flood costs. */
import { spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { enter } from '../apply/node.ts';
import { type Running, TOKENS, until, type WebSite, webSite } from './site.ts';

const SECRET = 'd4'.repeat(16);
let site: WebSite;
let loop: Running | null = null;
beforeAll(async () => {
  site = await webSite();
  site.write('hook', `${SECRET}\n`);
});
afterEach(async () => {
  if (loop?.child.exitCode === null) {
    loop.signal('SIGTERM');
    await loop.ended;
  }
  loop = null;
  site.file();
});
afterAll(() => site.close());

interface Jobs {
  readonly jobs: readonly {
    readonly id: string;
    readonly status: string;
    readonly said: string;
    readonly endedMs: number | null;
  }[];
}

const ready = (running: Running): Promise<void> =>
  until('ready', async () => (await running.ask('/readyz')).status === 200, running);
const jobOf = async (running: Running) => ((await running.json('/api/v1/jobs')) as unknown as Jobs).jobs[0];

it('knows after its first round, and says until then why it is not ready', async () => {
  loop = await site.started('--token-file', 'tokens');
  const first = await loop.ask('/readyz');
  expect([first.status, JSON.parse(first.text).reasons.length > 0]).toEqual([503, true]);
  expect((await loop.ask('/healthz')).status).toBe(200);
  await ready(loop);
  const status = await loop.json('/api/v1/status');
  expect(status).toMatchObject({
    cluster: 'test',
    mode: 'observe',
    live: true,
    ready: true,
    counts: { nodes: 3, unreached: 2, differing: 1 },
  });
  const node = (await loop.json('/api/v1/nodes/Web-1')) as {
    readonly differences: readonly { readonly id: string; readonly fields: readonly object[] }[];
  };
  expect(node.differences.find(({ id }) => id === 'Web-1/directory//srv/data')?.fields).toMatchObject([
    { path: 'mode', from: '0755', to: '0750' },
  ]);
  // What can't be seen is not said to be held by anybody.
  const pair = (await loop.json('/api/v1/pairs/Sec-1')) as {
    readonly evidence: { readonly holding: { readonly holder: string | null } };
  };
  expect(pair.evidence.holding.holder).toBeNull();
});

it('is applied by a token: shown, agreed to, done, and told with who and why', async () => {
  loop = await site.started('--token-file', 'tokens');
  await ready(loop);
  site.node.sh('chmod 755 /srv/data');
  const asked = await loop.ask('/api/v1/jobs', {
    token: TOKENS.ann,
    body: { do: 'apply', nodes: ['Web-1'], reason: 'ticket 4711' },
  });
  expect(asked.status).toBe(202);
  await until('it asks', async () => (loop ? (await jobOf(loop))?.status === 'asking' : false), loop);
  const job = await jobOf(loop);
  expect(job?.said).toMatch(/directory \/srv\/data .*\n\s+mode\s+0755 → 0750/);
  expect(site.node.sh('stat -c %a /srv/data').trim()).toBe('755');
  const answer = `/api/v1/jobs/${job?.id}/answer`;
  expect((await loop.ask(answer, { token: TOKENS.bob, body: { answer: 'yes' } })).status).toBe(403);
  expect((await loop.ask('/api/v1/jobs', { token: TOKENS.bob, body: { do: 'plan' } })).status).toBe(409);
  expect((await loop.ask(answer, { token: TOKENS.ann, body: { answer: 'yes' } })).status).toBe(200);
  await until('it ends', async () => (loop ? (await jobOf(loop))?.endedMs !== null : false), loop);
  expect(site.node.sh('stat -c %a /srv/data').trim()).toBe('750');
  expect(loop.said.out).toMatch(/"type":"operator-agreed".*"by":"ann".*"reason":"ticket 4711"/);
  const history = (await loop.json('/api/v1/events')) as {
    readonly events: readonly { readonly subject: string; readonly text: string }[];
  };
  expect(history.events.filter(({ subject }) => subject === 'ann').map(({ text }) => text)).toContain('apply Web-1: ticket 4711');
  const metrics = await loop.ask('/metrics');
  expect(metrics.text).toMatch(/dmsa_actions_total\{outcome="done"\} [1-9]/);
});

interface Events {
  readonly events: readonly { readonly id: number; readonly text: string; readonly subject: string }[];
  readonly before: number | null;
}

/** What one gets who opens the stream, with the id of the last event that came before. */
async function streamed(lastId: string | null): Promise<{ readonly id: string; readonly text: string }> {
  const asked = request({
    socketPath: site.socket,
    path: '/api/v1/stream',
    headers: { Host: 'localhost', ...(lastId === null ? {} : { 'Last-Event-ID': lastId }) },
  });
  asked.end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response) {
    text += String(chunk);
    if (/\ndata: .*\n\n/.test(text)) break;
  }
  asked.destroy();
  return { id: /^id: (.+)$/m.exec(text)?.[1] ?? '', text };
}

it('its history outlasts it: after a restart the same events have the same ids, and a page from before goes on', async () => {
  loop = await site.started('--token-file', 'tokens');
  await ready(loop);
  await loop.ask('/api/v1/jobs', { token: TOKENS.ann, body: { do: 'resume', nodes: ['Web-1'], reason: 'before the restart' } });
  await until('ended', async () => (loop ? (await jobOf(loop))?.endedMs !== null : false), loop);
  const pageOf = async (query: string): Promise<Events> =>
    (await (loop as Running).json(`/api/v1/events?${query}`)) as unknown as Events;
  const before = await pageOf('limit=500');
  const { id } = await streamed(null);
  loop.signal('SIGTERM');
  await loop.ended;
  loop = await site.started('--token-file', 'tokens');
  // Whoever comes back with an id of the one before gets the whole, with what was told before in it.
  const again = await streamed(id);
  expect([again.text.includes('event: snapshot'), again.id === id]).toEqual([true, false]);
  expect(again.text).toContain('resume Web-1: before the restart');
  const after = await pageOf('limit=500');
  expect(after.events.length).toBeGreaterThan(before.events.length);
  const ids = after.events.map((one) => one.id);
  expect(new Set(ids).size).toBe(ids.length);
  const known = new Set(before.events.map((one) => one.id));
  expect(after.events.filter((one) => known.has(one.id)).map(({ text }) => text)).toEqual(before.events.map(({ text }) => text));
  // From the third of them on, as it was told by the one before.
  const third = before.events[2]?.id ?? 0;
  const next = await pageOf(`limit=2&before=${third}`);
  expect(next.events.map((one) => one.id)).toEqual(ids.slice(ids.indexOf(third) + 1).slice(0, 2));
  const about = await pageOf('limit=500&about=Sec-Rep-1');
  expect(about.events.length).toBeGreaterThan(0);
  expect(about.events.every((one) => JSON.stringify(one).includes('Sec-Rep-1'))).toBe(true);
});

it('an apply that waits for somebody else is stopped from the page: nothing is changed, and it is told who stopped it', async () => {
  loop = await site.started('--token-file', 'tokens');
  await ready(loop);
  site.node.sh('chmod 755 /srv/data');
  await loop.ask('/api/v1/jobs', { token: TOKENS.ann, body: { do: 'apply', nodes: ['Web-1'], reason: 'ticket 4711' } });
  await until('it asks', async () => (loop ? (await jobOf(loop))?.status === 'asking' : false), loop);
  const id = (await jobOf(loop))?.id;
  // Somebody else is at work there.
  site.node.sh(
    `mkdir -p /var/lib/dmsa/lock; n=$(date +%s); echo '{"token":"${'e'.repeat(32)}","expiresAt":'$((n + 110))',"takenAt":'$((n - 10))',"lastsS":120,"renewS":30,"holder":"eve@far pid 9","reason":"upgrade"}' >/var/lib/dmsa/lock/holder`,
  );
  await loop.ask(`/api/v1/jobs/${id}/answer`, { token: TOKENS.ann, body: { answer: 'yes' } });
  await until('it waits', () => loop?.said.err.includes('eve@far') ?? false, loop);
  const stop = `/api/v1/jobs/${id}/stop`;
  expect((await loop.ask(stop, { body: {} })).status).toBe(401);
  expect((await loop.ask(stop, { token: TOKENS.scrape, body: {} })).status).toBe(403);
  expect((await loop.ask(stop, { token: TOKENS.bob, body: {} })).status).toBe(200);
  await until('it ends', async () => (loop ? (await jobOf(loop))?.endedMs !== null : false), loop);
  expect(await jobOf(loop)).toMatchObject({
    status: 'stopped',
    stoppedBy: 'bob',
    said: expect.stringContaining('Stopped by bob'),
  });
  expect((await loop.ask(stop, { token: TOKENS.bob, body: {} })).status).toBe(409);
  expect(site.node.sh('stat -c %a /srv/data').trim()).toBe('755');
  site.node.sh('rm -r /var/lib/dmsa/lock');
  expect(loop.said.out).toMatch(/"type":"operator-stopping".*"by":"bob".*apply Web-1, asked for by ann/);
  expect(loop.said.out).toMatch(/"type":"operator-ended".*"outcome":"stopped"/);
  // The loop goes on, and so does whoever asks next.
  expect((await loop.ask('/healthz')).status).toBe(200);
  const asked = await loop.ask('/api/v1/jobs', { token: TOKENS.ann, body: { do: 'apply', nodes: ['Web-1'], reason: 'again' } });
  expect(asked.status).toBe(202);
  await until('it asks again', async () => (loop ? (await jobOf(loop))?.status === 'asking' : false), loop);
});

it('suspends and resumes for whoever has the token, and the orders say who that was', async () => {
  loop = await site.started('--token-file', 'tokens');
  await ready(loop);
  await loop.ask('/api/v1/jobs', {
    token: TOKENS.ann,
    body: { do: 'suspend', nodes: ['Web-1'], reason: 'storage moves', forMs: 60_000 },
  });
  await until(
    'suspended',
    async () => JSON.stringify((await loop?.json('/api/v1/status'))?.['suspensions']).includes('storage moves'),
    loop,
  );
  expect(JSON.stringify((await loop.json('/api/v1/status'))['suspensions'])).toContain('"by":"ann (as root)"');
  await loop.ask('/api/v1/jobs', { token: TOKENS.bob, body: { do: 'resume', nodes: [], reason: 'moved' } });
  await until('resumed', async () => JSON.stringify((await loop?.json('/api/v1/status'))?.['suspensions']) === '[]', loop);
});

it('only names that lead here are answered, no other site may ask, and nothing is done without a token', async () => {
  loop = await site.started('--token-file', 'tokens');
  const job = { do: 'suspend', nodes: ['Web-1'], reason: 'x' };
  const refused = async (
    status: number,
    code: string,
    ask: Parameters<Running['ask']>[1],
    path = '/api/v1/jobs',
  ): Promise<void> => {
    const answer = await (loop as Running).ask(path, ask);
    expect([path, answer.status, answer.headers['content-type'], (JSON.parse(answer.text) as { code: string }).code]).toEqual([
      path,
      status,
      'application/problem+json; charset=utf-8',
      code,
    ]);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  };
  const { ann: token } = TOKENS;
  await refused(421, 'other-host', { headers: { Host: 'rebound.example' } }, '/api/v1/status');
  await refused(421, 'other-host', { headers: { Host: 'rebound.example' } }, '/');
  await refused(401, 'no-token', { body: job });
  await refused(401, 'wrong-token', { body: job, token: 'x'.repeat(40) });
  await refused(403, 'read-token', { body: job, token: TOKENS.scrape });
  await refused(403, 'other-origin', { body: job, token, headers: { Origin: 'http://evil.example' } });
  await refused(403, 'other-origin', { body: job, token, headers: { 'Sec-Fetch-Site': 'cross-site' } });
  await refused(415, 'not-json', { body: JSON.stringify(job), token, headers: { 'Content-Type': 'text/plain' } });
  await refused(400, 'not-json', { body: '{', token, headers: { 'Content-Type': 'application/json' } });
  await refused(400, 'bad-request', { body: { ...job, yes: true }, token });
  await refused(413, 'too-large', { body: { ...job, reason: 'x'.repeat(70_000) }, token });
  await refused(404, 'not-found', {}, '/../../etc/passwd');
  await refused(400, 'bad-path', {}, '//');
  await refused(405, 'method', { method: 'DELETE' }, '/api/v1/jobs');
  await refused(404, 'no-hook', { body: '{}' }, '/hooks/git');
  const preflight = await loop.ask('/api/v1/jobs', { method: 'OPTIONS', headers: { Origin: 'http://evil.example' } });
  expect([preflight.status, preflight.headers['access-control-allow-origin']]).toEqual([405, undefined]);
  expect((await loop.json('/api/v1/jobs'))['jobs']).toEqual([]);
  const page = await loop.ask('/');
  expect(page.headers['content-security-policy']).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  );
  expect(page.headers['x-content-type-options']).toBe('nosniff');
});

it('wrong tokens are counted: after ten they are turned away, a right one never is, and no token is in the log', async () => {
  loop = await site.started('--token-file', 'tokens', '--log-level', 'debug');
  for (let tried = 0; tried < 10; tried += 1)
    expect((await loop.ask('/api/v1/whoami', { token: `wrong-${tried}-${'x'.repeat(30)}` })).status).toBe(401);
  const answer = await loop.ask('/api/v1/whoami', { token: `wrong-11-${'x'.repeat(30)}` });
  expect([answer.status, Number(answer.headers['retry-after']) > 30]).toEqual([429, true]);
  expect((await loop.ask('/api/v1/whoami', { token: TOKENS.ann })).status).toBe(200);
  // Reading goes on.
  expect((await loop.ask('/api/v1/status')).status).toBe(200);
  expect((await loop.ask('/metrics')).text).toContain('dmsa_web_wrong_tokens_total 10');
  expect(loop.said.err).toContain('had a token that is none');
  expect(loop.said.out + loop.said.err).not.toMatch(/wrong-\d|a0a0a0/);
});

it('a client that sends slowly, sends too much, or sends rubbish is cut off, and others go on', async () => {
  loop = await site.started();
  const talk = (text: string): Promise<string> =>
    new Promise((resolve) => {
      const socket = connect(site.socket);
      let said = '';
      socket.on('data', (chunk) => {
        said += String(chunk);
      });
      socket.on('error', () => resolve(said));
      socket.on('close', () => resolve(said));
      socket.write(text);
    });
  expect(await talk('rubbish\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  expect(await talk(`GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 4(00|31) /);
  const began = performance.now();
  const slow = talk('GET / HTTP/1.1\r\nHost: localhost\r\n');
  expect((await loop.ask('/healthz')).status).toBe(200);
  expect(await slow).toMatch(/^(HTTP\/1\.1 4\d\d |$)/);
  expect(performance.now() - began).toBeLessThan(20_000);
});

it('is refused where others could reach it without TLS and tokens, where its files are open to others, and where something is there', async () => {
  const refused = async (code: string, ...args: readonly string[]): Promise<void> => {
    const run = site.run(...args);
    expect([args, await run.ended]).toEqual([args, 1]);
    expect(run.said.err).toContain(code);
  };
  await refused('open-listen', '--listen', '0.0.0.0:8470', '--token-file', 'tokens');
  await refused('usage', '--listen', 'somewhere');
  site.write('open-tokens', `ann ${TOKENS.ann}\n`, 0o644);
  await refused('chmod 600', '--token-file', 'open-tokens');
  mkdirSync(join(site.dir, 'folder'));
  await refused('address-taken', '--listen', `unix:${join(site.dir, 'folder')}`);
  loop = await site.started();
  expect(statSync(site.socket).mode & 0o777).toBe(0o600);
  await refused('address-taken');
  // One that was killed leaves its socket, and the next one takes its place.
  loop.signal('SIGKILL');
  await loop.ended;
  expect(existsSync(site.socket)).toBe(true);
  loop = await site.started();
  expect((await loop.ask('/healthz')).status).toBe(200);
});

it('by TLS with tokens it may listen for others: nothing is read without one, and a new certificate counts after SIGHUP', async () => {
  const certificate = (name: string): void => {
    const args = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=${name} -addext subjectAltName=DNS:${name},IP:10.0.0.11 -keyout ${site.dir}/key.pem -out ${site.dir}/cert.pem`;
    expect(spawnSync('openssl', args.split(' ')).status).toBe(0);
    spawnSync('chmod', ['600', join(site.dir, 'key.pem')]);
  };
  certificate('one.example');
  loop = await site.started(
    '--listen',
    '10.0.0.11:8470',
    '--token-file',
    'tokens',
    '--tls-cert',
    'cert.pem',
    '--tls-key',
    'key.pem',
  );
  expect(loop.said.err).toContain('https://10.0.0.11:8470');
  const curl = (...args: readonly string[]): string =>
    spawnSync(
      'nsenter',
      [...enter(site.node.pid), 'curl', '-sS', '--cacert', join(site.dir, 'cert.pem'), '--max-time', '5', ...args],
      { encoding: 'utf8' },
    ).stdout;
  const bearer = ['-H', `Authorization: Bearer ${TOKENS.scrape}`];
  expect(curl('https://10.0.0.11:8470/api/v1/status')).toContain('"no-token"');
  expect(curl('https://10.0.0.11:8470/metrics')).toContain('"no-token"');
  expect(curl(...bearer, 'https://10.0.0.11:8470/api/v1/status')).toContain('"cluster":"test"');
  expect(curl('https://10.0.0.11:8470/healthz')).toContain('"live":true');
  expect(curl('-H', 'Host: localhost', ...bearer, 'https://10.0.0.11:8470/')).toContain('other-host');
  certificate('two.example');
  loop.signal('SIGHUP');
  await until(
    'the new certificate',
    () => curl('--resolve', 'two.example:8470:10.0.0.11', 'https://two.example:8470/healthz').includes('live'),
    loop,
  );
  writeFileSync(join(site.dir, 'key.pem'), 'none');
  loop.signal('SIGHUP');
  await until('it says so', () => loop?.said.err.includes('tokens and keys stay as they were') ?? false, loop);
  expect(curl('--resolve', 'two.example:8470:10.0.0.11', 'https://two.example:8470/healthz')).toContain('live');
});

it('a webhook of any git server has the branch be looked at now, and a thousand of them cost a fetch every few seconds', async () => {
  const work = join(site.dir, 'work');
  const bare = join(site.dir, 'repo.git');
  const git = (...args: readonly string[]): string => {
    const { status, stdout, stderr } = spawnSync('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.net', ...args], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
    return stdout;
  };
  git('init', '-q', '-b', 'main', work);
  // The file in the branch stands in a folder of its own, and names nothing beside it.
  const text = spawnSync('sed', ['-e', '/identityFile/d', join(site.dir, 'cluster.yaml')], { encoding: 'utf8' }).stdout;
  writeFileSync(join(work, 'cluster.yaml'), text);
  git('-C', work, 'add', '.');
  git('-C', work, 'commit', '-q', '-m', 'one');
  git('clone', '-q', '--bare', work, bare);
  // Counts how often the server is asked.
  site.write('polls', '');
  mkdirSync(join(site.dir, 'bin'));
  site.write(
    'bin/git',
    `#!/bin/sh\ncase " $* " in *" ls-remote "*) echo >>${site.dir}/polls ;; esac\nexec /usr/bin/git "$@"\n`,
    0o755,
  );
  const polls = (): number => readFileSync(join(site.dir, 'polls'), 'utf8').length;
  loop = await site.started(
    '--git',
    bare,
    '--git-every',
    '10m',
    '--git-state',
    join(site.dir, 'state'),
    '--hook-secret-file',
    'hook',
  );
  await ready(loop);
  const body = JSON.stringify({ ref: 'refs/heads/main', text: 'x'.repeat(2_000) });
  const signed = createHmac('sha256', SECRET).update(body).digest('hex');
  for (const headers of [
    {},
    { 'X-Hub-Signature-256': `sha256=${signed.replace(/^../, '00')}` },
    { 'X-Hub-Signature-256': `sha256=${createHmac('sha256', SECRET).update(`${body} `).digest('hex')}` },
    { 'X-Gitlab-Token': 'd4'.repeat(15) },
  ])
    expect((await loop.ask('/hooks/git', { body, headers })).status).toBe(401);
  const push = async (name: string, headers: Readonly<Record<string, string>>): Promise<void> => {
    writeFileSync(join(work, name), name);
    writeFileSync(join(work, 'cluster.yaml'), `${text}# ${name}\n`);
    git('-C', work, 'add', '.');
    git('-C', work, 'commit', '-q', '-m', name);
    git('-C', work, 'push', '-q', bare, 'main');
    expect((await (loop as Running).ask('/hooks/git', { body, headers })).status).toBe(202);
    const commit = git('-C', work, 'rev-parse', 'HEAD').trim();
    await until(
      `${name} is in force`,
      async () => JSON.stringify(await loop?.json('/api/v1/revision')).includes(commit),
      loop ?? undefined,
    );
  };
  await push('github', { 'X-Hub-Signature-256': `sha256=${signed}` });
  await push('gitlab', { 'X-Gitlab-Token': SECRET });
  const began = performance.now();
  const before = polls();
  // Fewer at a time than there may be connections; more would be cut off before they cost anything.
  const lanes = await Promise.all(
    Array.from({ length: 40 }, async () => {
      const said: Awaited<ReturnType<Running['ask']>>[] = [];
      for (let call = 0; call < 25; call += 1)
        said.push(await (loop as Running).ask('/hooks/git', { body, headers: { 'X-Gitea-Signature': signed } }));
      return said;
    }),
  );
  const answers = lanes.flat();
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
  const looks = answers.filter(({ text: said }) => said.includes('now')).length;
  const seconds = (performance.now() - began) / 1000;
  expect(looks).toBeLessThanOrEqual(1 + Math.floor(seconds / 5));
  expect(polls() - before).toBeLessThanOrEqual(2 + Math.floor(seconds / 5));
  expect(before).toBeGreaterThan(2);
  expect((await loop.ask('/metrics')).text).toMatch(/dmsa_git_webhooks_total\{result="taken"\} 1002/);
});
