/** The status page in a real Chromium, on the real program and on a cluster of 200 nodes. */

import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { NodeTold } from '../../src/reconcile/nodes-file.ts';
import { type Big, big, story } from './big.ts';
import { type Browser, openBrowser } from './browser.ts';
import { portTo, type Running, TOKENS, type WebSite, webSite } from './site.ts';

let site: WebSite;
let loop: Running;
let port: Awaited<ReturnType<typeof portTo>>;
let huge: Big;
const browsers: Browser[] = [];
/** Of any page: what broke the policy, and what failed in a script. */
const faults: string[] = [];

beforeAll(async () => {
  site = await webSite();
  site.write('tokens', `ann ${TOKENS.ann}\n`);
  loop = await site.started('--token-file', 'tokens');
  port = await portTo(site.socket);
  huge = await big(80, 40);
  story(huge);
});
afterEach(async () => {
  expect(faults).toEqual([]);
  await Promise.all(browsers.splice(0).map((browser) => browser.close()));
});
afterAll(async () => {
  await huge.web.close();
  loop.signal('SIGTERM');
  await loop.ended;
  port.server.close();
  site.close();
});

async function open(url: string, look: Parameters<typeof openBrowser>[0] = {}): Promise<Page> {
  const browser = await openBrowser(look);
  browsers.push(browser);
  const page = await browser.context.newPage();
  page.setDefaultTimeout(60_000);
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) faults.push(message.text());
  });
  // What was told a while ago is shown as old.
  if (url === huge.url) huge.web.noteNodes(huge.told());
  await page.goto(url);
  await page.waitForSelector('body[data-link=live] .line, body[data-link=live] .chip');
  return page;
}

const row = (page: Page, node: string) => page.locator(`#node-${node}`);

it('sees drift appear without a reload, shows its diff, and applies it by token', async () => {
  const page = await open(port.url);
  await page.evaluate(() => {
    document.title = 'never loaded again';
    (window as unknown as Record<string, boolean>)['mark'] = true;
  });
  await row(page, 'Web-1').getByText('6 differences').waitFor();
  // Nothing can be done, and nothing is offered, without a token.
  expect(await page.getByRole('button', { name: 'Apply…' }).count()).toBe(0);
  await page.getByRole('button', { name: 'Unlock actions' }).click();
  await page.getByLabel('Your token').fill('wrong'.repeat(8));
  await page.getByRole('button', { name: 'Unlock', exact: true }).click();
  await page.getByText('That is no token of this dmsa').waitFor();
  await page.getByLabel('Your token').fill(TOKENS.ann);
  await page.getByRole('button', { name: 'Unlock', exact: true }).click();
  await row(page, 'Web-1').getByRole('button', { name: 'Apply…' }).click();
  await page.getByLabel('Why?').fill('first apply, ticket 4711');
  await page.getByRole('button', { name: 'Show the plan' }).click();
  await page.getByText('Carry out these 6 changes?').waitFor();
  expect(await page.locator('dialog .said').textContent()).toContain('directory /srv/data');
  // Enter alone says no.
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('No');
  await page.getByRole('button', { name: 'Yes, do it' }).click();
  await page.locator('dialog').getByText('Applied: 6 done').waitFor();
  await page.locator('dialog').getByRole('button', { name: 'Close' }).click();
  await page.locator('#runs').getByText('first apply, ticket 4711').waitFor();
  expect(await page.locator('#runs .graph .box.done').count()).toBe(6);
  await row(page, 'Web-1').getByText('partly unknown').waitFor();
  // Somebody changes it by hand.
  site.node.sh('chmod 700 /srv/data');
  await row(page, 'Web-1').getByText('1 difference').waitFor();
  await row(page, 'Web-1').locator('summary').click();
  await row(page, 'Web-1').getByText('it drifted').waitFor();
  expect(await row(page, 'Web-1').locator('.change').textContent()).toContain('0700');
  await page
    .locator('#attention')
    .getByText(/Web-1 directory \/srv\/data/)
    .waitFor();
  await page.locator('#events').getByText('apply Web-1: first apply, ticket 4711').first().waitFor();
  expect(await page.evaluate(() => (window as unknown as Record<string, boolean>)['mark'])).toBe(true);
});

it('stops what goes on, after it has asked again, and the history of a node says who did what', async () => {
  const page = await open(port.url);
  await page.getByRole('button', { name: 'Unlock actions' }).click();
  await page.getByLabel('Your token').fill(TOKENS.ann);
  await page.keyboard.press('Enter');
  // Somebody else is at work there, and this waits.
  site.node.sh(
    `mkdir -p /var/lib/dmsa/lock; n=$(date +%s); echo '{"token":"${'e'.repeat(32)}","expiresAt":'$((n + 110))',"takenAt":'$((n - 10))',"lastsS":120,"renewS":30,"holder":"eve@far pid 9","reason":"upgrade"}' >/var/lib/dmsa/lock/holder`,
  );
  await row(page, 'Web-1').getByText('1 difference').waitFor();
  await row(page, 'Web-1').getByRole('button', { name: 'Apply…' }).click();
  await page.getByLabel('Why?').fill('again, ticket 4712');
  await page.getByRole('button', { name: 'Show the plan' }).click();
  await page.getByRole('button', { name: 'Yes, do it' }).click();
  // Whoever has closed the dialog finds it again.
  await page.locator('dialog').getByRole('button', { name: 'Close; it goes on' }).click();
  const stop = page.locator('#jobs-body').getByRole('button', { name: 'Stop…' });
  await stop.focus();
  await stop.press('Enter');
  await page.getByText('What is begun is finished, the rest is not started.').waitFor();
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('No, it goes on');
  await page.getByRole('button', { name: 'Yes, stop it' }).click();
  await page.locator('dialog .badge', { hasText: 'stopped' }).waitFor();
  await page.locator('dialog').getByRole('button', { name: 'Close' }).click();
  await page.locator('#events').getByText('apply Web-1, asked for by ann: again, ticket 4712').waitFor();
  site.node.sh('rm -r /var/lib/dmsa/lock');
  expect(site.node.sh('stat -c %a /srv/data').trim()).toBe('700');
  // Only of one of them, and back.
  await page.locator('#pair-Sec-1').getByRole('button', { name: 'History' }).click();
  await page.getByText('Only of Sec-1').waitFor();
  await page.locator('#events .subject', { hasText: 'Sec-1' }).first().waitFor();
  expect(await page.locator('#events .subject', { hasText: 'Web-1' }).count()).toBe(0);
  await page.locator('#events').getByRole('link', { name: 'Sec-1' }).first().click();
  expect(await page.evaluate(() => location.hash)).toMatch(/^#(node|pair)-Sec-1$/);
  await page.getByRole('button', { name: 'Show all' }).click();
  await page.locator('#events .subject', { hasText: 'Web-1' }).first().waitFor();
});

it('suspends after it has asked again, says what it refuses, and says so where dmsa is gone', { timeout: 180_000 }, async () => {
  const page = await open(port.url);
  await page.getByRole('button', { name: 'Unlock actions' }).click();
  await page.getByLabel('Your token').fill(TOKENS.ann);
  await page.keyboard.press('Enter');
  await page.locator('#tools').getByRole('button', { name: 'Suspend…' }).click();
  await page.getByLabel('Why?').fill('storage moves');
  await page.getByLabel('How long?').selectOption('for 30 minutes');
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByText('for 30 minutes. Really?').waitFor();
  await page.getByRole('button', { name: 'Yes, do it' }).click();
  await page.getByText('It begins with the loop').waitFor();
  await page.keyboard.press('Escape');
  await page
    .locator('#facts')
    .getByText(/all nodes by ann \(as root\): storage moves/)
    .waitFor();
  // What the pair's members hold can't be seen: it is not paused, and the page says why.
  await page.locator('#pair-Sec-1').getByRole('button', { name: 'Pause failover…' }).click();
  await page.getByLabel('Why?').fill('no reason');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Yes, do it' }).click();
  await page.locator('dialog').getByText('not-now').waitFor();
  await page.keyboard.press('Escape');
  // The unknown is not shown as fine, nor is anything once dmsa is silent.
  expect(await page.locator('#pair-Sec-1 .member.holds').count()).toBe(0);
  loop.signal('SIGSTOP');
  await page.getByText(/dmsa does not answer. What is shown is/).waitFor();
  loop.signal('SIGCONT');
  await page.waitForSelector('body[data-link=live]');
});

it('is usable by keyboard alone: skip link first, visible focus, and every control can be reached', async () => {
  const page = await open(huge.url);
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to what needs attention');
  expect(await page.evaluate(() => (document.activeElement?.getBoundingClientRect().left ?? -1) >= 0)).toBe(true);
  await page.keyboard.press('Enter');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
  const seen = new Set<string>();
  for (let step = 0; step < 60; step += 1) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return { what: 'end', outline: 'solid' };
      return { what: `${element.tagName} ${element.textContent?.slice(0, 40)}`, outline: getComputedStyle(element).outlineStyle };
    });
    expect([at.what, at.outline]).toEqual([at.what, 'solid']);
    seen.add(at.what.split(' ')[0] ?? '');
  }
  for (const what of ['A', 'SUMMARY', 'DIV']) expect([...seen]).toContain(what);
  const summary = page.locator('#pair-Sec-2 summary');
  await summary.focus();
  await page.keyboard.press('Enter');
  await page.locator('#pair-Sec-2').getByText('2 more failed checks and 51 s more').waitFor();
  // An update of what has the focus leaves it where it is.
  const { told, web } = huge;
  web.noteNodes(told((node) => (node.name === 'Web-3' ? { ...node, seenMs: Date.now() } : node)));
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('SUMMARY');
  // So does what is told meanwhile, in the history.
  const subject = page.locator('#events').getByRole('link', { name: 'Web-2' }).first();
  await subject.focus();
  await subject.evaluate((element) => element.setAttribute('data-mark', 'here'));
  huge.hub.tell({ of: 'node', event: { type: 'node', node: 'Web-9', is: 'lost', why: 'it does not answer' } });
  await page.locator('#events').getByRole('link', { name: 'Web-9' }).waitFor();
  expect(await page.evaluate(() => document.activeElement?.getAttribute('data-mark'))).toBe('here');
  // Every section, picture and control has a name.
  const nameless = await page.evaluate(() =>
    [...document.querySelectorAll('section,button,input,svg,progress,a')]
      .filter(
        (element) =>
          !(
            element.getAttribute('aria-label') ||
            element.getAttribute('aria-labelledby') ||
            element.textContent?.trim() ||
            (element as HTMLInputElement).labels?.length
          ),
      )
      .map((element) => element.outerHTML.slice(0, 80)),
  );
  expect(nameless).toEqual([]);
});

it.each([
  ['360 px, dark', { width: 360, height: 700, dark: true }],
  ['360 px, light', { width: 360, height: 700 }],
])('does not scroll sideways, and can be read: %s', async (_, look) => {
  const page = await open(huge.url, { ...look, still: true });
  await page.locator('#node-Web-3 summary').click();
  await page.waitForSelector('#node-Web-3 .difference');
  await page.locator('#pair-Sec-2 summary').click();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  const contrast = await page.evaluate(() => {
    const parts = (text: string): number[] => (text.match(/[\d.]+/g) ?? []).map(Number);
    const light = (text: string): number => {
      const [r = 0, g = 0, b = 0] = parts(text).map((one) =>
        one / 255 <= 0.03928 ? one / 255 / 12.92 : ((one / 255 + 0.055) / 1.055) ** 2.4,
      );
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = (element: Element | null): string => {
      for (let at = element; at; at = at.parentElement) {
        const colour = getComputedStyle(at).backgroundColor;
        if ((parts(colour)[3] ?? 1) > 0) return colour;
      }
      return 'rgb(255,255,255)';
    };
    return ['.badge.bad', '.badge.warn', '.badge.good', '.quiet', '.age', '.tile.bad strong', 'del', 'ins', '.link'].map(
      (selector) => {
        const element = document.querySelector(selector);
        if (!element) return { selector, ratio: 0 };
        const [a, b] = [light(getComputedStyle(element).color), light(ground(element))];
        return { selector, ratio: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) };
      },
    );
  });
  expect(contrast.filter(({ ratio }) => ratio < 4.5)).toEqual([]);
  const dark = 'dark' in look;
  expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
    dark ? 'rgb(14, 20, 23)' : 'rgb(244, 246, 247)',
  );
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
});

it('shows 200 nodes at once, and an update of one node redraws that node', async () => {
  const page = await open(huge.url);
  const first = await page.evaluate(() => {
    const [paint] = performance.getEntriesByName('first-contentful-paint');
    const bytes = performance
      .getEntriesByType('resource')
      .reduce((sum, entry) => sum + (entry as PerformanceResourceTiming).transferSize, 0);
    return { paintMs: paint?.startTime ?? -1, bytes };
  });
  expect(await page.locator('.chip').count()).toBe(196);
  expect(await page.locator('#nodes-n').textContent()).toBe('200');
  expect(first.bytes).toBeLessThan(60_000);
  expect(first.paintMs).toBeLessThan(5_000);
  const cost = await page.evaluate(() => {
    const touched: Element[] = [];
    new MutationObserver((records) => {
      for (const record of records)
        for (const added of record.addedNodes) if (added instanceof Element && added.closest('#nodes')) touched.push(added);
    }).observe(document.body, { childList: true, subtree: true });
    (window as unknown as Record<string, Element[]>)['touched'] = touched;
    return touched.length;
  });
  expect(cost).toBe(0);
  const doing = (node: NodeTold): NodeTold => (node.name === 'Sec-7' ? { ...node, doing: 'Sec-7/hosts//etc/hosts' } : node);
  const before = huge.told();
  huge.web.noteNodes(before);
  await page.waitForTimeout(300);
  await page.evaluate(() => (window as unknown as Record<string, Element[]>)['touched']?.splice(0));
  huge.web.noteNodes({ ...before, nodes: before.nodes.map(doing) });
  await page.locator('#node-Sec-7').getByText('doing hosts /etc/hosts').waitFor();
  expect(
    await page.evaluate(
      () => (window as unknown as Record<string, Element[]>)['touched']?.filter((one) => one.matches('.chip,.row')).length,
    ),
  ).toBe(1);
  // What was told of a node gets in as text.
  const evil = '<img src=x onerror="document.title=1"><b>bold</b>';
  huge.web.noteNodes({ ...before, nodes: before.nodes.map((node) => (node.name === 'Web-2' ? { ...node, why: evil } : node)) });
  await page.locator('#node-Web-2').getByText(evil).waitFor();
  expect(await page.locator('main img, main b').count()).toBe(0);
  console.log(`200 nodes: first paint after ${Math.round(first.paintMs)} ms, ${first.bytes} bytes of files`);
});
