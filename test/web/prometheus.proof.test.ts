/** What is in deploy/, by Prometheus itself: its checks, and a real server that scrapes a real `dmsa run`. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ALERT_CASES, ALL_WELL } from './alert-cases.ts';
import { portTo, type Running, until, type WebSite, webSite } from './site.ts';

const RULES = resolve('deploy/prometheus/dmsa-alerts.yaml');
const SCRAPE = resolve('deploy/prometheus/scrape.yaml');
const ALERTS = (parse(readFileSync(RULES, 'utf8')) as { groups: { rules: { alert: string; expr: string }[] }[] }).groups.flatMap(
  ({ rules }) => rules,
);
const PANELS = JSON.parse(readFileSync('deploy/grafana/dmsa.json', 'utf8')) as {
  readonly panels: readonly { readonly title: string; readonly targets: readonly { readonly expr: string }[] }[];
  readonly annotations: { readonly list: readonly { readonly expr?: string }[] };
};

const dir = mkdtempSync(join(tmpdir(), 'dmsa-prometheus-'));
let site: WebSite;
let loop: Running;
let port: Awaited<ReturnType<typeof portTo>>;
let server: ChildProcess;
let url = '';
let said = '';

beforeAll(async () => {
  site = await webSite();
  loop = await site.started('--token-file', 'tokens');
  port = await portTo(site.socket);
  const scrape = parse(readFileSync(SCRAPE, 'utf8')) as { scrape_configs: { static_configs: { targets: string[] }[] }[] };
  const [job] = scrape.scrape_configs;
  const config = {
    global: { evaluation_interval: '1s' },
    rule_files: [RULES],
    scrape_configs: [
      { ...job, scrape_interval: '1s', scrape_timeout: '1s', static_configs: [{ targets: [new URL(port.url).host] }] },
    ],
  };
  writeFileSync(join(dir, 'prometheus.yml'), JSON.stringify(config));
  const listen = `127.0.0.1:${await freePort()}`;
  url = `http://${listen}`;
  server = spawn(
    'prometheus',
    [`--config.file=${dir}/prometheus.yml`, `--storage.tsdb.path=${dir}/data`, `--web.listen-address=${listen}`],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  server.stderr?.on('data', (chunk: Buffer) => {
    said += String(chunk);
  });
  await until('Prometheus is there', async () => {
    if (server.exitCode !== null) throw new Error(said);
    return fetch(`${url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  });
}, 120_000);
afterAll(async () => {
  server.kill('SIGTERM');
  if (server.exitCode === null) await once(server, 'close');
  if (loop.child.exitCode === null) {
    loop.signal('SIGTERM');
    await loop.ended;
  }
  port.server.close();
  site.close();
  rmSync(dir, { recursive: true });
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}

function promtool(args: readonly string[], input = ''): string {
  const { status, stdout, stderr } = spawnSync('promtool', args, { encoding: 'utf8', input });
  if (status !== 0) throw new Error(`promtool ${args.join(' ')}: ${status}\n${stdout}${stderr}`);
  return stdout + stderr;
}

interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

async function query(expr: string): Promise<readonly Sample[]> {
  const answer = await fetch(`${url}/api/v1/query?${new URLSearchParams({ query: expr })}`);
  const body = (await answer.json()) as { status: string; error?: string; data: { result: readonly Sample[] } };
  if (body.status !== 'success') throw new Error(`${expr}: ${body.error}`);
  return body.data.result;
}

it('promtool finds nothing wrong with what /metrics serves, with the rules, and with the piece for prometheus.yml', async () => {
  const { text } = await loop.ask('/metrics');
  expect(text).toContain('dmsa_live 1');
  // It says what it does not like, and nothing else.
  expect(promtool(['check', 'metrics'], text)).toBe('');
  expect(promtool(['check', 'rules', RULES])).toContain(`${ALERTS.length} rules found`);
  expect(promtool(['check', 'config', SCRAPE])).toContain('is valid');
});

it('each alert is told where it should be and not before, and none where all is well', () => {
  expect(ALERT_CASES.map(({ alert }) => alert).sort()).toEqual(ALERTS.map(({ alert }) => alert).sort());
  const series = (of: Readonly<Record<string, string>>) => Object.entries(of).map(([name, values]) => ({ series: name, values }));
  const firing = (alert: string): string => `ALERTS{alertname="${alert}",alertstate="firing"}`;
  const severityOf = new Map(
    (parse(readFileSync(RULES, 'utf8')) as { groups: { rules: { alert: string; labels: { severity: string } }[] }[] }).groups
      .flatMap(({ rules }) => rules)
      .map(({ alert, labels }) => [alert, labels.severity]),
  );
  const tests = ALERT_CASES.map(({ alert, series: of, labels, quietAt, firesAt, overAt }) => {
    const all = { ...labels, alertname: alert, alertstate: 'firing', severity: severityOf.get(alert) ?? '' };
    const text = Object.entries(all).map(([key, value]) => `${key}="${value}"`);
    const at = (minute: number, fires: boolean) => ({
      expr: firing(alert),
      eval_time: `${minute}m`,
      exp_samples: fires ? [{ labels: `ALERTS{${text.join(',')}}`, value: 1 }] : [],
    });
    return {
      interval: '1m',
      input_series: series(of),
      promql_expr_test: [at(quietAt, false), at(firesAt, true), ...(overAt === undefined ? [] : [at(overAt, false)])],
    };
  });
  const well = {
    interval: '1m',
    input_series: series(ALL_WELL),
    promql_expr_test: [5, 32, 60, 120, 180].map((minute) => ({
      expr: 'ALERTS{alertstate="firing"}',
      eval_time: `${minute}m`,
      exp_samples: [],
    })),
  };
  const file = join(dir, 'alerts.test.yaml');
  writeFileSync(file, JSON.stringify({ rule_files: [RULES], evaluation_interval: '1m', tests: [...tests, well] }));
  expect(promtool(['test', 'rules', file])).toContain('SUCCESS');
});

it('a real server scrapes it, and answers what the page says', async () => {
  await until('ready', async () => (await loop.ask('/readyz')).status === 200, loop);
  await until('scraped', async () => (await query('dmsa_ready == 1')).length === 1, loop);
  const reachable = await query('dmsa_node_reachable');
  expect(Object.fromEntries(reachable.map(({ metric, value }) => [metric['node'], value[1]]))).toEqual({
    'Web-1': '1',
    'Sec-1': '0',
    'Sec-Rep-1': '0',
  });
  expect(await query('dmsa_info')).toMatchObject([{ metric: { cluster: 'test', job: 'dmsa' } }]);
  // What has not happened yet is 0, and not absent: a first takeover would not be a rise.
  expect(await query('dmsa_takeovers_total')).toMatchObject([{ metric: { pair: 'Sec-1' }, value: [expect.anything(), '0'] }]);
  const answer = await fetch(`${url}/api/v1/rules`);
  const { data } = (await answer.json()) as {
    data: { groups: { rules: { name: string; health: string; lastError?: string }[] }[] };
  };
  const rules = data.groups.flatMap((one) => one.rules);
  expect(rules.filter(({ health }) => health === 'err')).toEqual([]);
  await until(
    'the node that is not reached is about to be told',
    async () => (await query('ALERTS{alertname="DmsaNodeLost",node="Sec-1"}')).length === 1,
    loop,
  );
});

it('each expression of the dashboard is understood, and asks for nothing that does not exist', async () => {
  const exprs = [
    ...PANELS.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ title, expr }))),
    ...PANELS.annotations.list.flatMap(({ expr }) => (expr === undefined ? [] : [{ title: 'annotation', expr }])),
    ...ALERTS.map(({ alert, expr }) => ({ title: alert, expr })),
  ];
  expect(exprs.length).toBeGreaterThan(35);
  const answer = await fetch(`${url}/api/v1/targets/metadata?limit=1000`);
  const { data } = (await answer.json()) as { data: readonly { metric: string; type: string }[] };
  const known = new Set([
    'up',
    ...data.flatMap(({ metric, type }) =>
      type === 'histogram' ? [metric, `${metric}_bucket`, `${metric}_sum`, `${metric}_count`] : [metric],
    ),
  ]);
  for (const { title, expr } of exprs) {
    // As Grafana fills it in.
    const asked = expr.replaceAll('$__rate_interval', '1m').replaceAll('$__interval', '15s');
    await query(asked);
    const names = asked
      .replaceAll(/"[^"]*"/g, '')
      .replaceAll(/\{[^}]*\}|\bby *\([^)]*\)|\[[^\]]*\]/g, '')
      .match(/\b[a-z][a-z0-9_]*\b(?! *\()/g);
    const others = (names ?? []).filter((name) => !known.has(name) && !['by', 'or', 'and', 'le'].includes(name));
    expect([title, others]).toEqual([title, []]);
  }
});

it('where dmsa is gone, Prometheus sees it', async () => {
  loop.signal('SIGTERM');
  await loop.ended;
  await until('it is down', async () => (await query('up{job="dmsa"} == 0')).length === 1);
  await until(
    'it is about to be told',
    async () => (await query('ALERTS{alertname="DmsaDown",alertstate="pending"}')).length === 1,
  );
});
