import { expect, it } from 'vitest';
import { hostNames, isHostAllowed, isOriginAllowed, type Listen, parseListen, refuseOpen } from '../../src/web/address.ts';

function listen(text: string): Listen {
  const parsed = parseListen(text);
  if ('severity' in parsed) throw new Error(`${parsed.summary} ${parsed.detail}`);
  return parsed;
}

it.each([
  ['127.0.0.1:8470', { host: '127.0.0.1', port: 8470, local: true }],
  ['localhost:0', { host: '127.0.0.1', port: 0, local: true }],
  ['[::1]:8470', { host: '::1', port: 8470, local: true }],
  ['0.0.0.0:8470', { host: '0.0.0.0', local: false }],
  ['[::]:1', { host: '::', local: false }],
  ['192.0.2.7:443', { host: '192.0.2.7', local: false }],
  ['unix:/run/dmsa/web.sock', { path: '/run/dmsa/web.sock', mode: 0o600 }],
  ['unix:/run/dmsa/web.sock,mode=0660', { mode: 0o660 }],
])('%s is where it says', (text, wanted) => {
  expect(listen(text)).toMatchObject(wanted);
});

it.each([
  '8470',
  ':8470',
  'example.net:80',
  '127.0.0.1:99999',
  '127.0.0.1',
  'unix:web.sock',
  'unix:/a,mode=0666',
  'unix:/a/',
  '::1:80',
])('%s is refused', (text) => {
  expect(parseListen(text)).toMatchObject({ severity: 'error', code: 'usage' });
});

it('an address that others reach is refused without TLS and tokens, and says what is missing', () => {
  const open = [listen('127.0.0.1:1'), listen('192.0.2.7:1')];
  expect(refuseOpen(open, { tls: false, tokens: true })?.detail).toContain('--tls-cert and --tls-key.');
  expect(refuseOpen(open, { tls: true, tokens: false })?.detail).toContain('--token-file.');
  expect(refuseOpen(open, { tls: true, tokens: true })).toBeNull();
  expect(refuseOpen([listen('[::1]:1'), listen('unix:/a')], { tls: false, tokens: false })).toBeNull();
});

it('only names that lead here are answered, whatever the port', () => {
  const local = hostNames(listen('127.0.0.1:8470'), ['dmsa.example.net']);
  for (const good of [
    'localhost',
    'localhost:8470',
    'LOCALHOST:9000',
    '127.0.0.1:1',
    '[::1]:8470',
    'dmsa.example.net',
    'localhost.:1',
  ])
    expect([good, isHostAllowed(good, local)]).toEqual([good, true]);
  for (const bad of [
    undefined,
    '',
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'localhost@evil',
    '127.0.0.2',
    'localhost:1:2',
    '[::1',
  ])
    expect([bad, isHostAllowed(bad, local)]).toEqual([bad, false]);
  // On an address that others reach, localhost is a name like any other.
  const remote = hostNames(listen('192.0.2.7:443'), []);
  expect(isHostAllowed('192.0.2.7', remote)).toBe(true);
  expect(isHostAllowed('localhost', remote)).toBe(false);
});

it('a browser says from which page a request comes, and other pages are refused', () => {
  const host = 'localhost:8470';
  expect(isOriginAllowed({ host })).toBe(true);
  expect(isOriginAllowed({ host, origin: 'http://localhost:8470', 'sec-fetch-site': 'same-origin' })).toBe(true);
  for (const origin of ['http://evil.example', 'null', 'http://localhost:8471', 'file://localhost:8470', 'http://localhost'])
    expect([origin, isOriginAllowed({ host, origin })]).toEqual([origin, false]);
  expect(isOriginAllowed({ host, 'sec-fetch-site': 'cross-site' })).toBe(false);
  expect(isOriginAllowed({ host, 'sec-fetch-site': 'same-site' })).toBe(false);
});
