/** sync.conf ↔ sync: the directories that are copied from the active nodes of a type to their standbys. */
import type { Diagnostic } from '../diagnostic.ts';
import { fieldAt, isNew, type RuleOptions, type Said } from './share-conf.ts';
import { isOwnOrTemplateComment, SYNC_HEADER } from './template.ts';
import {
  collectProblems,
  cutComment,
  type FileComments,
  type Parsed,
  readLines,
  rejectTab,
  sortByPlace,
  splitFields,
  trim,
} from './text.ts';
import { parsePath, parseType } from './values.ts';

export interface SyncConf {
  readonly rules: readonly SyncLine[];
  readonly comments: FileComments;
}

export interface SyncLine {
  readonly type: string;
  readonly path: string;
  /** rsync patterns. */
  readonly exclude: readonly string[];
  readonly comments: readonly string[];
}

/** Reads a sync.conf: `NODETYPE;PATH[;EXCLUDE…]`. Every problem of the file is told in one run, each with file, line and column. */
export function parseSyncConf(text: string, file: string, options: RuleOptions = {}): Parsed<SyncConf> {
  const problems = collectProblems();
  const { lines, header, trailing } = readLines(text, file, isOwnOrTemplateComment, problems);
  const rules: SyncLine[] = [];
  const said: Said = new Map();
  for (const raw of lines) {
    const line = cutComment(raw);
    const fields = splitFields(line);
    if (fields.length === 1) {
      problems.error(
        'bad-sync',
        `"${line.text.slice(0, 60)}" has no ; in it`,
        'Write NODETYPE;PATH and then the patterns that are left out: SECENGINE;/opt/sms/spool;*.tmp',
        line.at,
      );
      continue;
    }
    const type = parseType(fieldAt(line, fields, 0), options.extraTypes ?? [], problems);
    const path = parsePath(fieldAt(line, fields, 1), 'path', false, problems);
    if (type === null || path === null) continue;
    const exclude = fields
      .slice(2)
      .map((field) => field.text)
      .filter((pattern) => pattern !== '');
    for (const field of fields.slice(2)) rejectTab(field.text, 'pattern', field.at, problems);
    if (isNew(`${type} ${path}`, exclude, line, said, problems)) rules.push({ type, path, exclude, comments: line.comments });
  }
  return { value: { rules, comments: { header, trailing } }, diagnostics: sortByPlace(problems.list) };
}

/** The text of a sync.conf, and a warning for each pattern that a line of it can't hold. */
export function writeSyncConf(rules: readonly Omit<SyncLine, 'comments'>[]): {
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
} {
  const diagnostics: Diagnostic[] = [];
  const lines = rules.map((rule) => {
    const exclude = rule.exclude.filter((pattern) => {
      const fits = !/;|\p{Cc}/u.test(pattern) && trim(pattern) === pattern && pattern !== '' && !/\s#/.test(pattern);
      if (!fits) {
        diagnostics.push({
          severity: 'warning',
          code: 'not-in-legacy-files',
          summary: `The pattern "${pattern}" of ${rule.type} ${rule.path} can't be written in sync.conf`,
          detail: 'A pattern there has no ";", no blanks at its ends and no " #". It is left out.',
        });
      }
      return fits;
    });
    return [rule.type, rule.path, ...exclude].join(';');
  });
  return { text: `${[...SYNC_HEADER, '', ...lines].join('\n')}\n`, diagnostics };
}
