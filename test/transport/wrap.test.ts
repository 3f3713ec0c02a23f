/** Scripts as they reach the shells that a node may have, through a pipe that is not closed, or is cut. */
import { spawn, spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { wrapScript } from '../../src/transport/wrap.ts';

const SHELLS: readonly { readonly name: string; readonly shell: readonly string[] }[] = [
  { name: 'dash', shell: ['dash'] },
  { name: 'bash', shell: ['bash'] },
  { name: 'bash --posix', shell: ['bash', '--posix'] },
];

// bash takes a socket for rshd, and would read this machine's ~/.bashrc.
const ENV = { PATH: '/usr/bin:/bin', HOME: '/nonexistent' };

/** Standard input stays open after the script: it must end by itself. */
function run(
  shell: readonly string[],
  input: Buffer,
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: number | null; stdout: string }> {
  const [command = 'sh', ...args] = shell;
  const child = spawn(command, args, { env: { ...ENV, ...env }, timeout: 15_000 });
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stdin.on('error', () => undefined);
  child.stdin.write(input);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout }));
  });
}

describe.each(SHELLS)('$name', ({ shell }) => {
  it('runs a script whole, with its status, its own bytes and no standard input', async () => {
    // More than a pipe holds; a name that is no UTF-8; what an evaluated text could trip over.
    const long = 'x'.repeat(200_000);
    const script = Buffer.concat([
      Buffer.from(`a='${long}'\necho "\${#a} $$" | tr -d 0-9\ncat\ncat <<'END'\n$(not) \`this\`  \\\nEND\nprintf '%s' '`),
      Buffer.from([0xe9, 0xff]),
      Buffer.from(`' | od -An -tx1\n(exit 7)\n: \\`),
    ]);
    const { code, stdout } = await run(shell, wrapScript(Buffer.concat([script, Buffer.from('\n\n(exit 7)')])), {
      LC_ALL: 'C.UTF-8',
    });
    expect({ code, stdout }).toEqual({ code: 7, stdout: ' \n$(not) `this`  \\\n e9 ff\n' });
  });

  it('runs nothing of a script that was cut off, wherever it was', () => {
    const [command = 'sh', ...args] = shell;
    const whole = wrapScript('echo begun\nif true; then echo done; fi\necho end');
    // The last bytes are the word `exit`, which has no part in what is done.
    const end = whole.lastIndexOf('}');
    for (let length = 0; length < end; length += 1) {
      const { stdout } = spawnSync(command, args, { input: whole.subarray(0, length), env: ENV });
      expect(`${length}: ${stdout.toString()}`).toBe(`${length}: `);
    }
  });
});

it('bash runs nothing where its head is missing or gives something else', async () => {
  const other = 'head() { command head "$@" >/dev/null; echo "echo noise"; }; export -f head; exec bash';
  expect(await run(['bash', '--norc', '-c', other], wrapScript('echo mine'))).toEqual({ code: 126, stdout: '' });
  expect(await run(['/bin/bash'], wrapScript('echo mine'), { PATH: '/nonexistent' })).toEqual({ code: 127, stdout: '' });
});
