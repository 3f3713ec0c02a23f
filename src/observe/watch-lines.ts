/** Cuts up what the watch script prints (watch-script.ts), however it comes in pieces. */

export type WatchSaid =
  | { readonly is: 'ready' }
  /** The answer to a line, with the ids of what changed. */
  | { readonly is: 'tick'; readonly ids: readonly string[] }
  | { readonly is: 'no-monitor' }
  /** A line of \`ip monitor\`. */
  | { readonly is: 'network' };

const MOST_LINE = 16_384;

/** One a stream. What comes before it is ready is noise of a login. */
export function watchLines(): (chunk: Uint8Array) => readonly WatchSaid[] {
  let rest = '';
  let ready = false;
  return (chunk) => {
    const lines = (rest + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString('latin1')).split('\n');
    rest = (lines.pop() ?? '').slice(0, MOST_LINE);
    const said: WatchSaid[] = [];
    for (const line of lines) {
      const one = read(line);
      ready ||= one?.is === 'ready';
      if (one && ready && !(one.is === 'network' && said.at(-1)?.is === 'network')) said.push(one);
    }
    return said;
  };
}

function read(line: string): WatchSaid | null {
  if (line === '@ready') return { is: 'ready' };
  if (line === '@noip') return { is: 'no-monitor' };
  if (/^@t( |$)/.test(line))
    return {
      is: 'tick',
      ids: line
        .slice(2)
        .split(' ')
        .filter((id) => id !== ''),
    };
  return line.trim() === '' || line.startsWith('@') ? null : { is: 'network' };
}
