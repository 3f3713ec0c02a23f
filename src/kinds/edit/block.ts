/**
 * dmsa's marked block in a file that others write too (/etc/hosts, /etc/fstab). Everything outside is the operator's.
 *
 * Lines keep the order in which they came: new ones are appended, so the order of /etc/fstab (a mount below another one)
 * stays what the caller gave. A block that stands twice, say after two copies of a file were joined, is merged into the
 * first. Markers that don't pair up are an error: where such a block ends can only be guessed.
 */
import { assertOneLine, EditError, joinLines, type Line, lineEnd, splitLines } from './lines.ts';

const MARKER = /^# (BEGIN|END) dmsa (\S+)(?:\s.*)?$/;

/** The lines of the block, in order; none where the file has no such block. Throws EditError on markers that don't pair up. */
export function readBlock(text: string, block: string): readonly string[] {
  if (!text.includes(`# BEGIN dmsa ${block}`) && !text.includes(`# END dmsa ${block}`)) return [];
  const lines = splitLines(text);
  return findBlocks(lines, block).flatMap(({ begin, end }) => lines.slice(begin + 1, end).map((line) => line.body));
}

/** The text without the block and its markers: what is the operator's. Throws as `readBlock`. */
export function outsideBlock(text: string, block: string): string {
  const lines = splitLines(text);
  const blocks = findBlocks(lines, block);
  return lines
    .filter((_, at) => !blocks.some(({ begin, end }) => at >= begin && at <= end))
    .map((line) => line.body + line.end)
    .join('');
}

/** What stands above the block, all of the text where there is none. Throws as `readBlock`. */
export function aboveBlock(text: string, block: string): string {
  const lines = splitLines(text);
  const [first] = findBlocks(lines, block);
  return lines
    .slice(0, first?.begin ?? lines.length)
    .map((line) => line.body + line.end)
    .join('');
}

/**
 * Removes the lines that equal one of `remove`, then adds those of `add` that are missing; in both: it stays.
 *
 * @param toTop  the block goes to the top of the file; else it stays where it is, and a new one goes to the end
 */
export function editBlock(text: string, block: string, remove: readonly string[], add: readonly string[], toTop = false): string {
  if (!/^\S+$/.test(block)) throw new EditError('bad-name', `A block's name is one word; "${block}" is not.`);
  for (const line of add) {
    assertOneLine(line, `The line "${line}" for the block dmsa ${block}`);
    if (MARKER.test(line)) throw new EditError('bad-line', `The line "${line}" would end or begin a block of dmsa's.`);
  }
  const lines = splitLines(text);
  const end = lineEnd(lines);
  const blocks = findBlocks(lines, block);
  const wanted = new Set(add);
  const gone = new Set(remove.filter((line) => !wanted.has(line)));
  const content: Line[] = [];
  const have = new Set<string>();
  for (const { begin, end: last } of blocks) {
    for (const line of lines.slice(begin + 1, last)) {
      if (gone.has(line.body)) continue;
      const twice = have.has(line.body) && line.body.trim() !== '';
      if (!twice) content.push(line);
      have.add(line.body);
    }
  }
  for (const line of wanted) if (!have.has(line)) content.push({ body: line, end });
  const first = blocks[0];
  const kept = (from: number, to: number): readonly Line[] =>
    lines.slice(from, to).filter((_, at) => !blocks.some(({ begin, end: last }) => from + at >= begin && from + at <= last));
  const place = toTop ? 0 : (first?.begin ?? lines.length);
  const before = kept(0, place);
  const after = kept(place, lines.length);
  if (content.every((line) => line.body.trim() === '')) return joinLines([...before, ...after], end);
  const marker = first ? lines[first.begin] : undefined;
  const begin = marker ?? { body: `# BEGIN dmsa ${block} (do not edit between these lines)`, end };
  return joinLines([...before, begin, ...content, { body: `# END dmsa ${block}`, end }, ...after], end);
}

function findBlocks(lines: readonly Line[], block: string): readonly { readonly begin: number; readonly end: number }[] {
  const blocks: { begin: number; end: number }[] = [];
  let begin: number | null = null;
  for (const [at, line] of lines.entries()) {
    const marker = line.body.startsWith('# ') ? MARKER.exec(line.body) : null;
    if (!marker) continue;
    const [, side, name] = marker;
    if (begin === null && name !== block) continue;
    if (side === 'BEGIN' && begin === null) {
      begin = at;
    } else if (side === 'END' && begin !== null && name === block) {
      blocks.push({ begin, end: at });
      begin = null;
    } else {
      throw new EditError(
        'block-markers',
        begin === null
          ? `Line ${at + 1} ends the block dmsa ${block}, but nothing begins it. Put "# BEGIN dmsa ${block}" above dmsa's lines, or remove line ${at + 1}.`
          : `Line ${at + 1} ("${line.body}") stands inside the block dmsa ${block} that line ${begin + 1} begins. Put "# END dmsa ${block}" where dmsa's lines end.`,
      );
    }
  }
  if (begin !== null) {
    throw new EditError(
      'block-markers',
      `Line ${begin + 1} begins the block dmsa ${block}, but nothing ends it. Put "# END dmsa ${block}" below dmsa's last line, or remove line ${begin + 1}.`,
    );
  }
  return blocks;
}
