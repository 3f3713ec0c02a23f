/** The text of a servers.conf from its cells: columns aligned for reading, then the sections. */
import { SERVER_FIELDS } from './servers-model.ts';
import { SERVERS_HEADER } from './template.ts';

export interface RowToWrite {
  /** The 11 fields, in order. */
  readonly cells: readonly string[];
  /** Lines above the row, with their `#`. */
  readonly comments: readonly string[];
}

export interface SectionToWrite {
  readonly name: string;
  readonly lines: readonly string[];
}

export function writeServersConf(rows: readonly RowToWrite[], sections: readonly SectionToWrite[]): string {
  const head = SERVER_FIELDS.map((field, index) => (index === 0 ? `#${field}` : field));
  const widths = head.map((cell, column) =>
    rows.reduce((width, row) => Math.max(width, row.cells[column]?.length ?? 0), cell.length),
  );
  const line = (cells: readonly string[]): string => {
    const last = cells.findLastIndex((cell) => cell !== '');
    return cells
      .slice(0, last + 1)
      .map((cell, column) => (column === last ? cell : `${cell};`.padEnd((widths[column] ?? 0) + 1)))
      .join(' ');
  };
  const text = [
    ...SERVERS_HEADER,
    line(head),
    '',
    ...rows.flatMap((row) => [...row.comments, line(row.cells)]),
    ...sections.flatMap((section) => ['', `[${section.name}]`, ...section.lines]),
  ];
  return `${text.join('\n')}\n`;
}
