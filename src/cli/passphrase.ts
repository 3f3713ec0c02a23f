import { StringDecoder } from 'node:string_decoder';
import { DiagnosticError } from '../diagnostic.ts';

const MAX_CHARACTERS = 1024;

/** Reads a line from the terminal without showing it. Ctrl-C ends the program's work as an error. */
export async function readHidden(question: string): Promise<string> {
  const { stdin, stderr } = process;
  const decoder = new StringDecoder('utf8');
  const raw = stdin.isRaw;
  // Before the question: whoever answers at once must not see it either.
  stdin.setRawMode(true);
  stderr.write(question);
  try {
    return await new Promise<string>((resolve, reject) => {
      let typed: string[] = [];
      const finish = (end: () => void): void => {
        stdin.off('data', onData);
        stdin.pause();
        end();
      };
      const onData = (chunk: Buffer): void => {
        for (const character of decoder.write(chunk)) {
          if (character === '\r' || character === '\n' || character === '\u0004') {
            finish(() => resolve(typed.join('')));
            return;
          }
          if (character === '\u0003') {
            finish(() => reject(interrupted()));
            return;
          }
          if (character === '\u0015') typed = [];
          else if (character === '\u007f' || character === '\b') typed.pop();
          else if (typed.length < MAX_CHARACTERS) typed.push(character);
        }
      };
      stdin.on('data', onData);
      stdin.resume();
    });
  } finally {
    stdin.setRawMode(raw);
    stderr.write('\n');
  }
}

function interrupted(): DiagnosticError {
  const detail = 'Ctrl-C was typed. Nothing was changed.';
  return new DiagnosticError([{ severity: 'error', code: 'interrupted', summary: 'No passphrase was given', detail }]);
}
