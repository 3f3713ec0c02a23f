/** /etc/exports and the table of exports in its form (etab), by exports(5): a path, then clients with options in brackets. */
import { canonicalClient } from './clients.ts';
import { escapeField, unescapeField } from './fields.ts';
import { tidyPath } from './mount-table.ts';

export interface ExportEntry {
  readonly path: string;
  /** In its one spelling (`canonicalClient`); `*` is the world. */
  readonly client: string;
  readonly options: string;
  /** Counted from 1; of a line joined by backslashes the first. */
  readonly line: number;
}

/** Every path with every client. Lines that are not understood are skipped, as exportfs does. */
export function readExports(text: string): readonly ExportEntry[] {
  return joinedLines(text).flatMap(({ text: line, at }) => {
    const [path, ...clients] = wordsOf(line);
    if (path?.startsWith('/') !== true) return [];
    const entry = (client: string, options: string) => ({
      path: tidyPath(path),
      client: canonicalClient(client),
      options,
      line: at,
    });
    let defaults = '';
    const entries = clients.flatMap((word) => {
      if (word.startsWith('-')) {
        defaults = word.slice(1);
        return [];
      }
      const open = word.indexOf('(');
      const options = open === -1 ? '' : word.slice(open + 1).replace(/\)$/, '');
      return [entry(open === -1 ? word : word.slice(0, open), [defaults, options].filter((one) => one !== '').join(','))];
    });
    return entries.length === 0 ? [entry('*', defaults)] : entries;
  });
}

export function exportLine(path: string, clients: readonly string[], options: string): string {
  return [escapeField(path), ...clients.map((client) => `${client}(${options})`)].join(' ');
}

function joinedLines(text: string): readonly { readonly text: string; readonly at: number }[] {
  const joined: { text: string; at: number }[] = [];
  let open: { text: string; at: number } | null = null;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line: { text: string; at: number } = open ?? { text: '', at: index + 1 };
    const more = raw.endsWith('\\');
    line.text += more ? `${raw.slice(0, -1)} ` : raw;
    if (more) open = line;
    else {
      joined.push(line);
      open = null;
    }
  }
  return open ? [...joined, open] : joined;
}

/** Words, with `"a word"` and `\040`; a `#` at the start of a word begins a comment. */
function wordsOf(line: string): readonly string[] {
  const words: string[] = [];
  for (const [, quoted, after, plain] of line.matchAll(/"([^"]*)"(\S*)|(\S+)/g)) {
    if (plain?.startsWith('#')) break;
    words.push(unescapeField(plain ?? `${quoted ?? ''}${after ?? ''}`));
  }
  return words;
}
