import type { Outcome } from '../../src/apply/request.ts';
import type { Diagnostic } from '../../src/diagnostic.ts';
import type { ApplyReport } from '../../src/views/apply.ts';
import { clean, firstApply } from './sample-plans.ts';

const stopped: Diagnostic = {
  severity: 'error',
  code: 'step-failed',
  summary: "'start ubi-sms' failed on Sec-1 with status 1",
  detail: 'Its output: "Starting ubi-sms: smsd[FAILED]"\nLook at /opt/sms/logs on Sec-1, then run dmsa apply again.',
  node: 'Sec-1',
  resource: 'Sec-1/service/ubi-sms',
};

const changed: Diagnostic = {
  severity: 'error',
  code: 'stale',
  summary: '/etc/hosts on Web-1 is no longer what the plan was based on',
  detail: 'Somebody changed it since. Run dmsa plan again.',
  node: 'Web-1',
  resource: 'Web-1/hosts//etc/hosts',
};

const outcomes: Readonly<Record<string, Outcome>> = {
  'Web-1/hosts//etc/hosts': { status: 'stale', error: changed, changed: [], planned: [], now: [] },
  'Sec-1/export//opt/rrd': { status: 'done', ms: 420 },
  'Sec-1/service/ubi-sms': { status: 'failed', ms: 20_400, error: stopped, undo: 'reverted' },
  'Sec-2/export//opt/rrd': { status: 'already' },
  'Web-1/automount//opt/rrd/Sec-1': { status: 'blocked', by: 'Web-1/hosts//etc/hosts' },
  'Web-1/automount//opt/rrd/Sec-2': { status: 'blocked', by: 'Web-1/hosts//etc/hosts' },
};

const results = (outcomeOf: (id: string) => Outcome): ApplyReport['result']['actions'] =>
  firstApply.actions.map(({ id, node }) => ({ id, node, outcome: outcomeOf(id) }));

export const smoothReport: ApplyReport = {
  plan: firstApply,
  result: { status: 'applied', actions: results(() => ({ status: 'done', ms: 300 })), conflicts: [], problems: [], ms: 3_140 },
  after: clean,
};

export const failedReport: ApplyReport = {
  plan: firstApply,
  result: {
    status: 'applied',
    actions: results((id) => outcomes[id] ?? { status: 'done', ms: 12 }),
    conflicts: [],
    problems: [
      changed,
      stopped,
      {
        severity: 'warning',
        code: 'manifest-failed',
        summary: 'The list of what dmsa put on Sec-2 could not be written',
        node: 'Sec-2',
      },
    ],
    ms: 131_000,
  },
  after: { ...firstApply, actions: firstApply.actions.filter((one) => one.node === 'Web-1') },
};

const conflict: Diagnostic = {
  severity: 'error',
  code: 'locked',
  summary: 'Sec-1 is locked by root@central pid 4711',
  detail: 'Since 12 s, for: nightly run. The lock ends in 108 s unless it is renewed.',
  node: 'Sec-1',
};

export const lockedReport: ApplyReport = {
  plan: firstApply,
  result: {
    status: 'locked',
    actions: results(() => ({ status: 'interrupted' })),
    conflicts: [{ node: 'Sec-1', report: { status: 'confirming', leftS: 20 }, error: conflict }],
    problems: [conflict],
    ms: 90,
  },
  after: null,
};
