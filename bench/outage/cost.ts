/** What a second costs in which nothing is wrong: on each node, and on the controller. */

import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { must } from '../../lab/command.ts';
import type { LightLab } from '../../lab/light.ts';
import { readRecord } from '../../lab/processes.ts';
import type { Dmsa } from './dmsa.ts';
import type { Keepalived } from './keepalived.ts';
import { DMSA, inNode, KEEPALIVED, NICS, nodeOf } from './site.ts';

/** All of one second. */
export interface Cost {
  readonly name: string;
  readonly cpuMs: number;
  /** Started; null: not counted. */
  readonly processes: number | null;
  readonly sent: number;
  readonly received: number;
  readonly packets: number;
}

const SECONDS = 30;
/** USER_HZ, as all Linux machines have it. */
const TICK_MS = 10;

export async function costs(lab: LightLab, dmsa: Dmsa, keepalived: Keepalived): Promise<readonly Cost[]> {
  const loop = await dmsa.keep(false);
  const byDmsa = await of(lab, [DMSA.active, DMSA.standby], loop.pid, 'dmsa');
  await loop.stop();
  await keepalived.start();
  const byKeepalived = await of(lab, [KEEPALIVED.active, KEEPALIVED.standby], null, 'keepalived');
  await keepalived.stopAll();
  return [...byDmsa, ...byKeepalived];
}

async function of(lab: LightLab, names: readonly string[], controller: number | null, by: string): Promise<readonly Cost[]> {
  // Past what a start does once.
  await delay(5_000);
  const before = await Promise.all(names.map((name) => readings(lab, name)));
  const own = controller === null ? 0 : ticksOf(controller);
  await delay(SECONDS * 1000);
  const after = await Promise.all(names.map((name) => readings(lab, name)));
  const nodes = names.map((name, at): Cost => {
    const [first, last] = [before[at], after[at]];
    if (!first || !last) throw new Error(`${name} was not read`);
    const per = (value: (one: Readings) => number): number => (value(last) - value(first)) / SECONDS;
    return {
      name: `${by}: ${at === 0 ? 'active' : 'standby'}`,
      cpuMs: per(({ ticks }) => ticks) * TICK_MS,
      // The shell that asks is one of them.
      processes: per(({ pid }) => pid) - 1 / SECONDS,
      sent: per(({ sent }) => sent),
      received: per(({ received }) => received),
      packets: per(({ packets }) => packets),
    };
  });
  if (controller === null) return nodes;
  const cpuMs = ((ticksOf(controller) - own) / SECONDS) * TICK_MS;
  const sum = (value: (one: Cost) => number): number => nodes.reduce((all, one) => all + value(one), 0);
  const [sent, received] = [sum((one) => one.received), sum((one) => one.sent)];
  return [...nodes, { name: `${by}: controller`, cpuMs, processes: null, sent, received, packets: Number.NaN }];
}

interface Readings {
  readonly ticks: number;
  /** Of a process that was started just now: they are given out in turn. */
  readonly pid: number;
  readonly sent: number;
  readonly received: number;
  readonly packets: number;
}

async function readings(lab: LightLab, name: string): Promise<Readings> {
  const pid = Number(await inNode(lab, name, 'echo $$'));
  const text = await must(['ip', '-n', nodeOf(lab, name).namespace, '-j', '-s', 'link']);
  const links = (JSON.parse(text) as readonly Link[]).filter(({ ifname }) => NICS.some((nic) => nic === ifname));
  const sum = (value: (link: Link) => number): number => links.reduce((all, link) => all + value(link), 0);
  return {
    ticks: ticksIn(lab, name),
    pid,
    sent: sum(({ stats64 }) => stats64.tx.bytes),
    received: sum(({ stats64 }) => stats64.rx.bytes),
    packets: sum(({ stats64 }) => stats64.tx.packets),
  };
}

interface Link {
  readonly ifname: string;
  readonly stats64: { readonly tx: Counts; readonly rx: Counts };
}
interface Counts {
  readonly bytes: number;
  readonly packets: number;
}

/** Of all processes of a node, those that have ended included: who waited for them has their time. */
function ticksIn(lab: LightLab, name: string): number {
  const { pid } = readRecord(`${nodeOf(lab, name).dir}.process`) ?? nodeOf(lab, name).process;
  const namespace = readlinkSync(`/proc/${pid}/ns/pid_for_children`);
  let sum = 0;
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      if (readlinkSync(`/proc/${entry}/ns/pid`) === namespace) sum += ticksOf(Number(entry));
    } catch {
      // It has ended meanwhile.
    }
  }
  return sum;
}

/** User and system time of a process and of its children that it has waited for. */
function ticksOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0);
}
