/** Of each alert: series under which it is told, from which minute on, and until when it has to be quiet. A value a minute, from 1970 on. */
export interface AlertCase {
  readonly alert: string;
  readonly series: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly quietAt: number;
  readonly firesAt: number;
  /** It is over by then; null: it goes on. */
  readonly overAt?: number;
}

const node = { node: 'Web-1' };
const pair = { pair: 'Sec-1' };

export const ALERT_CASES: readonly AlertCase[] = [
  {
    alert: 'DmsaDown',
    series: { 'up{job="dmsa"}': '1x2 0x10 1x5' },
    labels: { job: 'dmsa' },
    quietAt: 4,
    firesAt: 6,
    overAt: 14,
  },
  { alert: 'DmsaStuck', series: { dmsa_live: '1 0x10' }, labels: {}, quietAt: 1, firesAt: 3 },
  { alert: 'DmsaNotReady', series: { dmsa_ready: '0x20' }, labels: {}, quietAt: 9, firesAt: 11 },
  { alert: 'DmsaFileRefused', series: { dmsa_file_refused: '1x20' }, labels: {}, quietAt: 4, firesAt: 6 },
  { alert: 'DmsaNodeLost', series: { 'dmsa_node_reachable{node="Web-1"}': '0x20' }, labels: node, quietAt: 4, firesAt: 6 },
  {
    alert: 'DmsaNodeNotSeen',
    series: { 'dmsa_node_last_seen_timestamp_seconds{node="Web-1"}': '0x40' },
    labels: node,
    quietAt: 15,
    firesAt: 18,
  },
  {
    alert: 'DmsaDrift',
    series: {
      'dmsa_node_differences{node="Web-1",kind="mount"}': '1x100',
      'dmsa_node_differences{node="Web-2",kind=""}': '0x100',
    },
    labels: node,
    quietAt: 59,
    firesAt: 61,
  },
  { alert: 'DmsaFight', series: { dmsa_fights: '0 1x5 0x5' }, labels: {}, quietAt: 0, firesAt: 2, overAt: 8 },
  {
    alert: 'DmsaActionsFail',
    series: { 'dmsa_actions_total{outcome="failed"}': '0x5 1x40', 'dmsa_actions_total{outcome="done"}': '0+3x45' },
    labels: { outcome: 'failed' },
    quietAt: 5,
    firesAt: 8,
    overAt: 30,
  },
  {
    alert: 'DmsaPairAlarm',
    series: { 'dmsa_pair_verdict{pair="Sec-1",act="alarm",code="held-by-both"}': '1x10' },
    labels: { ...pair, act: 'alarm', code: 'held-by-both' },
    quietAt: 0,
    firesAt: 2,
  },
  {
    alert: 'DmsaPairHolderUnknown',
    series: {
      'dmsa_pair_holder{pair="Sec-1",node="Sec-1"}': '1 0x10',
      'dmsa_pair_holder{pair="Sec-1",node="Sec-Rep-1"}': '0x11',
    },
    labels: pair,
    quietAt: 2,
    firesAt: 4,
  },
  {
    alert: 'DmsaPairNotChecked',
    series: { 'dmsa_pair_last_checked_timestamp_seconds{pair="Sec-1"}': '0x20' },
    labels: pair,
    quietAt: 2,
    firesAt: 5,
  },
  {
    alert: 'DmsaTakeover',
    series: { 'dmsa_takeovers_total{pair="Sec-1"}': '0x5 1x40' },
    labels: pair,
    quietAt: 5,
    firesAt: 8,
    overAt: 30,
  },
  {
    alert: 'DmsaCopyOld',
    series: { 'dmsa_pair_copy_last_success_timestamp_seconds{pair="Sec-1"}': '0x400' },
    labels: pair,
    quietAt: 360,
    firesAt: 367,
  },
  {
    alert: 'DmsaNotificationsWait',
    series: { 'dmsa_notifications_waiting{channel="mail"}': '1x60' },
    labels: { channel: 'mail' },
    quietAt: 29,
    firesAt: 31,
  },
  { alert: 'DmsaWrongTokens', series: { dmsa_web_wrong_tokens_total: '0x5 5+5x30' }, labels: {}, quietAt: 6, firesAt: 15 },
  { alert: 'DmsaLoopLag', series: { nodejs_eventloop_lag_p99_seconds: '2x20' }, labels: {}, quietAt: 9, firesAt: 11 },
  {
    alert: 'DmsaDescriptors',
    series: { process_open_fds: '900x10', process_max_fds: '1000x10' },
    labels: {},
    quietAt: 4,
    firesAt: 6,
  },
];

/** As it is where nothing is wrong, over three hours. */
export const ALL_WELL: Readonly<Record<string, string>> = {
  'up{job="dmsa"}': '1x180',
  dmsa_live: '1x180',
  dmsa_ready: '0x2 1x178',
  dmsa_file_refused: '0x180',
  'dmsa_node_reachable{node="Web-1"}': '1x30 0x3 1x147',
  'dmsa_node_last_seen_timestamp_seconds{node="Web-1"}': '0+60x180',
  'dmsa_node_differences{node="Web-1",kind=""}': '0x180',
  dmsa_fights: '0x180',
  'dmsa_actions_total{outcome="failed"}': '2x180',
  'dmsa_actions_total{outcome="done"}': '0+1x180',
  'dmsa_pair_verdict{pair="Sec-1",act="none",code="fine"}': '1x180',
  'dmsa_pair_holder{pair="Sec-1",node="Sec-1"}': '1x180',
  'dmsa_pair_holder{pair="Sec-1",node="Sec-Rep-1"}': '0x180',
  'dmsa_pair_last_checked_timestamp_seconds{pair="Sec-1"}': '0+60x180',
  'dmsa_takeovers_total{pair="Sec-1"}': '1x180',
  'dmsa_pair_copy_last_success_timestamp_seconds{pair="Sec-1"}': '0+60x180',
  'dmsa_notifications_waiting{channel="mail"}': '0x10 3x10 0x160',
  dmsa_web_wrong_tokens_total: '0+1x180',
  nodejs_eventloop_lag_p99_seconds: '0.02x180',
  process_open_fds: '90x180',
  process_max_fds: '1024x180',
};
