/** One check of an active, as far as it can be made from here: over both networks, and by asking other nodes where one is silent. */
import { networkInterfaces } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { runChecks } from '../checks/checks.ts';
import { type Cluster, type ClusterNode, checksOf, type NetworkName } from '../desired/cluster.ts';
import { parseSilence, silenceScript } from '../ha/silence.ts';
import { addressOn, NETWORKS, readVitals, type VitalsOf, vitalsRequests } from '../ha/vitals.ts';
import type { Finding, Sample, Subject } from '../ha/watch.ts';
import { hearing, type Witness } from '../ha/witness.ts';
import { hostOf } from '../kinds/net/address.ts';
import { observeNode } from '../observe/nodes.ts';
import { TransportError } from '../transport/transport.ts';
import { targetOf } from './look.ts';
import { hasGone, isHere, ownWay, references, renewWay, SOON, type Way, type WayRequest } from './ways.ts';

export interface CheckRequest extends VitalsOf, WayRequest {
  /** The node's standby: the first that is asked where the active is silent. */
  readonly standby: ClusterNode;
  /** Of a disk that hung at the last check. */
  readonly hung: boolean;
  /** Networks that were in trouble at the last check: the others are asked at once instead of after it has been silent. */
  readonly suspect: ReadonlySet<NetworkName>;
}

export interface Checked extends Sample {
  /** It was spoken to over one of its networks. */
  readonly reached: boolean;
  /** What each network's word rests on. */
  readonly witnesses: ReadonlyMap<NetworkName, readonly Witness[]>;
  /** Networks on which the standby was asked and hears nobody at all. */
  readonly standbyDeaf: ReadonlySet<NetworkName>;
}

/** Other nodes that are asked about one that is silent, besides the standby. */
const MORE_WITNESSES = 2;
/** A ping that is not answered takes a second. */
const ASK_MS = 4_000;
/** Never rejects for a fault of a node: what can't be had is unknown. */
export async function checkActive(request: CheckRequest): Promise<Checked> {
  const { node, self } = request;
  const beganMs = performance.now();
  const networks = NETWORKS.filter((network) => addressOn(node, network) !== null);
  const own = new Map(networks.map((network) => [network, ownWay(request, network)]));
  const others = new Map<NetworkName, Promise<readonly Witness[]>>();
  const ask = (network: NetworkName): Promise<readonly Witness[]> => {
    const asked = others.get(network) ?? askOthers(request, network);
    others.set(network, asked);
    return asked;
  };
  for (const network of request.suspect) if (own.has(network)) void ask(network);
  const late = new Set<NetworkName>();
  const found = new Map<Subject, Finding>();
  const heardBy = new Map<NetworkName, readonly Witness[]>();
  const standbyDeaf = new Set<NetworkName>();
  const vitals = readOver(request, [...own.values()]);
  await Promise.all(
    networks.map(async (network) => {
      const waiting = own.get(network);
      const answered = await Promise.race([waiting, delay(SOON * request.timeoutMs, null)]);
      if (answered === null) {
        void ask(network);
        if (late.size === 0) void renewWay(request).catch(() => {});
        late.add(network);
      }
      const way = await waiting;
      if (way?.heard) {
        found.set(`network ${network}`, { status: 'good' });
        heardBy.set(network, [{ name: self ?? 'this machine', hears: true, fit: true }]);
        return;
      }
      const mine: Witness = {
        name: self ?? 'this machine',
        hears: false,
        fit: way?.fit ?? false,
        ...(way?.why === undefined ? {} : { why: way.why }),
      };
      const [witnesses, seen] = await Promise.all([ask(network), vitals]);
      const itself = seen?.links.get(network);
      // Of itself this machine is no witness.
      const all = [...(isHere(node) ? [] : [mine]), ...witnesses, ...(itself ? [itself] : [])];
      if (all.some(({ name, hears, fit }) => name === request.standby.name && hears === false && !fit)) standbyDeaf.add(network);
      found.set(`network ${network}`, hearing(network, all));
      heardBy.set(network, all);
    }),
  );
  const seen = await vitals;
  for (const [subject, finding] of seen?.findings ?? []) found.set(subject, finding);
  // Of a node that can't be spoken to nobody knows whether its checks would succeed.
  if (seen) for (const [subject, finding] of await ownChecks(request)) found.set(subject, finding);
  return { beganMs, atMs: performance.now(), findings: found, reached: seen !== null, witnesses: heardBy, standbyDeaf };
}

/** The operator's own checks (`spec.checks`), one try each: the failures are counted by whoever watches. */
async function ownChecks({ cluster, node, transport }: CheckRequest): Promise<readonly (readonly [Subject, Finding])[]> {
  const once = checksOf(cluster, node.name).map((check) => ({ ...check, retries: 0 }));
  const results = await runChecks(once, { node: node.name, connect: () => transport.connect(targetOf(node)) });
  return results.map(({ name, why }) => [
    `check ${name}`,
    why === null ? { status: 'good' } : { status: 'bad', why: why.split('\n').join(' ') },
  ]);
}

/** What the node says, over the first way that answers. null: it could not be spoken to. */
async function readOver(request: CheckRequest, ways: readonly Promise<Way>[]): Promise<ReturnType<typeof readVitals> | null> {
  const { timeoutMs, hung } = request;
  const session = await Promise.any(
    ways.map(async (way) => {
      const { session } = await way;
      if (!session) throw new Error('no session');
      return session;
    }),
  ).catch(() => null);
  if (!session) return null;
  try {
    // Status commands run side by side, each with a limit of its own of 10 s (kinds/boot/look.ts).
    const asked = observeNode(session, vitalsRequests(request, hung), { timeoutMs: timeoutMs + STATUS_MS });
    const stop = new AbortController();
    try {
      const facts = await Promise.race([asked, hasGone(request, session, stop.signal)]);
      if (facts !== null) return readVitals(request, facts);
      asked.catch(() => {});
      session.close();
      return null;
    } finally {
      stop.abort();
    }
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    return null;
  }
}

const STATUS_MS = 15_000;

async function askOthers(request: CheckRequest, network: NetworkName): Promise<readonly Witness[]> {
  const { cluster, node, standby, self } = request;
  const address = addressOn(node, network);
  if (address === null) return [];
  const rest = cluster.nodes.filter(({ name }) => name !== node.name && name !== standby.name && name !== self);
  const asked = [...(standby.name === self ? [] : [standby]), ...rest.slice(0, MORE_WITNESSES)];
  return Promise.all(asked.map((witness) => askOne(request, network, address, witness)));
}

async function askOne(
  { cluster, node, transport, timeoutMs }: CheckRequest,
  network: NetworkName,
  address: string,
  witness: ClusterNode,
): Promise<Witness> {
  const others = references(cluster, node, network, witness.name).map((one) => one.address);
  const addresses = [address, ...others];
  const unsaid = (why: string): Witness => ({ name: witness.name, hears: null, fit: false, why });
  try {
    const session = await transport.connect(targetOf(witness));
    const { stdout } = await session.run(silenceScript(addresses, true), {
      timeoutMs: timeoutMs + ASK_MS,
      maxOutputBytes: 100_000,
    });
    const said = parseSilence(Buffer.from(stdout).toString('latin1'), addresses);
    if (!said) return unsaid('the script that asks did not come to its end');
    if (said.answers.includes(address)) return { name: witness.name, hears: true, fit: true };
    const cannot = said.unasked.find((one) => one.startsWith(`${address}: `));
    if (cannot !== undefined) return unsaid(cannot);
    return { name: witness.name, hears: false, fit: others.some((one) => said.answers.includes(one)) };
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    return unsaid(error.diagnostic.summary);
  }
}

/** The node of the cluster that this machine is, by its addresses; null where it is none of them. */
export function thisMachine(cluster: Cluster): string | null {
  // What is on the loopback interface is not seen by others, and may stand there on several machines.
  const own = new Set(
    Object.values(networkInterfaces()).flatMap((list) => (list ?? []).flatMap((one) => (one.internal ? [] : [one.address]))),
  );
  const found = cluster.nodes.find(({ interfaces }) =>
    NETWORKS.some((network) =>
      [interfaces[network].address, interfaces[network].address6].some((one) => one !== null && own.has(hostOf(one))),
    ),
  );
  return found?.name ?? null;
}
