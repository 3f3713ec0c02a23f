/** Fence agents of every temper, as real programs: what is believed of each, and that its secrets are never shown. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fence } from '../../src/desired/cluster.ts';
import { type Power, powerOf, reboot, switchOff, switchOn } from '../../src/fence/fence.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'dmsa-fence-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

const PASSWORD = 'Geh3im=nis 47';
/** As an agent reads it: the last of several lines counts, what stands after a # does not. */
const READ = `while IFS= read -r line; do
  case $line in '#'*) ;; action=*) action=\${line#*=} ;; plug=*) plug=\${line#*=} ;; password=*) password=\${line#*=} ;; nodename=*) node=\${line#*=} ;; esac
done
`;
/** A switch whose state is a file. */
const HONEST = `${READ}
case $action in
  on | off) echo $action >$0.state; echo "Success: Powered $action" ;;
  reboot) echo on >$0.state ;;
  status) read -r state <$0.state; echo "Status: $state"; [ $state = on ] || exit 2 ;;
  *) exit 1 ;;
esac`;

let count = 0;
function agent(body: string, more: Partial<Fence> = {}): { readonly fence: Fence; readonly path: string } {
  count += 1;
  const path = join(dir, `fence_${count}`);
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
  const options = [
    { name: 'plug', value: '3', secret: false },
    { name: 'password', value: PASSWORD, secret: true },
  ];
  return { path, fence: { agent: path, options, timeoutMs: 20_000, ...more } };
}
const why = (power: Power): string => (power.is === 'unknown' ? `${power.why.summary}\n${power.why.detail ?? ''}` : power.is);
const codeOf = (power: Power): string => (power.is === 'unknown' ? power.why.code : power.is);

describe('a fence agent', () => {
  it('that works: off is off, on is on, and a reboot is no proof that the node was off', async () => {
    const { fence } = agent(HONEST);
    const node = { name: 'Sec-1', fence };
    expect(await switchOn(node)).toEqual({ is: 'on' });
    expect(await powerOf(node)).toEqual({ is: 'on' });
    expect(await switchOff(node)).toEqual({ is: 'off' });
    expect(await powerOf(node)).toEqual({ is: 'off' });
    expect(await reboot(node)).toEqual({ is: 'on' });
  });

  it('is told all on its standard input, and nothing on its command line or in its environment', async () => {
    const { fence, path } = agent(`cat >$0.in; { echo "$# $*"; env; tr '\\0' ' ' </proc/$$/cmdline; } >$0.rest`);
    await powerOf({ name: 'Sec-1', fence });
    expect(readFileSync(`${path}.in`, 'utf8')).toBe(`plug=3\npassword=${PASSWORD}\nnodename=Sec-1\naction=status\n`);
    const rest = readFileSync(`${path}.rest`, 'utf8');
    expect(rest).toMatch(/^0 \n/);
    expect(rest).not.toContain('Geh3im');
    expect(rest).not.toMatch(/^(DMSA|SSH)_/m);
  });

  it('that lies: it says that it switched the node off, and that it is on', async () => {
    const { fence } = agent(`${READ}[ $action = status ] && exit 0; echo 'Success: Powered OFF'`);
    const power = await switchOff({ name: 'Sec-1', fence });
    expect(codeOf(power)).toBe('fence-contradicted');
    expect(why(power)).toContain('Sec-1 is not known to be off');
  });

  it('that fails to switch off is not believed, though its status says off', async () => {
    const { fence } = agent(`${READ}[ $action = status ] && exit 2; echo 'Failed: Timed out waiting to power OFF' >&2; exit 1`);
    const power = await switchOff({ name: 'Sec-1', fence });
    expect(codeOf(power)).toBe('fence-failed');
    expect(why(power)).toContain('status 1');
    expect(why(power)).toContain('Timed out waiting to power OFF');
  });

  it('that can tell no status: switched off, perhaps, and not known to be', async () => {
    const { fence } = agent(`${READ}[ $action = status ] && exit 1; exit 0`);
    expect(codeOf(await switchOff({ name: 'Sec-1', fence }))).toBe('fence-status-failed');
  });

  it('that prints the password, in its output, in an error, in half a line: nobody sees it', async () => {
    const { fence } = agent(`${READ}echo "Parse error: Ignoring unknown option 'password=$password'" >&2
i=0; while [ $i -lt 200 ]; do echo "try $i with $password"; i=$((i + 1)); done; exit 1`);
    const said = why(await powerOf({ name: 'Sec-1', fence }));
    expect(said).toContain('Ignoring unknown option');
    expect(said).toContain('try 0 with');
    expect(said).not.toContain('Geh3');
    expect(said).not.toContain('nis 47');
  });

  it('that hangs, with a child that hangs: both are killed at the time limit, and nothing is known', async () => {
    const { fence, path } = agent(`sleep 300 & echo $! >$0.child; echo waiting; wait`, { timeoutMs: 400 });
    const started = performance.now();
    const power = await switchOff({ name: 'Sec-1', fence });
    expect(performance.now() - started).toBeLessThan(4_000);
    expect(codeOf(power)).toBe('fence-timeout');
    expect(why(power)).toContain('400 ms');
    expect(why(power)).toContain('waiting');
    const child = readFileSync(`${path}.child`, 'utf8').trim();
    await expect
      .poll(() => existsSync(`/proc/${child}`) && !/^State:\tZ/m.test(readFileSync(`/proc/${child}/status`, 'utf8')))
      .toBe(false);
  });

  it('that prints without end, and reads nothing: killed, and little of it kept', async () => {
    const { fence } = agent(`yes 'power power power'`, { timeoutMs: 400 });
    const power = await powerOf({ name: 'Sec-1', fence });
    expect(codeOf(power)).toBe('fence-timeout');
    expect(why(power).length).toBeLessThan(3_000);
  });

  it('that leaves something behind that holds its output: its answer counts, and is not waited for', async () => {
    const { fence } = agent(`${READ}sleep 8 & exit 2`);
    const started = performance.now();
    expect(await powerOf({ name: 'Sec-1', fence })).toEqual({ is: 'off' });
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('that is killed, is not there, or is no program: unknown, and what to install', async () => {
    expect(why(await powerOf({ name: 'Sec-1', fence: agent('kill -KILL $$').fence }))).toContain('A signal ended it');
    const missing = await powerOf({ name: 'Sec-1', fence: { agent: 'fence_no_such', options: [], timeoutMs: 1_000 } });
    expect(codeOf(missing)).toBe('fence-agent-missing');
    expect(why(missing)).toContain('apt-get install fence-agents');
    expect(why(missing)).toContain('dnf install fence-agents-all');
    const gone = await powerOf({ name: 'Sec-1', fence: { agent: join(dir, 'none'), options: [], timeoutMs: 1_000 } });
    expect(codeOf(gone)).toBe('fence-agent-missing');
    const text = join(dir, 'text');
    writeFileSync(text, '#!/no/such/interpreter\n');
    chmodSync(text, 0o755);
    expect(codeOf(await switchOff({ name: 'Sec-1', fence: { agent: text, options: [], timeoutMs: 1_000 } }))).toBe(
      'fence-agent-unstartable',
    );
  });
});
