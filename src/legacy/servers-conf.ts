/**
 * servers.conf → rows and sections. DOMAIN.md section 2; guide, "Preparing the Configuration Files".
 * docs/legacy-files.md has the grammar in full.
 */
import { parseVariablesField, uniqueAssignments } from './assignments.ts';
import { parseAddressField, parsePackField, type Section, type SectionKind, sectionReader } from './sections.ts';
import { checkAddresses, checkBackups } from './servers-checks.ts';
import { SERVER_FIELDS, type ServerRow, type ServersConf } from './servers-model.ts';
import { isRow, type RawRow, splitRow } from './servers-rows.ts';
import { isOwnOrTemplateComment } from './template.ts';
import {
  collectProblems,
  cutComment,
  type Line,
  type Parsed,
  type Problems,
  readLines,
  rejectTab,
  sortByPlace,
  type Word,
} from './text.ts';
import { isHostName, parseAddress, parseHostName, parseMinutes, parseType } from './values.ts';

export interface ServersOptions {
  /** Types beyond those of the legacy files. */
  readonly extraTypes?: readonly string[];
}

/** Reads a servers.conf. Every problem of the file is told in one run, each with file, line and column. */
export function parseServersConf(text: string, file: string, options: ServersOptions = {}): Parsed<ServersConf> {
  const problems = collectProblems();
  const extraTypes = options.extraTypes ?? [];
  const { lines, header, trailing } = readLines(text, file, isOwnOrTemplateComment, problems);
  const rawRows: RawRow[] = [];
  const sections = new Map<string, Section>();
  const rowsOut: string[] = [];
  let current: Section | null = null;
  for (const line of lines) {
    if (line.text.startsWith('[')) {
      const [rowComments, ownComments] = takeRowComments(line.comments);
      rowsOut.push(...rowComments);
      current = openSection({ ...line, comments: ownComments }, sections, problems);
    } else if (isRow(line, current !== null, extraTypes)) {
      rawRows.push(splitRow({ ...line, comments: [...rowsOut.splice(0), ...line.comments] }));
      current = null;
    } else if (current) {
      current.lines.push(line);
    } else {
      problems.error(
        'stray-line',
        'The line is neither a row nor in a section',
        `Found "${line.text.replace(/=.*/, '=…').slice(0, 60)}". A row is "${SERVER_FIELDS.slice(0, 4).join('; ')}; …"; a list stands below its [name].`,
        line.at,
      );
    }
  }
  const reader = sectionReader([...sections.values()], problems);
  const sectionNames = new Set(sections.keys());
  const rows: ServerRow[] = [];
  const names = new Map<string, number>();
  for (const raw of rawRows) {
    const row = parseRow(raw, reader.refer, sectionNames, extraTypes, problems);
    const name = raw.fields[0]?.text ?? '';
    const before = names.get(name);
    if (before !== undefined && name !== '') {
      problems.error(
        'repeated-node',
        `Node ${name} has two rows`,
        `The first is on line ${before}. Remove one, or give it another name.`,
        raw.at,
      );
    } else names.set(name, raw.at.line);
    if (row && before === undefined) rows.push(row);
  }
  checkBackups(rows, new Set(names.keys()), problems);
  checkAddresses(rows, problems);
  if (rawRows.length === 0) {
    problems.error('no-nodes', `${file} names no node`, `A row is "${SERVER_FIELDS.join('; ')}".`, { file, line: 1, column: 1 });
  }
  return {
    value: { rows, sections: reader.read(), comments: { header, trailing: [...rowsOut, ...trailing] } },
    diagnostics: sortByPlace(problems.list),
  };
}

/** Rows that were commented out, and what is said above them, stand above a section by chance: they belong to the rows. */
function takeRowComments(comments: readonly string[]): readonly [readonly string[], readonly string[]] {
  const last = comments.findLastIndex((comment) => /^\s*[A-Za-z0-9][A-Za-z0-9.-]*\s*;(?:[^;]*;){2}/.test(comment));
  return [comments.slice(0, last + 1), comments.slice(last + 1)];
}

function openSection(line: Line, sections: Map<string, Section>, problems: Problems): Section {
  const cut = cutComment(line);
  const name = /^\[\s*([A-Za-z0-9_][A-Za-z0-9_.-]*)\s*\]\s*;*$/.exec(cut.text)?.[1];
  if (name === undefined) {
    problems.error(
      'bad-section',
      `"${cut.text.slice(0, 60)}" is not the head of a section`,
      'Write [name], with letters, digits, _ . - in the name: [svcip_sec1].',
      line.at,
    );
    // What follows belongs to it all the same; it is kept apart so that it is not complained about as well.
    return { name: '', at: line.at, comments: [], lines: [] };
  }
  const section: Section = { name, at: line.at, comments: cut.comments, lines: [] };
  const before = sections.get(name);
  if (before) {
    problems.error(
      'repeated-section',
      `Section [${name}] is there twice`,
      `The first is on line ${before.at.line}. Put their lines into one.`,
      line.at,
    );
    return section;
  }
  sections.set(name, section);
  return section;
}

function parseRow(
  raw: RawRow,
  refer: (word: Word, kind: SectionKind) => void,
  sectionNames: ReadonlySet<string>,
  extraTypes: readonly string[],
  problems: Problems,
): ServerRow | null {
  const { fields } = raw;
  const field = (index: number): Word =>
    fields[index] ?? { text: '', at: { ...raw.at, column: raw.at.column + raw.text.length } };
  if (fields.length > SERVER_FIELDS.length) {
    problems.error(
      'too-many-fields',
      `The row has ${fields.length} fields; there are ${SERVER_FIELDS.length}`,
      `The fields are ${SERVER_FIELDS.join('; ')}. A root password can't hold a ";"; a variable's value can where it stands in quotes or in a section.`,
      field(SERVER_FIELDS.length).at,
    );
    return null;
  }
  const name = parseHostName(field(0), 'host name', problems);
  const type = parseType(field(1), extraTypes, problems);
  const pubip = field(2).text === '' ? null : parseAddress(field(2), 'PUBIP', false, problems);
  const privip = field(3).text === '' ? null : parseAddress(field(3), 'PRIVIP', false, problems);
  if (field(3).text === '' && field(2).text === '') {
    problems.error(
      'missing-address',
      `${field(0).text} has no address`,
      'Write PUBIP (eth1) and PRIVIP (eth0) with their masks: 192.0.2.21/24; 10.0.0.21/24.',
      field(2).at,
    );
  } else if (field(3).text === '') {
    problems.warning(
      'missing-address',
      `PRIVIP of ${field(0).text} is missing`,
      'Write the address of eth0 with its mask: 10.0.0.1/24. The nodes mount and copy over it.',
      field(3).at,
    );
  }
  rejectTab(field(4).text, 'root password', field(4).at, problems);
  const backupOf = parseBackupOf(field(5), field(4).text !== '', problems);
  const minutes = (index: number): number | null => {
    const word = field(index);
    if (word.text === '') return null;
    const value = parseMinutes(word, SERVER_FIELDS[index] ?? '', problems);
    if (field(5).text !== '' || value === null) return value;
    problems.warning(
      'unused-backup-time',
      `${SERVER_FIELDS[index]} of ${field(0).text} has no effect`,
      'Its Backup-Of is empty: it is an active node. The time is left out.',
      word.at,
    );
    return null;
  };
  const syncMinutes = minutes(6);
  const activationMinutes = minutes(7);
  const serviceAddresses = parseAddressField(field(8), problems);
  const services = parsePackField(field(9), sectionNames, problems);
  const listed = field(10).text === '' ? null : parseVariablesField(field(10), problems);
  if (typeof serviceAddresses === 'string') refer(field(8), 'serviceAddresses');
  if (typeof services === 'string') refer({ ...field(9), text: services }, 'packs');
  if (listed?.group) refer(listed.group, 'variables');
  if (name === null || type === null) return null;
  return {
    name,
    type,
    pubip,
    privip,
    rootPassword: field(4).text === '' ? null : field(4).text,
    backupOf,
    syncMinutes,
    activationMinutes,
    serviceAddresses,
    services,
    variables: listed && { group: listed.group, own: uniqueAssignments(listed.own, problems) },
    comments: raw.comments,
    at: raw.at,
  };
}

/** A root password with a `;` in it spills over into this field: what is no host name is not shown then. */
function parseBackupOf(word: Word, hasPassword: boolean, problems: Problems): string | null {
  if (word.text === '') return null;
  if (!hasPassword || isHostName(word.text)) return parseHostName(word, 'Backup-Of', problems);
  problems.error(
    'bad-host-name',
    'Backup-Of is not a host name',
    'Write the name of the active node. A root password can\'t hold a ";": if it does, set it by hand and leave the field empty.',
    word.at,
  );
  return null;
}
