import { expect, it } from 'vitest';
import type { OperatorEvent } from '../../src/events/loop-event.ts';
import { jobRequest } from '../../src/web/job-request.ts';
import { createJobs, type Doer, type Jobs } from '../../src/web/jobs.ts';
import type { Token } from '../../src/web/tokens.ts';

const token = (name: string): Token => ({ name, digest: Buffer.alloc(32), may: 'act' });
const ANN = token('ann');
const BOB = token('bob');
const APPLY = jobRequest({ do: 'apply', nodes: ['Web-1'], reason: 'ticket 4711' });

/** A verb that shows something, asks, and does it where it is told yes. */
const asking: Doer = async (_, io) => {
  io.out('the plan\n');
  const answer = await io.ask('Carry it out? ');
  io.out(answer === 'yes' ? 'done\n' : 'left\n');
  return answer === 'yes' ? 0 : 1;
};

function opened(doer: Doer): { readonly jobs: Jobs; readonly events: OperatorEvent[] } {
  const events: OperatorEvent[] = [];
  return { jobs: createJobs({ doer, onChange: () => {}, onEvent: (event) => events.push(event) }), events };
}

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('what is asked for is shown, asked, done, and told with who and why', async () => {
  const { jobs, events } = opened(asking);
  const { id } = jobs.start(APPLY, ANN);
  await tick();
  expect(jobs.get(id)).toMatchObject({
    status: 'asking',
    question: 'Carry it out?',
    said: 'the plan\n',
    by: 'ann',
    what: 'apply Web-1',
  });
  jobs.answer(id, ANN, true);
  await tick();
  expect(jobs.get(id)).toMatchObject({ status: 'done', question: null, said: 'the plan\ndone\n' });
  expect(events.map(({ type, by, reason, outcome }) => [type, by, reason, outcome])).toEqual([
    ['asked', 'ann', 'ticket 4711', null],
    ['agreed', 'ann', 'ticket 4711', null],
    ['ended', 'ann', 'ticket 4711', 'done'],
  ]);
});

it('one thing is at work at a time, and only who asked agrees; anybody may say no', async () => {
  const { jobs } = opened(asking);
  const { id } = jobs.start(APPLY, ANN);
  await tick();
  expect(() => jobs.start(APPLY, BOB)).toThrow('apply Web-1 is at work, asked for by ann');
  expect(() => jobs.answer(id, BOB, true)).toThrow('ann has asked for it');
  jobs.answer(id, BOB, false);
  await tick();
  expect(jobs.get(id)).toMatchObject({ status: 'failed', said: 'the plan\nleft\n' });
  expect(() => jobs.answer(id, ANN, true)).toThrow('asks nothing');
  expect(jobs.start(APPLY, BOB)).toMatchObject({ by: 'bob' });
});

/** Goes on until it is stopped, as an apply does that waits for a lock. */
const lasting: Doer = (_, io) =>
  new Promise((resolve) => {
    io.stop.addEventListener('abort', () => {
      io.out(`stopped by ${String(io.stop.reason)}\n`);
      resolve(1);
    });
  });

it('is stopped by anybody, once, and it is told who that was', async () => {
  const { jobs, events } = opened(lasting);
  const { id } = jobs.start(APPLY, ANN);
  expect(jobs.get(id)).toMatchObject({ stoppable: true, stoppedBy: null });
  expect(jobs.stop(id, BOB)).toMatchObject({ stoppable: false, stoppedBy: 'bob', by: 'ann' });
  await tick();
  expect(jobs.get(id)).toMatchObject({ status: 'stopped', said: 'stopped by bob\n' });
  expect(() => jobs.stop(id, ANN)).toThrow('over already');
  expect(() => jobs.stop('none', ANN)).toThrow('no such job');
  expect(events.map(({ type, by, what, outcome }) => [type, by, what, outcome])).toEqual([
    ['asked', 'ann', 'apply Web-1', null],
    ['stopping', 'bob', 'apply Web-1, asked for by ann', null],
    ['ended', 'ann', 'apply Web-1', 'stopped'],
  ]);
});

it('what asks, once stopped, is answered with no, and asks nothing more', async () => {
  const { jobs } = opened(asking);
  const { id } = jobs.start(APPLY, ANN);
  await tick();
  jobs.stop(id, BOB);
  await tick();
  expect(jobs.get(id)).toMatchObject({ status: 'stopped', said: 'the plan\nleft\n', question: null });
});

it('what was done before the stop came is done; what is over in a moment can not be stopped', async () => {
  let end = (): void => {};
  const { jobs } = opened(
    () =>
      new Promise((resolve) => {
        end = () => resolve(0);
      }),
  );
  const { id } = jobs.start(APPLY, ANN);
  jobs.stop(id, ANN);
  expect(() => jobs.stop(id, BOB)).toThrow('ann has it stop already');
  end();
  await tick();
  expect(jobs.get(id)).toMatchObject({ status: 'done', stoppedBy: 'ann' });
  const pause = jobs.start(jobRequest({ do: 'pause', pairs: ['Sec-1'], reason: 'x' }), ANN);
  expect(() => jobs.stop(pause.id, ANN)).toThrow('can not be stopped');
  end();
});

it('at the end what asks is left undone, and nothing new is begun', async () => {
  const { jobs } = opened(asking);
  const { id } = jobs.start(APPLY, ANN);
  await tick();
  await jobs.close(1_000);
  expect(jobs.get(id)).toMatchObject({ status: 'failed', said: 'the plan\nleft\n' });
  expect(() => jobs.start(APPLY, ANN)).toThrow('is being stopped');
});

it.each([
  [null],
  [{ do: 'format' }],
  [{ do: 'apply', nodes: [] }],
  [{ do: 'apply', reason: ' ' }],
  [{ do: 'apply', reason: 'x', nodes: ['-rf'] }],
  [{ do: 'apply', reason: 'x', nodes: 'Web-1' }],
  [{ do: 'apply', reason: 'x', force: ['all'] }],
  [{ do: 'apply', reason: 'two\nlines' }],
  [{ do: 'pause', reason: 'x', pairs: [] }],
  [{ do: 'failover', reason: 'x' }],
  [{ do: 'suspend', reason: 'x', forMs: 10 }],
])('%j is refused', (body) => {
  expect(() => jobRequest(body)).toThrow();
});
