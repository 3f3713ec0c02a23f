/** share.conf ↔ shares: what nodes of a type export over NFS, and what nodes of a type mount from those of another. */
import type { Diagnostic } from '../diagnostic.ts';
import { isOwnOrTemplateComment, SHARE_HEADER } from './template.ts';
import {
  closest,
  collectProblems,
  cutComment,
  describeOdd,
  type FileComments,
  type Line,
  type Parsed,
  type Problems,
  readLines,
  sortByPlace,
  splitFields,
  type Word,
} from './text.ts';
import { parsePath, parseType } from './values.ts';

export interface ShareConf {
  readonly exports: readonly ExportLine[];
  readonly mounts: readonly MountLine[];
  readonly comments: FileComments;
}

export interface ExportLine {
  readonly type: string;
  readonly path: string;
  readonly options: string | null;
  readonly comments: readonly string[];
}

export interface MountLine {
  readonly type: string;
  readonly from: string;
  readonly path: string;
  /** Null: the exported path. */
  readonly mountPoint: string | null;
  readonly options: string | null;
  /** Null: `demand` where the mount point has `${NODE}`, else `boot`. */
  readonly mode: 'boot' | 'demand' | null;
  readonly comments: readonly string[];
}

export interface RuleOptions {
  readonly extraTypes?: readonly string[];
}

const FORMS =
  'Write export;NODETYPE;PATH;OPTIONS or mount;NODETYPE;FROM-NODETYPE;PATH;MOUNTPOINT;OPTIONS (the last ones may be missing).';
/** An option of fstab that begins with `x-` is a comment to mount(8): the vendor's tools can carry it along. */
const MODE_OPTION = 'x-dmsa.mode=';
const NFS_OPTIONS = /^[A-Za-z0-9_=:./@-]+(,[A-Za-z0-9_=:./@-]+)*$/;

/** Reads a share.conf. Every problem of the file is told in one run, each with file, line and column. */
export function parseShareConf(text: string, file: string, options: RuleOptions = {}): Parsed<ShareConf> {
  const problems = collectProblems();
  const extraTypes = options.extraTypes ?? [];
  const { lines, header, trailing } = readLines(text, file, isOwnOrTemplateComment, problems);
  const exports: ExportLine[] = [];
  const mounts: MountLine[] = [];
  const said: Said = new Map();
  for (const raw of lines) {
    const line = cutComment(raw);
    const fields = splitFields(line);
    const verb = fields[0]?.text ?? '';
    if (verb === 'export') {
      const rule = parseExport(line, fields, extraTypes, problems);
      if (rule && isNew(`export ${rule.type} ${rule.path}`, rule.options, line, said, problems)) exports.push(rule);
    } else if (verb === 'mount') {
      const rule = parseMount(line, fields, extraTypes, problems);
      if (
        rule &&
        isNew(
          `mount ${rule.type} ${rule.from} ${rule.path} ${rule.mountPoint ?? rule.path}`,
          [rule.options, rule.mode],
          line,
          said,
          problems,
        )
      )
        mounts.push(rule);
    } else {
      const meant = closest(verb, ['export', 'mount']);
      problems.error(
        'bad-share',
        `A line of share.conf begins with export or mount, not with ${describeOdd(verb)}`,
        `${meant === null ? '' : `Did you mean ${meant}? `}${FORMS}`,
        line.at,
      );
    }
  }
  return { value: { exports, mounts, comments: { header, trailing } }, diagnostics: sortByPlace(problems.list) };
}

/** What was said on earlier lines: of what (`key`), what (`value`), and where. */
export type Said = Map<string, { readonly value: string; readonly line: number }>;

/** False where an earlier line is of the same thing: a warning where it says the same, an error where it says something else. */
export function isNew(key: string, value: unknown, line: Line, said: Said, problems: Problems): boolean {
  const text = JSON.stringify(value);
  const before = said.get(key);
  if (before === undefined) said.set(key, { value: text, line: line.at.line });
  else if (before.value === text)
    problems.warning('repeated-line', `The line says the same as line ${before.line}`, 'Remove one.', line.at);
  else
    problems.error(
      'repeated-line',
      `The line says something else than line ${before.line} of the same thing`,
      `Found ${key} twice. Remove the one that is wrong.`,
      line.at,
    );
  return before === undefined;
}

/** The field at `index`, or an empty one at the end of the line. */
export function fieldAt(line: Line, fields: readonly Word[], index: number): Word {
  return fields[index] ?? { text: '', at: { ...line.at, column: line.at.column + line.text.length } };
}

function tooMany(fields: readonly Word[], most: number, problems: Problems): boolean {
  const extra = fields[most];
  if (extra)
    problems.error(
      'too-many-fields',
      `The line has ${fields.length} fields; there are at most ${most}`,
      `${FORMS} Options are separated by commas.`,
      extra.at,
    );
  return extra !== undefined;
}

function parseExport(line: Line, fields: readonly Word[], extraTypes: readonly string[], problems: Problems): ExportLine | null {
  if (tooMany(fields, 4, problems)) return null;
  const type = parseType(fieldAt(line, fields, 1), extraTypes, problems);
  const path = parsePath(fieldAt(line, fields, 2), 'exported path', false, problems);
  const options = parseOptions(fieldAt(line, fields, 3), problems);
  return type === null || path === null || options === false ? null : { type, path, options, comments: line.comments };
}

function parseMount(line: Line, fields: readonly Word[], extraTypes: readonly string[], problems: Problems): MountLine | null {
  if (tooMany(fields, 6, problems)) return null;
  const type = parseType(fieldAt(line, fields, 1), extraTypes, problems);
  const from = parseType(fieldAt(line, fields, 2), extraTypes, problems);
  const path = parsePath(fieldAt(line, fields, 3), 'mounted path', false, problems);
  const fifth = fieldAt(line, fields, 4);
  // MOUNTPOINT and OPTIONS may each be missing: only a mount point has a slash in front (or a ${…} that is not known).
  const isOptions = fields.length === 5 && !/^[/$]/.test(fifth.text);
  const given = isOptions || fifth.text === '' ? null : parsePath(fifth, 'mount point', true, problems);
  if (!isOptions && fifth.text !== '' && given === null) return null;
  const all = parseOptions(isOptions ? fifth : fieldAt(line, fields, 5), problems);
  if (type === null || from === null || path === null || all === false) return null;
  const { mode, options } = takeMode(all, fifth, problems);
  return { type, from, path, mountPoint: given === path ? null : given, options, mode, comments: line.comments };
}

function takeMode(all: string | null, at: Word, problems: Problems): Pick<MountLine, 'mode' | 'options'> {
  const list = all === null ? [] : all.split(',');
  const rest = list.filter((option) => !option.startsWith(MODE_OPTION));
  const said = list.find((option) => option.startsWith(MODE_OPTION))?.slice(MODE_OPTION.length) ?? null;
  if (said !== null && said !== 'boot' && said !== 'demand') {
    problems.error(
      'bad-options',
      `${MODE_OPTION}${said} is not known`,
      `Write ${MODE_OPTION}boot (fstab) or ${MODE_OPTION}demand (autofs).`,
      at.at,
    );
  }
  return { mode: said === 'boot' || said === 'demand' ? said : null, options: rest.length === 0 ? null : rest.join(',') };
}

/** Options without the blanks round their commas; null where there are none; false and an error where they are none. */
function parseOptions(word: Word, problems: Problems): string | null | false {
  if (word.text === '') return null;
  const options = word.text
    .replace(/^\((.*)\)$/, '$1')
    .replaceAll(/\s*,\s*/g, ',')
    .replace(/,$/, '');
  if (NFS_OPTIONS.test(options)) return options;
  problems.error(
    'bad-options',
    `${describeOdd(word.text)} are not NFS options`,
    'Write them separated by commas, without blanks in them: rw,sync,no_root_squash.',
    word.at,
  );
  return false;
}

/** What is written: data, so that the writer needs neither files nor the whole cluster. */
export interface SharesToWrite {
  readonly exports: readonly Pick<ExportLine, 'type' | 'path' | 'options'>[];
  readonly mounts: readonly (Pick<MountLine, 'type' | 'from' | 'path' | 'options'> & {
    readonly mountPoint: string;
    readonly mode: 'boot' | 'demand';
  })[];
}

/** The text of a share.conf. All that shares can say fits, so there are no problems to tell. */
export function writeShareConf(shares: SharesToWrite): { readonly text: string; readonly diagnostics: readonly Diagnostic[] } {
  const exports = shares.exports.map((rule) => ['export', rule.type, rule.path, rule.options ?? '']);
  const mounts = shares.mounts.map((rule) => {
    const mode = rule.mode === defaultMode(rule.mountPoint) ? [] : [`${MODE_OPTION}${rule.mode}`];
    const options = [...(rule.options === null ? [] : [rule.options]), ...mode].join(',');
    return ['mount', rule.type, rule.from, rule.path, rule.mountPoint === rule.path ? '' : rule.mountPoint, options];
  });
  const lines = [...exports, ...mounts].map((fields) => fields.join(';').replace(/;+$/, ''));
  return { text: `${[...SHARE_HEADER, '', ...lines].join('\n')}\n`, diagnostics: [] };
}

/** How a mount is made where nothing else is said. */
export function defaultMode(mountPoint: string): 'boot' | 'demand' {
  return mountPoint.includes('${NODE}') ? 'demand' : 'boot';
}
