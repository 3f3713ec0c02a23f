import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quote } from '../../src/quote.ts';
import { createRedactor, redactDeep } from '../../src/views/redact.ts';

describe('taking secrets out of a text', () => {
  it('finds them as they are, in a shell word, in JSON, in a URL and in base64', () => {
    const secret = `it's "44 %/ö`;
    const redact = createRedactor([secret]);
    for (const form of [
      secret,
      quote(secret),
      JSON.stringify({ secret }),
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64'),
    ]) {
      expect(redact(`before ${form} after`)).toMatch(/^before .*\(secret\).* after$/);
      expect(redact(form)).not.toMatch(/44/);
    }
  });

  it('takes the longer of two that begin alike', () => {
    expect(createRedactor(['hunter2', 'hunter2-long'])('hunter2-long hunter2')).toBe('(secret) (secret)');
  });

  it('leaves a plain word alone inside names and paths', () => {
    const redact = createRedactor(['ubiqube']);
    expect(redact('/opt/ubiqube/license UBI_SES_NCROOT_PASSWORD=ubiqube "ubiqube" ubiqube.')).toBe(
      '/opt/ubiqube/license UBI_SES_NCROOT_PASSWORD=(secret) "(secret)" (secret).',
    );
  });

  it('leaves no secret that is not a plain word behind', () => {
    const secret = fc
      .string({ minLength: 6, maxLength: 20 })
      .filter((one) => /\d/.test(one) && /[a-z]/i.test(one) && !'(secret)'.includes(one));
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (one, before, after) => {
        expect(createRedactor([one])(`${before}${one}${after}`)).toContain('(secret)');
      }),
    );
  });

  it('finds them as one form in another, as a part of something in base64, and where a line was broken', () => {
    const secret = `it's 44"x\\y $(z) é`;
    const redact = createRedactor([secret]);
    const forms = [
      JSON.stringify(quote(secret)),
      JSON.stringify(JSON.stringify(secret)),
      quote(JSON.stringify(secret)),
      quote(quote(secret)),
      new URLSearchParams({ secret }).toString(),
      encodeURIComponent(secret).toLowerCase(),
      secret.replace(/[^A-Za-z0-9 ]/g, '\\$&'),
      secret.replaceAll(' ', '\n      '),
      ...['', 'r', 'ro'].map((user) => Buffer.from(`${user}:${secret}@h`).toString('base64')),
      Buffer.from(`u:${secret}`).toString('base64url'),
    ];
    for (const form of forms) {
      const shown = redact(`<${form}>`);
      expect(shown).toContain('(secret)');
      expect(shown).not.toMatch(/44|x.{0,4}y|IDQ0/);
    }
  });

  it('takes no longer for a text that is made to be slow', () => {
    const redact = createRedactor([
      `${'\\'.repeat(30)}x`,
      `${' '.repeat(30)}x`,
      `${"'".repeat(40)}x`,
      'a b c d e f g h i j k l x1',
    ]);
    const started = performance.now();
    for (const unit of ['\\', ' ', "'", "'\\''", 'a b c d e f g h i j k l ']) redact(unit.repeat(20_000));
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('takes them out of plain data before it is cut and wrapped', () => {
    const redact = createRedactor(['hunter2 long']);
    expect(redactDeep({ a: ['x hunter2 long', 1, null], b: { c: true } }, redact)).toEqual({
      a: ['x (secret)', 1, null],
      b: { c: true },
    });
  });

  it('changes nothing without secrets', () => {
    expect(createRedactor([''])('text')).toBe('text');
  });
});
