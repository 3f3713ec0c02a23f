/** Keys made, exchanged, rotated and taken away on nodes with real ssh-keygen and sshd. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cluster } from '../../src/desired/cluster.ts';
import { applyOn, clusterOf, converge, type IdentitySite, identitySite, ids, pass, planOn, sshBetween } from './identity-site.ts';

const NAMES = ['Sec-1', 'Sec-2', 'Sec-3'] as const;
const ON = clusterOf(NAMES, '  sshKeys: { type: ed25519 }');
const KEY = '/root/.ssh/id_ed25519';
const AUTHORIZED = '/root/.ssh/authorized_keys';

let site: IdentitySite;
beforeAll(async () => {
  site = await identitySite(NAMES);
  for (const node of site.nodes.values()) {
    node.sh(`mkdir -m 777 /root/.ssh; ssh-keygen -q -t ed25519 -N '' -C operator -f /root/operator
      { echo '# by hand'; cat /root/operator.pub; printf 'no line end'; } >${AUTHORIZED}`);
  }
});
afterAll(() => site.close());

const everyPair = NAMES.flatMap((from) => NAMES.filter((to) => to !== from).map((to) => [from, to] as const));
function allIn(): readonly string[] {
  return everyPair.flatMap(([from, to]) => {
    const said = sshBetween(site, from, to);
    return said === 'in' ? [] : [`${from} → ${to}: ${said}`];
  });
}
const publicOf = (name: string): string => site.node(name).sh(`cat ${KEY}.pub`).trim();
const outside = (name: string): string => site.node(name).sh(`sed '/^# BEGIN dmsa/,/^# END dmsa/d' ${AUTHORIZED}`);

describe('nodes without keys', () => {
  it('one apply makes them and exchanges them: root gets from every node to every node', async () => {
    const before = NAMES.map(outside);
    expect(sshBetween(site, 'Sec-1', 'Sec-2')).not.toBe('in');
    const first = await planOn(site, ON);
    // What a key will be is not known before it is made; the plan says that it is then exchanged.
    expect(first.plan.actions.find(({ id }) => id === `Sec-1/ssh-key/${KEY}`)).toMatchObject({
      verb: 'create',
      followUp: { kinds: ['authorized-keys'] },
      risksConnection: false,
    });
    expect(ids(first.plan).filter((id) => id.includes('authorized-keys'))).toEqual([]);
    expect(await converge(site, ON)).toBe(2);
    expect(allIn()).toEqual([]);
    // By their addresses as well.
    for (const alias of ['10.0.0.12', '192.0.2.12']) expect(sshBetween(site, 'Sec-1', 'Sec-2', alias)).toBe('in');
    expect(NAMES.map(outside)).toEqual(before.map((text) => `${text}\n`));
    expect(ids((await planOn(site, ON)).plan)).toEqual([]);
  });

  it('the private keys are of their nodes alone: of mode 0600, different, and in nothing that was sent', () => {
    const keys = NAMES.map((name) => site.node(name).sh(`stat -c '%a %U' ${KEY} /root/.ssh; cat ${KEY}`));
    for (const text of keys) expect(text).toMatch(/^600 root\n700 root\n/);
    const secrets = keys.map((text) => text.split('\n').slice(-4, -2).join('\n'));
    expect(new Set(secrets).size).toBe(NAMES.length);
    for (const { script } of site.transport.ran) for (const secret of secrets) expect(script).not.toContain(secret);
  });
});

describe('drift', () => {
  it('is healed, thing by thing, and the operator’s lines stay', async () => {
    const before = outside('Sec-2');
    site
      .node('Sec-2')
      .sh(`sed -i '/ root@Sec-1$/d' ${AUTHORIZED}; sed -i '/^Sec-3/d' /etc/ssh/ssh_known_hosts; chmod 660 ${AUTHORIZED}`);
    site.node('Sec-3').sh(`chmod 644 ${KEY}; chmod 777 /root/.ssh; rm ${KEY}.pub`);
    expect(sshBetween(site, 'Sec-1', 'Sec-2')).not.toBe('in');
    const { plan } = await planOn(site, ON);
    const fields = Object.fromEntries(plan.actions.map(({ id, fields }) => [id, fields.map(({ path }) => path)]));
    expect(fields).toEqual({
      [`Sec-2/authorized-keys/${AUTHORIZED}`]: ['Sec-1', 'mode'],
      'Sec-2/known-hosts//etc/ssh/ssh_known_hosts': ['Sec-3'],
      [`Sec-3/ssh-key/${KEY}`]: ['public half', 'mode of /root/.ssh', `mode of ${KEY}`],
    });
    expect(plan.actions.find(({ kind }) => kind === 'authorized-keys')?.risksConnection).toBe(true);
    const was = site.node('Sec-1').sh(`grep ' root@Sec-3$' ${AUTHORIZED}`);
    await converge(site, ON);
    // The public half came out of the private one: nothing had to be exchanged anew.
    expect(site.node('Sec-1').sh(`grep ' root@Sec-3$' ${AUTHORIZED}`)).toBe(was);
    expect(outside('Sec-2')).toBe(before);
    expect(allIn()).toEqual([]);
  });

  it('a key that is gone is made anew and takes the place of the old one everywhere', async () => {
    const old = publicOf('Sec-1').split(' ')[1] ?? '';
    site.node('Sec-1').sh(`rm ${KEY} ${KEY}.pub`);
    expect(await converge(site, ON)).toBe(2);
    expect(allIn()).toEqual([]);
    for (const name of NAMES) expect(site.node(name).sh(`cat ${AUTHORIZED}`)).not.toContain(old);
  });

  it('a node that does not answer keeps its place with the others, and is given what is new when it is back', async () => {
    const before = site.node('Sec-1').sh(`cat ${AUTHORIZED} /etc/ssh/ssh_known_hosts`);
    site.transport.dead.add('Sec-3');
    site.node('Sec-2').sh(`rm ${KEY} ${KEY}.pub`);
    await converge(site, ON);
    const now = site.node('Sec-1').sh(`cat ${AUTHORIZED} /etc/ssh/ssh_known_hosts`);
    const ofThree = (text: string): readonly string[] => text.split('\n').filter((line) => line.includes('Sec-3'));
    expect(ofThree(now)).toEqual(ofThree(before));
    expect(sshBetween(site, 'Sec-2', 'Sec-3')).not.toBe('in');
    site.transport.dead.delete('Sec-3');
    await converge(site, ON);
    expect(allIn()).toEqual([]);
  });
});

describe('rotation', () => {
  const rotated = (mark: string): Cluster => clusterOf(NAMES, `  sshKeys: { type: ed25519, rotation: "${mark}" }`);

  it('replaces all keys in one apply; between any two passes every node gets to every node', async () => {
    const cluster = rotated('2026-11');
    const old = NAMES.map(publicOf);
    let now = await planOn(site, cluster);
    const passes: string[][] = [];
    while (now.plan.actions.length > 0) {
      passes.push(
        [...new Set(now.plan.actions.flatMap(({ kind, fields }) => fields.map(({ path }) => `${kind}: ${path}`)))].filter((one) =>
          one.startsWith('ssh-key'),
        ),
      );
      const { after, next } = await pass(site, cluster, now);
      expect(allIn()).toEqual([]);
      now = { verdict: after.verdict, plan: next };
    }
    expect(passes).toEqual([['ssh-key: rotation'], [], ['ssh-key: key in use'], []]);
    expect(ids((await planOn(site, cluster)).plan)).toEqual([]);
    for (const name of NAMES) {
      expect(publicOf(name)).toMatch(new RegExp(`root@${name} rotation=2026-11$`));
      const text = site.node(name).sh(`cat ${AUTHORIZED}; ls /root/.ssh`);
      for (const key of old) expect(text).not.toContain(key.split(' ')[1]);
      expect(text).not.toContain('dmsa-new');
    }
  });

  it('goes on from wherever it was interrupted, also between the two halves of the switch', async () => {
    const cluster = rotated('2026-12');
    await pass(site, cluster, await planOn(site, cluster));
    // Killed while a second new key was made: a private half alone.
    site.node('Sec-3').sh(`rm ${KEY}.dmsa-new.pub`);
    await pass(site, cluster, await planOn(site, cluster));
    expect(allIn()).toEqual([]);
    await pass(site, cluster, await planOn(site, cluster));
    expect(allIn()).toEqual([]);
    const { plan } = await planOn(site, cluster);
    const done = NAMES.filter((name) => publicOf(name).endsWith('rotation=2026-12'));
    expect({ done, left: plan.actions.length > 0 }).toEqual({ done: ['Sec-1', 'Sec-2'], left: true });
    await converge(site, cluster);
    expect(NAMES.map((name) => publicOf(name).split('=')[1])).toEqual(['2026-12', '2026-12', '2026-12']);

    const again = rotated('2027-01');
    await pass(site, again, await planOn(site, again));
    await pass(site, again, await planOn(site, again));
    site.node('Sec-2').sh(`rm ${KEY}.pub; mv ${KEY}.dmsa-new ${KEY}`);
    expect(sshBetween(site, 'Sec-2', 'Sec-1')).toBe('in');
    const half = await planOn(site, again);
    expect(half.plan.actions.find(({ id }) => id === `Sec-2/ssh-key/${KEY}`)?.fields).toMatchObject([{ path: 'public half' }]);
    await converge(site, again);
    expect(allIn()).toEqual([]);
    expect(NAMES.map((name) => publicOf(name).split('=')[1])).toEqual(['2027-01', '2027-01', '2027-01']);
  });

  it('a node that does not answer holds the switch up: nobody bears a key that it does not know', async () => {
    const cluster = rotated('2027-02');
    site.transport.dead.add('Sec-3');
    for (let turn = 0; turn < 3; turn += 1) {
      const now = await planOn(site, cluster);
      if (now.plan.actions.length > 0) await pass(site, cluster, now);
    }
    expect(ids((await planOn(site, cluster)).plan)).toEqual([]);
    expect(publicOf('Sec-1')).toMatch(/2027-01$/);
    site.transport.dead.delete('Sec-3');
    expect(allIn()).toEqual([]);
    for (let turn = 0; turn < 6; turn += 1) {
      const now = await planOn(site, cluster);
      if (now.plan.actions.length === 0) break;
      await pass(site, cluster, now);
      expect(allIn()).toEqual([]);
    }
    expect(publicOf('Sec-1')).toMatch(/2027-02$/);
  });
});

describe('taken out of the file', () => {
  const OFF = clusterOf(NAMES, '');

  it('is refused, at plan time, where dmsa itself logs in with a key of the block', async () => {
    const [, blob = ''] = publicOf('Sec-1').split(' ');
    const { plan } = await planOn(site, OFF, null, [blob]);
    expect(ids(plan).filter((id) => id.includes('authorized-keys'))).toEqual([]);
    expect(plan.unknown.map(({ node }) => node)).toEqual([...NAMES]);
    expect(plan.unknown[0]?.why).toMatch(/^dmsa itself logs in to Sec-1 with ed25519 SHA256:.* lock itself out/);
  });

  it('takes out its own lines and no others; the keys stay', async () => {
    const before = NAMES.map(outside);
    const result = await applyOn(site, await planOn(site, OFF));
    expect(result.actions.map(({ outcome }) => outcome.status)).toEqual(Array(6).fill('done'));
    for (const name of NAMES) {
      expect(site.node(name).sh(`cat ${AUTHORIZED}`)).not.toContain('dmsa');
      expect(publicOf(name)).toMatch(/^ssh-ed25519 /);
    }
    expect(NAMES.map(outside)).toEqual(before);
    expect(ids((await planOn(site, OFF)).plan)).toEqual([]);
    expect(sshBetween(site, 'Sec-1', 'Sec-2')).not.toBe('in');
  });
});
