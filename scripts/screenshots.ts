/** Makes the pictures of docs/images anew: `tsx scripts/screenshots.ts`, after `node scripts/build.mjs`. Not part of any test. */
import { mkdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { big, story } from '../test/web/big.ts';
import { openBrowser } from '../test/web/browser.ts';

const folder = process.argv[2] ?? 'docs/images';
mkdirSync(folder, { recursive: true });
const pictures = [
  { name: 'web-light', width: 1180, height: 900 },
  { name: 'web-dark', width: 1180, height: 900, dark: true },
  { name: 'web-phone', width: 390, height: 844, dark: true },
] as const;
const site = await big(5, 30);
story(site);
for (const { name, ...look } of pictures) {
  const browser = await openBrowser({ ...look, still: true });
  const page = await browser.context.newPage();
  await page.goto(site.url);
  await page.waitForSelector('.chip');
  await page.locator('#node-Web-3 summary').click();
  await page.locator('#pair-Sec-2 summary').click();
  await page.waitForSelector('#node-Web-3 .difference');
  await page.evaluate('document.activeElement?.blur(); scrollTo({ top: 0, behavior: "instant" })');
  await delay(200);
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: process.argv[3] === 'full' });
  await browser.close();
}
await site.web.close();
