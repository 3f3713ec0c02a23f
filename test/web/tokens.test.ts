import { expect, it } from 'vitest';
import { bearerOf, createWrongs, parseTokens, tokenOf } from '../../src/web/tokens.ts';

const ANN = 'a'.repeat(24);
const BOB = 'b'.repeat(40);
const FILE = `# who may\n\nann ${ANN}\nbob ${BOB} read # only looks\n`;

it('a line is a name and a token, and tells who asks', () => {
  const tokens = parseTokens(FILE, 'tokens');
  expect(tokenOf(tokens, ANN)).toMatchObject({ name: 'ann', may: 'act' });
  expect(tokenOf(tokens, BOB)).toMatchObject({ name: 'bob', may: 'read' });
  for (const wrong of ['', 'a', `${ANN}a`, ANN.slice(1), ANN.toUpperCase()]) expect(tokenOf(tokens, wrong)).toBeNull();
});

it.each([
  ['a token that could be guessed', 'ann secret', 'less than 24'],
  ['a name twice', `ann ${ANN}\nann ${BOB}`, 'two tokens of ann'],
  ['a word too many', `ann ${ANN} write`, 'two or three words'],
  ['a name with a strange sign', `a<b ${ANN}`, 'letters'],
  ['nothing', '# nobody', 'has no token'],
])('%s is refused, and no token is in the message', (_, text, says) => {
  let said = '';
  try {
    parseTokens(text, 'tokens');
  } catch (error) {
    said = JSON.stringify(error) + String(error);
  }
  expect(said).toContain(says);
  expect(said).not.toContain(ANN);
  expect(said).not.toContain('secret');
});

it('only Bearer is taken, and of a sane length', () => {
  expect(bearerOf(`bearer ${ANN}`)).toBe(ANN);
  for (const other of [undefined, ANN, `Basic ${ANN}`, 'Bearer ', `Bearer ${'a'.repeat(600)}`, `Bearer a b`])
    expect(bearerOf(other)).toBeNull();
});

it('ten wrong tokens close an address for the rest of the minute, and no other one', () => {
  const wrongs = createWrongs();
  for (let tried = 0; tried < 10; tried += 1) {
    expect(wrongs.waitMs('192.0.2.1', 1_000)).toBe(0);
    wrongs.wrong('192.0.2.1', 1_000 + tried);
  }
  expect(wrongs.waitMs('192.0.2.1', 31_000)).toBe(30_000);
  expect(wrongs.waitMs('192.0.2.2', 31_000)).toBe(0);
  expect(wrongs.waitMs('192.0.2.1', 61_000)).toBe(0);
});

it('addresses that try once each do not fill the memory, nor free one that is closed at once', () => {
  const wrongs = createWrongs();
  for (let tried = 0; tried < 10; tried += 1) wrongs.wrong('192.0.2.1', 0);
  for (let other = 0; other < 900; other += 1) wrongs.wrong(`10.0.${other >> 8}.${other & 255}`, 1);
  expect(wrongs.waitMs('192.0.2.1', 2)).toBeGreaterThan(0);
});
