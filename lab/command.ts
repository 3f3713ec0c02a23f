import { type SpawnOptions, spawn } from 'node:child_process';

export interface Result {
  code: number;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  input?: string | Buffer;
  /** Milliseconds; a command that takes longer is killed and gives code 124, as timeout(1) does. */
  timeout?: number;
  env?: NodeJS.ProcessEnv;
  cwd?: string;
}

/** Runs a program to its end. Fails only when it can't be started; its exit code is the caller's to judge. */
export const run = (argv: readonly string[], options: RunOptions = {}): Promise<Result> =>
  new Promise((resolve, reject) => {
    const [program, ...args] = argv;
    if (program === undefined) throw new Error('run: no program given');
    const spawnOptions: SpawnOptions = { stdio: ['pipe', 'pipe', 'pipe'], env: options.env, cwd: options.cwd };
    const child = spawn(program, args, spawnOptions);
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
      // A grandchild that holds the pipes open must not hold us.
      child.stdout?.destroy();
      child.stderr?.destroy();
    }, options.timeout ?? 120_000);
    child.stdout?.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => err.push(chunk));
    child.stdin?.on('error', () => undefined); // the program may not read its input
    child.stdin?.end(options.input ?? '');
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      const stderr = Buffer.concat(err).toString();
      resolve({
        code: late ? 124 : (code ?? (signal ? 137 : 1)),
        stdout: Buffer.concat(out).toString(),
        stderr: late ? `${stderr}(no end after ${(options.timeout ?? 120_000) / 1000} s)` : stderr,
      });
    });
  });

/** Like run, and a non-zero exit code is an error that shows the command and what it said. */
export const must = async (argv: readonly string[], options: RunOptions = {}): Promise<string> => {
  const { code, stdout, stderr } = await run(argv, options);
  if (code !== 0) {
    throw new Error(
      `${argv.join(' ').slice(0, 300)}: exit ${code}\n${(stderr || stdout).trim().split('\n').slice(-8).join('\n')}`,
    );
  }
  return stdout;
};

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks again and again until the answer is something; undefined when the deadline (ms) is over. */
export const poll = async <T>(
  deadline: number,
  every: number,
  ask: () => Promise<T | undefined> | T | undefined,
): Promise<T | undefined> => {
  const end = Date.now() + deadline;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() >= end) return undefined;
    await sleep(Math.min(every, Math.max(1, end - Date.now())));
  }
};
