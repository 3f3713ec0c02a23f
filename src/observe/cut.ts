/**
 * Cuts up what a probe printed. Everything is handled as bytes (as latin1 text, one character a byte) until a file's content
 * or a command's output has been cut out; only then is it decoded.
 */
import type { CommandFact, Facts, FileFact } from '../kinds/facts.ts';
import { cutFiles, decode } from './files.ts';
import { platformOf } from './platform.ts';
import type { ProbeRequests } from './requests.ts';

export type CutResult =
  | { readonly status: 'facts'; readonly facts: Facts }
  | { readonly status: 'problem'; readonly code: 'probe-cut-off' | 'probe-garbage'; readonly why: string };

interface Part {
  readonly name: string;
  readonly text: string;
  /** Exit status of the last thing done in it. */
  readonly code: number;
}

export function cutLook(requests: ProbeRequests, nonce: string, stdout: Uint8Array, stderr: Uint8Array): CutResult {
  const out = parts(latin1(stdout), nonce);
  const err = parts(latin1(stderr), nonce);
  if (out === null) {
    const printed = stdout.length === 0 ? 'It printed nothing' : `It printed: ${excerpt(latin1(stdout))}`;
    return {
      status: 'problem',
      code: 'probe-garbage',
      why: `${printed}${stderr.length === 0 ? '' : `; on standard error: ${excerpt(latin1(stderr))}`}`,
    };
  }
  if (out.open !== null || err === null || err.open !== null) {
    const at = out.open ?? { name: 'end', text: '' };
    return {
      status: 'problem',
      code: 'probe-cut-off',
      why: `It stopped in ${describe(at.name, requests)}; the last that came: ${excerpt(at.text.slice(-200))}`,
    };
  }
  const part = (name: string): Part => out.closed.get(name) ?? { name, text: '', code: 0 };
  const errors = (name: string): string => err.closed.get(name)?.text ?? '';

  const files = cutFiles({
    files: requests.files,
    globs: requests.globs,
    globLines: lines(part('globs').text),
    stat: lines(part('stat').text),
    statErrors: lines(errors('stat')),
    danglingLinks: new Set(lines(part('links').text)),
    head: part('head').text,
    headErrors: lines(errors('head')),
  });
  const commands = new Map<string, CommandFact>();
  requests.commands.forEach(({ id }, index) => {
    const found = out.closed.get(`command ${index}`);
    commands.set(
      id,
      found
        ? { status: 'done', code: found.code, stdout: decode(found.text).text, stderr: decode(errors(`command ${index}`)).text }
        : { status: 'unknown', why: 'the probe did not come to it' },
    );
  });
  return { status: 'facts', facts: facts(files.files, files.globs, commands, lines(part('platform').text)) };
}

function facts(
  files: ReadonlyMap<string, FileFact>,
  globs: ReadonlyMap<string, ReadonlyMap<string, FileFact>>,
  commands: ReadonlyMap<string, CommandFact>,
  platform: readonly string[],
): Facts {
  const get = <T>(from: ReadonlyMap<string, T>, what: string, key: string): T => {
    const found = from.get(key);
    if (found === undefined) throw new Error(`the look did not ask for the ${what} ${key}`);
    return found;
  };
  return {
    platform: platformOf(platform, files),
    file: (path) => get(files, 'file', path),
    glob: (pattern) => get(globs, 'glob', pattern),
    command: (id) => get(commands, 'command', id),
  };
}

/** Null where no mark was found at all. `open`: the part that was begun and not ended. */
function parts(
  text: string,
  nonce: string,
): { readonly closed: ReadonlyMap<string, Part>; readonly open: { name: string; text: string } | null } | null {
  const closed = new Map<string, Part>();
  const mark = `\n${nonce} `;
  let at = text.indexOf(mark);
  if (at < 0) return null;
  for (;;) {
    const lineEnd = text.indexOf('\n', at + mark.length);
    if (lineEnd < 0) return { closed, open: { name: 'a mark', text: text.slice(at) } };
    const name = text.slice(at + mark.length, lineEnd).replace(/^\d+ /, '');
    if (name === 'end') return { closed, open: null };
    const next = text.indexOf(mark, lineEnd);
    const code = next < 0 ? null : /^(\d+) /.exec(text.slice(next + mark.length, next + mark.length + 12))?.[1];
    if (next < 0 || code === undefined || code === null) return { closed, open: { name, text: text.slice(lineEnd + 1) } };
    closed.set(name, { name, text: text.slice(lineEnd + 1, next), code: Number(code) });
    at = next;
  }
}

function describe(part: string, requests: ProbeRequests): string {
  const command = /^command (\d+)$/.exec(part)?.[1];
  const id = command === undefined ? undefined : requests.commands[Number(command)]?.id;
  if (id !== undefined) return `the command ${id}`;
  switch (part) {
    case 'stat':
    case 'head':
    case 'links':
    case 'globs':
      return 'the reading of files';
    case 'platform':
      return 'the detection of the platform';
    default:
      return 'its output';
  }
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

function lines(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}

/** What a foreign program printed, fit for a message. */
function excerpt(text: string): string {
  const shown = text
    .trim()
    .slice(0, 200)
    .replaceAll(/[^ -~\n]/g, '.')
    .replaceAll('\n', ' | ');
  return shown === '' ? '(nothing)' : `"${shown}"`;
}
