/** What the tests of a pair that is moved share: the lab's pair Sec-1, Sec-Rep-1. */
import { dmsa, type Site } from './cluster.ts';

export const RECORD = '/opt/ubisysconf/ha/ha.backupmode';
export const SERVICES = ['ubi-sms', 'ubi-poll', 'ubi-bud', 'ubi-alarm'];
const ADDRESSES = ['10.77.0.121', '10.78.0.121'];

interface Held {
  readonly addresses: readonly string[];
  readonly services: readonly string[];
}

export const ALL: Held = { addresses: ADDRESSES, services: SERVICES };
export const NONE: Held = { addresses: [], services: [] };

/** Which of the addresses a node has, and which services run there. */
export async function held({ lab }: Site, node: string): Promise<Held> {
  const text = await lab.must(
    node,
    `ip -o -4 addr show; for s in ${SERVICES.join(' ')}; do service $s status >/dev/null && echo "runs $s"; done; :`,
  );
  return {
    addresses: ADDRESSES.filter((address) => text.includes(` ${address}/`)),
    services: SERVICES.filter((service) => text.includes(`runs ${service}\n`)),
  };
}

/** root of one node may log in to the other, also after it was killed: with spec.sshKeys dmsa does this itself, on all nodes. */
export async function mayCopy({ lab }: Site, to: string, from: string, addresses: string): Promise<void> {
  const key = await lab.must(
    to,
    '[ -e /root/.ssh/id_ed25519 ] || ssh-keygen -q -t ed25519 -N "" -f /root/.ssh/id_ed25519 </dev/null; cat /root/.ssh/id_ed25519.pub',
  );
  const host = await lab.must(from, 'cut -d" " -f1,2 /etc/ssh/ssh_host_ed25519_key.pub');
  await lab.must(to, `echo '${addresses} ${host.trim()}' >>/root/.ssh/known_hosts; sync`);
  await lab.must(from, `echo '${key.trim()}' >>/root/.ssh/authorized_keys; sync`);
}

interface HaJson {
  readonly pairs: readonly {
    readonly active: string;
    readonly standby: string;
    readonly holder: string | null;
    readonly code: string;
    readonly sentence: string;
    readonly epoch: number;
    readonly inHand: { readonly direction: string } | null;
    readonly last: { readonly what: string; readonly by: string; readonly why: string } | null;
  }[];
}

export async function status(site: Site): Promise<HaJson['pairs'][number]> {
  const { stdout, stderr } = await dmsa(site, ['ha', 'status', '--json']);
  const found = stdout === '' ? undefined : (JSON.parse(stdout) as HaJson).pairs[0];
  if (!found) throw new Error(`dmsa ha status printed nothing: ${stderr}`);
  return found;
}

/** A dead run's locks are brought to their end here instead of waited for. */
export async function endLocks({ lab }: Site): Promise<void> {
  for (const node of ['Sec-1', 'Sec-Rep-1']) {
    await lab.must(node, `[ ! -e /var/lib/dmsa/lock ] || sed -i 's/"expiresAt":[0-9]*/"expiresAt":5/' /var/lib/dmsa/lock/holder`);
  }
}

/** Who has service addresses, in turn, and those that both members had at the same moment; asked all the while. */
export function watchMembers({ lab }: Site): {
  readonly stop: () => Promise<{ readonly holders: readonly string[]; readonly both: readonly string[] }>;
} {
  const holders: string[] = [];
  const both: string[] = [];
  let going = true;
  const ask = async (): Promise<void> => {
    while (going) {
      const [a = [], s = []] = await Promise.all(
        ['Sec-1', 'Sec-Rep-1'].map(async (node) => {
          // One that is off, or cut off, is asked again.
          const text = (await lab.ssh(node, 'ip -o -4 addr show')).stdout;
          return ADDRESSES.filter((address) => text.includes(` ${address}/`));
        }),
      );
      if (a.length > 0 && holders.at(-1) !== 'Sec-1') holders.push('Sec-1');
      if (s.length > 0 && holders.at(-1) !== 'Sec-Rep-1') holders.push('Sec-Rep-1');
      both.push(...a.filter((address) => s.includes(address)));
    }
  };
  const asking = ask();
  return {
    async stop() {
      going = false;
      await asking;
      return { holders, both };
    },
  };
}
