import { randomBytes } from 'node:crypto';
import { closeSync, constants, existsSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { poll, type Result, sleep } from './command.ts';
import { nodeFiles, nodeProcess } from './node.ts';

/**
 * A shell on a node that needs no network: the operator's chair in the server room. It is for
 * looking into nodes whose networks are cut and for mending what a fault broke; never for what
 * dmsa itself should do.
 */

const busy = new Map<string, Promise<unknown>>();

const tailFrom = (file: string, offset: number): string =>
  existsSync(file) ? readFileSync(file).subarray(offset).toString() : '';

const converse = async (lab: string, node: string, script: string, timeout: number): Promise<Result> => {
  const files = nodeFiles(lab, node);
  if (!nodeProcess(lab, node)) throw new Error(`Node ${node} is not running: nobody sits at its console.`);
  const id = randomBytes(6).toString('hex');
  const offset = existsSync(files.consoleOut) ? statSync(files.consoleOut).size : 0;
  const body = Buffer.from(script).toString('base64');
  const lines = ['', `S=/run/lab-${id}; : >$S`];
  for (let i = 0; i < body.length; i += 512) lines.push(`echo ${body.slice(i, i + 512)} >>$S`);
  lines.push(
    `base64 -d $S >$S.sh; sh $S.sh >$S.out 2>$S.err </dev/null; C=$?`,
    `echo "<0${id}<"; base64 -w0 $S.out; echo "|"; base64 -w0 $S.err; echo "|$C>0${id}>"; rm -f $S*`,
  );
  const fd = openSync(files.consoleIn, constants.O_RDWR | constants.O_NONBLOCK);
  try {
    for (const line of lines) {
      writeSync(fd, `${line}\n`);
      // The terminal's buffer has 4 KiB and nothing holds us back.
      if (body.length > 2048) await sleep(15);
    }
  } finally {
    closeSync(fd);
  }
  const pattern = new RegExp(`<0${id}<\\r?\\n([A-Za-z0-9+/=]*)\\|\\r?\\n([A-Za-z0-9+/=]*)\\|(\\d+)>0${id}>`);
  const match = await poll(timeout, 50, () => pattern.exec(tailFrom(files.consoleOut, offset)) ?? undefined);
  if (!match) throw new Error(`Node ${node}: its console gave no answer within ${timeout / 1000} s (${files.consoleOut}).`);
  const text = (s: string | undefined): string => Buffer.from(s ?? '', 'base64').toString();
  return { stdout: text(match[1]), stderr: text(match[2]), code: Number(match[3]) };
};

/** Runs a script on the node's console; one at a time. */
export const onConsole = (lab: string, node: string, script: string, timeout = 20_000): Promise<Result> => {
  const key = `${lab}/${node}`;
  const before = busy.get(key) ?? Promise.resolve();
  const mine = before.catch(() => undefined).then(() => converse(lab, node, script, timeout));
  busy.set(
    key,
    mine.catch(() => undefined),
  );
  return mine;
};
