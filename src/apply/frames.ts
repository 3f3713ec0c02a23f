import { shownText } from './bytes.ts';
import { marker } from './wave-script.ts';

/** What a wave's script says, taken apart as it comes. */
export type Frame =
  /** `by`: who broke the lock, and why; empty where nobody said. */
  | { readonly type: 'lost'; readonly by: string }
  | { readonly type: 'folder'; readonly path: string }
  | { readonly type: 'step'; readonly item: number }
  | {
      readonly type: 'fail';
      readonly action: number;
      /** Exit status of the step; 1 or 3 for a file. */
      readonly code: number;
      readonly what: 'file' | 'stale' | 'step';
      /** Which file or run item. */
      readonly index: number;
      readonly output: string;
    }
  /** Not done, as it comes after `by`, which failed. Both are places. */
  | { readonly type: 'blocked'; readonly action: number; readonly by: number }
  | { readonly type: 'warn'; readonly what: string; readonly output: string }
  | { readonly type: 'end'; readonly action: number }
  | { readonly type: 'complete' };

export interface FrameReader {
  /** Gives the frames that are complete with this piece. */
  push(chunk: Uint8Array): readonly Frame[];
  /** Gives what the end of the output completes. */
  end(): readonly Frame[];
}

type Open = Extract<Frame, { type: 'fail' | 'warn' }>;

export function frameReader(nonce: string): FrameReader {
  const mark = marker(nonce);
  let rest = '';
  let open: Open | null = null;
  let output: string[] = [];

  const close = (): readonly Frame[] => {
    if (!open) return [];
    const text = shownText(Buffer.from(output.join('\n'), 'latin1')).trim();
    const frame: Frame = { ...open, output: text };
    open = null;
    output = [];
    return [frame];
  };
  const line = (text: string): readonly Frame[] => {
    if (!text.startsWith(mark)) {
      if (open) output.push(text);
      return [];
    }
    const before = close();
    const frame = parse(text.slice(mark.length));
    if (frame === null) return before;
    if (frame.type === 'fail' || frame.type === 'warn') {
      open = frame;
      return before;
    }
    return [...before, frame];
  };
  return {
    push(chunk) {
      const lines = (rest + Buffer.from(chunk).toString('latin1')).split('\n');
      rest = lines.pop() ?? '';
      return lines.flatMap(line);
    },
    end() {
      const last = rest === '' ? [] : line(rest);
      rest = '';
      return [...last, ...close()];
    },
  };
}

function parse(text: string): Frame | null {
  const [word, first = '', second = '', third = '', fourth = ''] = text.split(' ');
  switch (word) {
    case 'lost':
      return { type: word, by: shownText(Buffer.from(text.slice('lost'.length).trim(), 'latin1')) };
    case 'complete':
      return { type: word };
    case 'folder':
      return { type: 'folder', path: shownText(Buffer.from(text.slice('folder '.length), 'latin1')) };
    case 'step':
      return { type: 'step', item: Number(first) };
    case 'end':
      return { type: 'end', action: Number(first) };
    case 'blocked':
      return { type: 'blocked', action: Number(first), by: Number(second) };
    case 'warn':
      return { type: 'warn', what: first, output: '' };
    case 'fail': {
      const what = third === 'file' || third === 'stale' ? third : 'step';
      return { type: 'fail', action: Number(first), code: Number(second), what, index: Number(fourth), output: '' };
    }
    default:
      return null;
  }
}
