/** What the dashboard and the alerts ask for is what `/metrics` has. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Big, big, story } from './big.ts';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly annotations: { readonly runbook: string };
}

const rules = (
  parse(readFileSync('deploy/prometheus/dmsa-alerts.yaml', 'utf8')) as { groups: { rules: Rule[] }[] }
).groups.flatMap((one) => one.rules);
const dashboard = JSON.parse(readFileSync('deploy/grafana/dmsa.json', 'utf8')) as {
  readonly schemaVersion: number;
  readonly panels: readonly {
    readonly id: number;
    readonly title: string;
    readonly gridPos: Readonly<Record<'x' | 'y' | 'w' | 'h', number>>;
    readonly targets: readonly { readonly expr: string }[];
  }[];
};
let site: Big;
let text = '';
beforeAll(async () => {
  site = await big(5, 6);
  story(site);
  text = await (await fetch(`${site.url}/metrics`)).text();
});
afterAll(() => site.web.close());

/** Names in an expression of PromQL. */
const metricsIn = (expr: string): readonly string[] => expr.match(/\b(?:dmsa|process|nodejs)_[a-z0-9_]+/g) ?? [];

it('every metric of an alert or a panel is served', () => {
  const served = new Set(
    [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].flatMap(([, name = '', type]) =>
      type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
    ),
  );
  const asked = [
    ...rules.map(({ expr }) => expr),
    ...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
  ].flatMap(metricsIn);
  expect(asked.length).toBeGreaterThan(30);
  expect([...new Set(asked)].filter((name) => !served.has(name))).toEqual([]);
});

it('every alert leads to its runbook', () => {
  const headings = new Set(
    [...readFileSync('docs/operations.md', 'utf8').matchAll(/^### (.+)$/gm)].map(([, title = '']) => title.toLowerCase()),
  );
  for (const { alert, annotations } of rules) {
    expect(annotations.runbook).toBe(`docs/operations.md#${alert.toLowerCase()}`);
    expect([...headings]).toContain(alert.toLowerCase());
  }
});

it('the dashboard is one of Grafana 10: panels with ids of their own, on a grid of 24 columns, over each other nowhere', () => {
  expect(dashboard.schemaVersion).toBeGreaterThanOrEqual(38);
  const ids = dashboard.panels.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const cells = new Set<string>();
  for (const {
    title,
    gridPos: { x, y, w, h },
  } of dashboard.panels) {
    expect([title, x + w <= 24]).toEqual([title, true]);
    for (let column = x; column < x + w; column += 1)
      for (let line = y; line < y + h; line += 1) {
        expect([title, cells.has(`${column}:${line}`)]).toEqual([title, false]);
        cells.add(`${column}:${line}`);
      }
  }
});

it('what is not known has no value, and what is known has the right one', () => {
  const value = (series: string): string | null =>
    text
      .split('\n')
      .find((line) => line.startsWith(`${series} `))
      ?.slice(series.length + 1) ?? null;
  expect(value('dmsa_node_reachable{node="Web-2"}')).toBe('0');
  expect(value('dmsa_node_differences{node="Sec-3",kind="mount"}')).toBe('1');
  expect(value('dmsa_node_differences{node="Web-4",kind=""}')).toBe('0');
  expect(value('dmsa_pair_holder{pair="Sec-4",node="Sec-Rep-4"}')).toBe('1');
  expect(value('dmsa_pair_holder{pair="Sec-4",node="Sec-4"}')).toBe('0');
  expect(value('dmsa_actions_total{outcome="done"}')).toBe('2');
  // Of what has not happened yet: only a rise is seen.
  expect(value('dmsa_takeovers_total{pair="Sec-1"}')).toBe('0');
  expect(value('dmsa_window_open')).toBeNull();
  expect(value('dmsa_pair_copy_last_success_timestamp_seconds{pair="Sec-1"}')).toBeNull();
});
