/** Who answered on the wire, read from what tcpdump 4.99 saw in the lab: an address that was moved, and one that two nodes had. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { droppedOf, type Frame, frameOf, turnsOf } from '../../lab/wire-log.ts';

const SERVICE = '10.77.0.121';
const SEC_1 = '02:00:0a:4d:00:15';
const SEC_REP_1 = '02:00:0a:4d:00:1f';

const framesIn = (file: string): readonly Frame[] =>
  readFileSync(join(import.meta.dirname, 'wire', file), 'utf8')
    .split('\n')
    .flatMap((line) => frameOf(line) ?? []);
const holders = (frames: readonly Frame[]): readonly string[] => turnsOf(frames, SERVICE).map(({ mac }) => mac);

describe('the wire', () => {
  it('shows one holder after the other where an address was moved', () => {
    const [first, second, ...more] = turnsOf(framesIn('moved.txt'), SERVICE);
    expect([first?.mac, second?.mac, more]).toEqual([SEC_1, SEC_REP_1, []]);
    expect(first?.frames).toBeGreaterThan(10);
    expect(second?.fromS).toBeGreaterThan(first?.toS ?? Number.POSITIVE_INFINITY);
  });

  it('shows that two have held where both answered: the first one comes in turn again', () => {
    expect(holders(framesIn('both.txt')).slice(0, 3)).toEqual([SEC_1, SEC_REP_1, SEC_1]);
  });

  it('shows it by a single frame of the one before', () => {
    const moved = framesIn('moved.txt');
    const late: Frame = { atS: (moved.at(-1)?.atS ?? 0) + 1, mac: SEC_1, address: SERVICE, what: 'arp' };
    expect(holders([...moved, late])).toEqual([SEC_1, SEC_REP_1, SEC_1]);
  });

  it.each([
    ['a reply', `5.5 ${SEC_1} > 02:00:0a:4d:00:0b, ARP, length 42: Reply ${SERVICE} is-at ${SEC_1}, length 28`, SEC_1],
    ['an announcement', `5.5 ${SEC_1} > ff:ff:ff:ff:ff:ff, ARP, length 42: Announcement ${SERVICE}, length 28`, SEC_1],
    [
      'a question in its name',
      `5.5 ${SEC_1} > ff:ff:ff:ff:ff:ff, ARP, length 42: Request who-has 10.77.0.11 tell ${SERVICE}, length 28`,
      SEC_1,
    ],
    [
      'a packet',
      `5.5 ${SEC_1} > 02:00:0a:4d:00:0b, IPv4, length 98: ${SERVICE} > 10.77.0.11: ICMP echo reply, id 1, seq 1, length 64`,
      SEC_1,
    ],
    [
      'a reply about another',
      `5.5 ${SEC_1} > 02:00:0a:4d:00:0b, ARP, length 42: Reply ${SERVICE} is-at ${SEC_REP_1}, length 28`,
      SEC_REP_1,
    ],
  ])('%s is an answer', (_, line, mac) => {
    expect(frameOf(line)).toMatchObject({ atS: 5.5, mac, address: SERVICE });
  });

  it.each([
    [
      'a question for it',
      `5.5 ${SEC_1} > ff:ff:ff:ff:ff:ff, ARP, length 42: Request who-has ${SERVICE} tell 10.77.0.21, length 28`,
    ],
    ['a probe', `5.5 ${SEC_1} > ff:ff:ff:ff:ff:ff, ARP, length 42: Request who-has ${SERVICE} tell 0.0.0.0, length 28`],
    ['a packet to it', `5.5 ${SEC_1} > ${SEC_REP_1}, IPv4, length 74: 10.77.0.200.40000 > ${SERVICE}.5200: tcp 0`],
    ['half a line', `5.5 ${SEC_1} > ff:ff:ff:ff`],
  ])('%s is none', (_, line) => {
    expect(turnsOf([frameOf(line) ?? []].flat(), SERVICE)).toEqual([]);
  });

  it('says where frames were lost', () => {
    expect(droppedOf('88 packets captured\n91 packets received by filter\n3 packets dropped by kernel\n')).toBe(3);
    expect(droppedOf('1 packet captured\n1 packet received by filter\n0 packets dropped by kernel\n')).toBe(0);
    expect(droppedOf('tcpdump: br0: You don’t have permission')).toBeNull();
  });
});
