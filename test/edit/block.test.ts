import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outsideBlock, readBlock } from '../../src/kinds/edit/block.ts';
import { applyEdit, EditError } from '../../src/kinds/edit.ts';

const block = (add: readonly string[], remove: readonly string[] = []) =>
  ({ type: 'block', block: 'hosts', remove, add }) as const;
const BEGIN = '# BEGIN dmsa hosts (do not edit between these lines)';
const END = '# END dmsa hosts';

describe('a block', () => {
  it('is put below what stands in the file', () => {
    expect(applyEdit('127.0.0.1\tlocalhost\n', block(['10.0.0.21 Sec-1']))).toBe(
      `127.0.0.1\tlocalhost\n${BEGIN}\n10.0.0.21 Sec-1\n${END}\n`,
    );
  });

  it('is the whole file where there was none', () => {
    expect(applyEdit('', block(['a', 'b']))).toBe(`${BEGIN}\na\nb\n${END}\n`);
  });

  it('takes new lines at its end and loses removed ones, where it stands', () => {
    const text = `x\n${BEGIN}\na\nb\n${END}\ny\n`;
    expect(applyEdit(text, block(['c'], ['a']))).toBe(`x\n${BEGIN}\nb\nc\n${END}\ny\n`);
  });

  it('keeps a line that is both removed and added', () => {
    const text = `${BEGIN}\na\nb\n${END}\n`;
    expect(applyEdit(text, block(['a'], ['a']))).toBe(text);
  });

  it('goes with its markers when its last line goes', () => {
    expect(applyEdit(`x\n${BEGIN}\na\n${END}\ny\n`, block([], ['a']))).toBe('x\ny\n');
  });

  it('is left alone where a line to remove is not there', () => {
    const text = `x\n${BEGIN}\na\n${END}\n`;
    expect(applyEdit(text, block([], ['b']))).toBe(text);
  });

  it('ends the last line of a file that has no final newline', () => {
    expect(applyEdit('x', block(['a']))).toBe(`x\n${BEGIN}\na\n${END}\n`);
  });

  it('follows the line ends of the file', () => {
    expect(applyEdit('x\r\ny\r\n', block(['a']))).toBe(`x\r\ny\r\n${BEGIN}\r\na\r\n${END}\r\n`);
    expect(readBlock(`x\r\n${BEGIN}\r\na\r\n${END}\r\n`, 'hosts')).toEqual(['a']);
  });

  it('that stands twice is merged into the first', () => {
    const text = `${BEGIN}\na\n${END}\nx\n${BEGIN}\na\nb\n${END}\n`;
    expect(applyEdit(text, block([]))).toBe(`${BEGIN}\na\nb\n${END}\nx\n`);
    expect(readBlock(text, 'hosts')).toEqual(['a', 'a', 'b']);
  });

  it('does not touch a block of another name', () => {
    const text = '# BEGIN dmsa fstab (do not edit between these lines)\na\n# END dmsa fstab\n';
    expect(applyEdit(text, block([], ['a']))).toBe(text);
  });

  it.each([
    ['a begin without an end', `x\n${BEGIN}\na\n`, /Line 2 begins the block dmsa hosts, but nothing ends it/],
    ['an end without a begin', `a\n${END}\n`, /Line 2 ends the block dmsa hosts, but nothing begins it/],
    ['a begin within', `${BEGIN}\n${BEGIN}\na\n${END}\n`, /Line 2 .* stands inside the block/],
    ["another block's end within", `${BEGIN}\n# END dmsa fstab\n${END}\n`, /Line 2 .* stands inside the block/],
  ])('with %s is an error that names the line', (_, text, message) => {
    expect(() => applyEdit(text, block(['b']))).toThrow(message);
    expect(() => applyEdit(text, block(['b']))).toThrow(EditError);
    expect(() => readBlock(text, 'hosts')).toThrow(message);
  });

  it('takes no line that would forge a line or a marker', () => {
    expect(() => applyEdit('', block(['a\nb']))).toThrow(/line break/);
    expect(() => applyEdit('', block(['# END dmsa hosts']))).toThrow(/would end or begin/);
  });
});

describe('any text and any edit of a block', () => {
  const word = fc.constantFrom('a', 'b', 'c', 'd');
  const outside = fc.array(fc.oneof(fc.string({ unit: fc.constantFrom('x', 'y', ' ', '#', '\t') }), fc.constant('')), {
    maxLength: 5,
  });
  const end = fc.constantFrom('\n', '\r\n');
  const file = fc
    .record({
      before: outside,
      inside: fc.option(fc.uniqueArray(word, { minLength: 1 })),
      after: outside,
      end,
      final: fc.boolean(),
    })
    .map(({ before, inside, after, end, final }) => {
      const lines = [...before, ...(inside ? [BEGIN, ...inside, END] : []), ...after];
      return lines.join(end) + (final && lines.length > 0 ? end : '');
    });
  const edit = fc
    .record({ add: fc.uniqueArray(word), remove: fc.uniqueArray(word) })
    .map(({ add, remove }) => block(add, remove));
  const ended = (text: string): string =>
    text === '' || text.endsWith('\n') ? text : `${text}${text.includes('\r\n') ? '\r\n' : '\n'}`;

  it('once or twice is the same', () => {
    fc.assert(
      fc.property(file, edit, (text, one) => {
        const once = applyEdit(text, one);
        expect(applyEdit(once, one)).toBe(once);
      }),
    );
  });

  it('leaves all outside of it as it was', () => {
    fc.assert(
      fc.property(file, edit, (text, one) => {
        expect(ended(outsideBlock(applyEdit(text, one), 'hosts'))).toBe(ended(outsideBlock(text, 'hosts')));
      }),
    );
  });

  it('holds what was added and not what was removed', () => {
    fc.assert(
      fc.property(file, edit, (text, one) => {
        const lines = readBlock(applyEdit(text, one), 'hosts');
        for (const line of one.add) expect(lines.filter((other) => other === line)).toHaveLength(1);
        for (const line of one.remove) if (!one.add.includes(line)) expect(lines).not.toContain(line);
      }),
    );
  });

  it('removed after it was added gives the text back', () => {
    fc.assert(
      fc.property(file, fc.uniqueArray(word), (text, add) => {
        fc.pre(readBlock(text, 'hosts').length === 0);
        expect(applyEdit(applyEdit(text, block(add)), block([], add))).toBe(add.length > 0 ? ended(text) : text);
      }),
    );
  });
});
