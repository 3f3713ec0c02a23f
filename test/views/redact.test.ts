import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quote } from '../../src/quote.ts';
import { createRedactor } from '../../src/views/redact.ts';

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

  it('changes nothing without secrets', () => {
    expect(createRedactor([''])('text')).toBe('text');
  });
});
