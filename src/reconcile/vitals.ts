/** One check of an active, as far as it can be made from here: over both networks, and by asking other nodes where one is silent. */
import { networkInterfaces } from 'node:os';
import { runChecks } from '../checks/checks.ts';
import { type Cluster, type ClusterNode, checksOf, type NetworkName } from '../desired/cluster.ts';
import { parseSilence, silenceScript } from '../ha/silence.ts';
import { addressOn, NETWORKS, readVitals, type VitalsOf, vitalsRequests } from '../ha/vitals.ts';
import type { Finding, Sample, Subject } from '../ha/watch.ts';
import { hearing, type Witness } from '../ha/witness.ts';
import { hostOf } from '../kinds/net/address.ts';
import { observeNode } from '../observe/nodes.ts';
import { dial } from '../transport/dial.ts';
import { OUT_OF_REACH } from '../transport/reach.ts';
import { type Session, type Target, type Transport, TransportError } from '../transport/transport.ts';
import { targetOf } from './look.ts';

export interface CheckRequest extends VitalsOf {
  /** The node's standby: the first that is asked where the active is silent. */
  readonly standby: ClusterNode;
  readonly transport: Transport;
  /** The node of the cluster that this machine is; null: none of them. */
  readonly self: string | null;
  readonly timeoutMs: number;
  /** Of a disk that hung at the last check. */
  readonly hung: boolean;
  /** Networks that were in trouble at the last check: the others are asked at once instead of after it has been silent. */
  readonly suspect: ReadonlySet<NetworkName>;
}

export interface Checked extends Sample {
  /** It was spoken to over one of its networks. */
  readonly reached: boolean;
  /** Networks on which the standby was asked and hears nobody at all. */
  readonly standbyDeaf: ReadonlySet<NetworkName>;
}

/** Other nodes that are asked about one that is silent, besides the standby. */
const MORE_WITNESSES = 2;
/** Addresses of other nodes by which a witness shows that it hears anything on a network. */
const REFERENCES = 3;
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
  const found = new Map<Subject, Finding>();
  const standbyDeaf = new Set<NetworkName>();
  const vitals = readOver(request, [...own.values()]);
  await Promise.all(
    networks.map(async (network) => {
      const way = await own.get(network);
      if (way?.heard) {
        found.set(`network ${network}`, { status: 'good' });
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
      if ([mine, ...witnesses].some(({ name, hears, fit }) => name === request.standby.name && hears === false && !fit))
        standbyDeaf.add(network);
      found.set(`network ${network}`, hearing(network, [mine, ...witnesses, ...(itself ? [itself] : [])]));
    }),
  );
  const seen = await vitals;
  for (const [subject, finding] of seen?.findings ?? []) found.set(subject, finding);
  // Of a node that can't be spoken to nobody knows whether its checks would succeed.
  if (seen) for (const [subject, finding] of await ownChecks(request)) found.set(subject, finding);
  return { beganMs, atMs: performance.now(), findings: found, reached: seen !== null, standbyDeaf };
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

interface Way {
  readonly session: Session | null;
  /** It is there on that network, whether or not it lets anybody in. */
  readonly heard: boolean;
  /** This machine hears somebody else there. */
  readonly fit: boolean;
  readonly why?: string;
}

/** The node over one network, from here. A connection that was open and is dead by now is made anew, once. */
async function ownWay(request: CheckRequest, network: NetworkName): Promise<Way> {
  const { node, transport, timeoutMs } = request;
  const target = over(node, network, timeoutMs);
  let why = '';
  let heard = false;
  for (let turn = 0; turn < 2; turn += 1) {
    let session: Session | null = null;
    try {
      session = await transport.connect(target);
      await session.run(':\n', { timeoutMs, maxOutputBytes: 10_000 });
      return { session, heard: true, fit: true };
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      why = error.diagnostic.summary;
      // A refused connection, a wrong key, a shell that does not answer over a connection made just now: it is there.
      heard = session === null ? !OUT_OF_REACH.includes(error.diagnostic.code) : turn > 0;
      // Nobody else has it: the address list is this check's own.
      session?.close();
      if (session === null) break;
    }
  }
  return { session: null, heard, fit: heard || (await hearsAnybody(request, network)), why };
}

function over(node: ClusterNode, network: NetworkName, timeoutMs: number): Target {
  const { node: name, connection } = targetOf(node);
  const address = addressOn(node, network);
  const addresses = address === null ? connection.addresses : [address];
  return { node: name, direct: true, connection: { ...connection, addresses, connectTimeoutMs: timeoutMs } };
}

/** This machine is on that network itself: some other node answers there. */
async function hearsAnybody({ cluster, node, self, timeoutMs }: CheckRequest, network: NetworkName): Promise<boolean> {
  const tries = references(cluster, node, network, self).map(async ({ address, port }) => {
    const socket = await dial(address, port, timeoutMs);
    socket.destroy();
  });
  return Promise.any(tries).then(
    () => true,
    () => false,
  );
}

interface Reference {
  readonly address: string;
  readonly port: number;
}

function references(cluster: Cluster, about: ClusterNode, network: NetworkName, by: string | null): readonly Reference[] {
  return cluster.nodes
    .filter(({ name }) => name !== about.name && name !== by)
    .flatMap((node) => {
      const address = addressOn(node, network);
      return address === null ? [] : [{ address, port: node.connection.port }];
    })
    .slice(0, REFERENCES);
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
    const facts = await observeNode(session, vitalsRequests(request, hung), { timeoutMs: timeoutMs + STATUS_MS });
    return readVitals(request, facts);
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
  const own = new Set(Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address)));
  const found = cluster.nodes.find(({ interfaces }) =>
    NETWORKS.some((network) =>
      [interfaces[network].address, interfaces[network].address6].some((one) => one !== null && own.has(hostOf(one))),
    ),
  );
  return found?.name ?? null;
}
