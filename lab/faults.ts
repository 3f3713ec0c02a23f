import type { Lab } from './cluster.ts';
import { poll } from './command.ts';
import { onConsole } from './console.ts';
import { type Nic, nics, setCable } from './network.ts';
import { isFrozen, nodeProcess, stopOrContinue } from './node.ts';

/** What can be done to a node, with what it means in a server room. */
export const faultHelp: Record<string, string> = {
  dead: 'kill -9 of the whole server',
  freeze: 'the server stands still, and will go on believing it is what it was',
  thaw: 'ends freeze',
  'cut NIC': 'cable of eth0 or eth1 out',
  'uncut NIC': 'cable back in',
  'lossy NIC [NETEM…]': 'bad cable (default: loss 30% delay 200ms), tc-netem(8) arguments',
  'clean NIC': 'ends lossy',
  'kill-sshd': 'no new ssh session to the node',
  'start-sshd': 'ends kill-sshd',
  'disk-full': 'the root file system has not a byte left',
  'disk-free': 'ends disk-full',
  'read-only': 'the root file system turns read-only, as after a disk error',
  'read-write': 'ends read-only',
  'disk-hung': 'whoever writes to the root file system waits, without an end',
  'disk-thawed': 'ends disk-hung',
  'fail-service NAME': 'a vendor service stops and will not start again',
  'mend-service NAME': 'it would start now',
  reboot: 'an orderly reboot',
};

const nic = (text: string | undefined): Nic => {
  const found = nics.find((n) => n === text);
  if (!found) throw new Error(`Which network? One of ${nics.join(', ')}.`);
  return found;
};

const serviceName = (text: string | undefined): string => {
  if (!text || !/^[A-Za-z0-9._@-]+$/.test(text)) throw new Error('Which service? Give its name.');
  return text;
};

/** At the console, since a fault may have taken the networks or sshd; a failure there is the lab's. */
const byHand = async (lab: Lab, node: string, script: string): Promise<void> => {
  const { code, stderr, stdout } = await onConsole(lab.name, node, script);
  if (code !== 0) throw new Error(`Node ${node}: ${(stderr || stdout).trim() || `exit ${code}`}`);
};

// Done on the node's own side of the cable, to what it sends: not every host's kernel has netem.
const setNetem = (lab: Lab, node: string, on: Nic, args: readonly string[]): Promise<void> => {
  if (!args.every((a) => /^[A-Za-z0-9.%-]+$/.test(a))) throw new Error(`lossy: ${args.join(' ')} is nothing for tc-netem(8).`);
  const script = `tc qdisc replace dev ${on} root netem ${args.join(' ')}`;
  return byHand(lab, node, args.length > 0 ? script : `tc qdisc del dev ${on} root 2>/dev/null; true`);
};

// The listening sshd is the one in the pid file; sessions that are open stay, as in real life.
const killSshd = `
if [ -d /run/systemd/system ]; then systemctl -q stop ssh.service
elif [ -r /var/run/sshd.pid ]; then kill -9 "$(cat /var/run/sshd.pid)"; rm -f /var/run/sshd.pid
fi`;
const startSshd = `
if [ -d /run/systemd/system ]; then systemctl -q start ssh.service
elif [ -e /etc/init.d/sshd ]; then service sshd start
else service ssh start
fi`;
// fallocate takes the bulk at once, dd the last blocks and what is reserved for root.
const fillDisk = `
free=$(df -Pk / | awk 'NR==2 { print $4 }')
fallocate -l "$((free - 512))k" /lab/fill 2>/dev/null
dd if=/dev/zero bs=4k of=/lab/fill2 2>/dev/null
dd if=/dev/zero bs=1 count=4096 of=/lab/fill3 2>/dev/null
sync
if echo x 2>/dev/null >/lab/fill4; then [ ! -s /lab/fill4 ] || { echo "the disk would not fill" >&2; exit 1; }; fi`;

export const fault = async (lab: Lab, node: string, name: string, args: readonly string[] = []): Promise<void> => {
  const index = lab.indexOf(node);
  switch (name) {
    case 'dead':
      return lab.kill9(node);
    case 'freeze':
      stopOrContinue(lab.name, node, 'SIGSTOP');
      if (!(await poll(5000, 20, () => (isFrozen(lab.name, node) ? true : undefined))))
        throw new Error(`Node ${node} would not stand still.`);
      return;
    case 'thaw':
      return stopOrContinue(lab.name, node, 'SIGCONT');
    case 'cut':
    case 'uncut':
      await setCable(lab.name, index, nic(args[0]), name === 'uncut');
      return;
    case 'lossy':
      return setNetem(lab, node, nic(args[0]), args.length > 1 ? args.slice(1) : ['loss', '30%', 'delay', '200ms']);
    case 'clean':
      return setNetem(lab, node, nic(args[0]), []);
    case 'kill-sshd':
      return byHand(lab, node, killSshd);
    case 'start-sshd':
      return byHand(lab, node, startSshd);
    case 'disk-full':
      return byHand(lab, node, fillDisk);
    case 'disk-free':
      return byHand(lab, node, 'rm -f /lab/fill*; sync');
    case 'read-only':
      return byHand(lab, node, 'echo u >/proc/sysrq-trigger; sleep 1; ! touch /lab/probe 2>/dev/null');
    case 'read-write':
      return byHand(lab, node, 'mount -o remount,rw / && touch /lab/probe && rm /lab/probe');
    case 'disk-hung':
      return byHand(lab, node, 'fsfreeze -f /');
    case 'disk-thawed':
      return byHand(lab, node, 'fsfreeze -u /');
    case 'fail-service': {
      const s = serviceName(args[0]);
      return byHand(
        lab,
        node,
        `touch /etc/lab/fail-${s}; if [ -d /run/systemd/system ]; then systemctl stop ${s}; else service ${s} stop; fi`,
      );
    }
    case 'mend-service':
      return byHand(lab, node, `rm -f /etc/lab/fail-${serviceName(args[0])} /etc/lab/slow-${serviceName(args[0])}`);
    case 'reboot':
      return lab.reboot(node);
    default:
      throw new Error(`No fault "${name}"; there are: ${Object.keys(faultHelp).join(', ')}.`);
  }
};

/** Ends every fault of every node: what is off is on again, what was broken is mended. */
export const heal = async (lab: Lab): Promise<void> => {
  await Promise.all(
    lab.nodes.map(async (spec) => {
      const index = lab.indexOf(spec.name);
      for (const n of nics) {
        await setCable(lab.name, index, n, true);
      }
      if (!nodeProcess(lab.name, spec.name)) await lab.powerOn(spec.name);
      else {
        if (isFrozen(lab.name, spec.name)) stopOrContinue(lab.name, spec.name, 'SIGCONT');
        await byHand(
          lab,
          spec.name,
          `fsfreeze -u / 2>/dev/null; rm -f /lab/fill*; mount -o remount,rw /; rm -f /etc/lab/fail-* /etc/lab/slow-*
          for n in eth0 eth1; do tc qdisc del dev $n root 2>/dev/null; done
          pgrep -x sshd >/dev/null && ss -Hltn 'sport = :22' | grep -q . || { ${startSshd}
          }`,
        );
      }
      await lab.waitForSsh(spec.name);
    }),
  );
};
