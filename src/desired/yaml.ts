/** YAML text → `Tree`. Syntax errors in users' words, duplicate keys, and limits on everything a file could blow up. */
import { Composer, type Document, isScalar, Lexer, LineCounter, Parser, type YAMLError } from 'yaml';
import type { SourceRange } from '../diagnostic.ts';
import { type Report, show } from './report.ts';
import { isSecretName } from './secret-name.ts';
import type { Tree } from './tree.ts';
import { MAX_DEPTH, tooDeep, toTree } from './yaml-tree.ts';
import { syntaxWords } from './yaml-words.ts';

/** 10,000 nodes with everything written in place take about half of it. */
export const MAX_FILE_BYTES = 4 * 1024 * 1024;
/** Words, marks and line breaks: each costs the library microseconds and memory. 10,000 nodes have 700,000. */
const MAX_LEXEMES = 2_500_000;
const MAX_SYNTAX_ERRORS = 20;

export interface YamlText {
  place(at: number): SourceRange;
  /** Reports to `report`; null where there is nothing to go on with. */
  read(report: Report, secret: boolean): Tree | null;
}

/** `read` is apart from the positions because a report needs positions before there is a tree. */
export function yamlText(text: string, file: string): YamlText {
  const lines = new LineCounter();
  for (let i = text.indexOf('\n'); i !== -1; i = text.indexOf('\n', i + 1)) lines.addNewLine(i + 1);
  lines.lineStarts.unshift(0);
  const place = (at: number): SourceRange => {
    const { line, col } = lines.linePos(Math.max(0, Math.min(at, text.length)));
    return { file, line, column: col };
  };
  return { place, read: (report, secret) => read(text, report, secret) };
}

function read(text: string, report: Report, secret: boolean): Tree | null {
  if (text.length > MAX_FILE_BYTES) {
    const found = `Found ${(text.length / 1024 / 1024).toFixed(1)} MiB`;
    report.error(0, 'file-too-large', 'The file is too large.', `${found}; at most 4 MiB are read. Is it the right file?`);
    return null;
  }
  const document = compose(text, report);
  if (document === null) return null;
  const problems = [...document.errors, ...document.warnings].toSorted((a, b) => a.pos[0] - b.pos[0]);
  if (problems.length > 0) {
    reportSyntax(problems, text, report, secret);
    return null;
  }
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) {
    const write = 'Write apiVersion, kind, metadata and spec, as in cluster.yaml.example.';
    report.error(
      0,
      'empty-file',
      'The file is empty.',
      `Found nothing but blanks and comments. ${secret ? 'Write rootPasswords or variables.' : write}`,
    );
    return null;
  }
  return toTree(document.contents, report, text, secret);
}

function compose(text: string, report: Report): Document.Parsed | null {
  const parser = new Parser();
  const composer = new Composer({ uniqueKeys: false, prettyErrors: false, logLevel: 'silent', version: '1.2', schema: 'core' });
  function* tokens() {
    let lexemes = 0;
    for (const lexeme of new Lexer().lex(text)) {
      lexemes += 1;
      if (lexemes > MAX_LEXEMES) throw new RangeError('lexemes');
      yield* parser.next(lexeme);
      // Nesting costs the library quadratic time, half a minute for 4 MiB of brackets, and in the end all memory.
      if (parser.stack.length > MAX_DEPTH) throw new RangeError('depth');
    }
    yield* parser.end();
  }
  try {
    let first: Document.Parsed | null = null;
    for (const document of composer.compose(tokens(), true, text.length)) {
      if (first === null) {
        first = document as Document.Parsed;
        continue;
      }
      report.error(
        document.range?.[0] ?? 0,
        'several-documents',
        'The file holds more than one YAML document.',
        'Found a second one, begun by "---". Write one file for each cluster.',
      );
      return null;
    }
    return first;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const at = Math.min(parser.offset, text.length);
    if (error.message !== 'lexemes') tooDeep(report, at);
    else
      report.error(
        at,
        'file-too-large',
        'The file is too large.',
        `Found more than ${MAX_LEXEMES} words and marks. Is it the right file?`,
      );
    return null;
  }
}

/** One a line: the library often has three for one slip. */
function reportSyntax(problems: readonly YAMLError[], text: string, report: Report, secret: boolean): void {
  const lines = new Set<number>();
  for (const problem of problems) {
    const at = Math.min(problem.pos[0], text.length);
    const { line } = report.place(at);
    if (lines.has(line)) continue;
    if (lines.size >= MAX_SYNTAX_ERRORS) return;
    lines.add(line);
    const lineStart = text.lastIndexOf('\n', at - 1) + 1;
    const lineEnd = text.indexOf('\n', lineStart);
    const written = text.slice(lineStart, lineEnd === -1 ? undefined : lineEnd);
    const { code, summary, detail } = syntaxWords(problem.code, problem.message, written.trim() !== '');
    report.error(
      at,
      code,
      summary,
      secret || written.trim() === '' || isSecretName(written) ? detail : `${detail} Found: ${show(written.trim())}.`,
    );
  }
}
