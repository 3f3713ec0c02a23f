/** One field of /etc/shadow (shadow(5)): everything else in the file stays byte for byte. */
import { EditError, joinLines, lineEnd, splitLines } from './lines.ts';

/** The text with `hash` as the password of `user`. Throws EditError where the file has no such user, or has it twice. */
export function editShadow(text: string, user: string, hash: string): string {
  if (/[:\s\0]/.test(hash)) throw new EditError('bad-line', 'A password hash holds no colon, blank or line break.');
  const lines = splitLines(text);
  const own = lines.filter((line) => line.body.startsWith(`${user}:`));
  if (own.length !== 1) {
    throw new EditError(
      'bad-line',
      `The file has ${own.length === 0 ? 'no line' : `${own.length} lines`} of the user ${user}; wanted is one. Look at it with: pwck -r`,
    );
  }
  const edited = lines.map((line) => {
    if (!line.body.startsWith(`${user}:`)) return line;
    const [name = '', , ...rest] = line.body.split(':');
    return { ...line, body: [name, hash, ...rest].join(':') };
  });
  return joinLines(edited, lineEnd(lines));
}
