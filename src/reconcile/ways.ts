/** The ways to a node over one network each, from here: is it there, and is anybody else. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Cluster, ClusterNode, NetworkName } from '../desired/cluster.ts';
import { addressOn } from '../ha/vitals.ts';
import { dial } from '../transport/dial.ts';
import { OUT_OF_REACH } from '../transport/reach.ts';
import { type Session, type Target, type Transport, TransportError } from '../transport/transport.ts';
import { targetOf } from './look.ts';

export interface WayRequest {
  readonly cluster: Cluster;
  readonly node: ClusterNode;
  readonly transport: Transport;
  /** The node of the cluster that this machine is; null: none of them. */
  readonly self: string | null;
  readonly timeoutMs: number;
}

/** Addresses of other nodes by which a witness shows that it hears anything on a network. */
const REFERENCES = 3;
/** After this share of the time that a node has to answer, others are asked beside: the answer, if it comes, makes them needless. */
export const SOON = 1 / 3;

/** Whoever is well answers within this. */
const SOON_MS = 500;

export interface Way {
  readonly session: Session | null;
  /** It is there on that network, whether or not it lets anybody in. */
  readonly heard: boolean;
  /** This machine hears somebody else there. */
  readonly fit: boolean;
  readonly why?: string;
}

/**
 * The node over one network, from here. A connection that was open and is dead by now is made anew, once, where anything takes a
 * connection there at all: that is asked beside, so that a node that is gone is known to be gone when its time is over, not later.
 */
export async function ownWay(request: WayRequest & { readonly standby: ClusterNode }, network: NetworkName): Promise<Way> {
  if (isHere(request.node)) return ownNetwork(request, network);
  const { node, transport, timeoutMs } = request;
  const target = over(node, network, timeoutMs);
  const place = { host: target.connection.addresses[0], port: target.connection.port };
  let why = '';
  let heard = false;
  for (let turn = 0; turn < 2; turn += 1) {
    let session: Session | null = null;
    const said = new AbortController();
    try {
      session = await transport.connect(target);
      const taken = turn === 0 ? takesConnections(place, SOON * timeoutMs, (1 - SOON) * timeoutMs, said.signal) : null;
      try {
        await session.run(':\n', { timeoutMs, maxOutputBytes: 10_000 });
        return { session, heard: true, fit: true };
      } catch (error) {
        if (!(error instanceof TransportError) || error.diagnostic.code !== 'command-timeout') throw error;
        if (taken === null || (await taken)) throw error;
        why = error.diagnostic.summary;
        session.close();
        break;
      }
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      why = error.diagnostic.summary;
      // A refused connection, a wrong key, a shell that does not answer over a connection made just now: it is there.
      heard = session === null ? !OUT_OF_REACH.includes(error.diagnostic.code) : turn > 0;
      // Nobody else has it: the address list is this check's own.
      session?.close();
      if (session === null) break;
    } finally {
      said.abort();
    }
  }
  return { session: null, heard, fit: heard || (await hearsAnybody(request, network)), why };
}

export function isHere({ connection }: ClusterNode): boolean {
  return connection.transport === 'local';
}

/**
 * The node is this machine: that it can be spoken to says nothing about its networks. It is on one where the other member of the pair,
 * or anybody, answers it there. Others are asked where that member is slow, or down as after a takeover.
 */
async function ownNetwork(request: WayRequest & { readonly standby: ClusterNode }, network: NetworkName): Promise<Way> {
  const { node, standby: other, transport } = request;
  const session = await transport.connect(targetOf(node));
  const answered = ownWay({ ...request, node: other, standby: node }, network).then(({ fit }) => fit);
  const soon = await Promise.race([answered, delay(SOON_MS).then(() => null)]);
  const heard = soon === true || (await anyOf([answered, hearsAnybody(request, network)]));
  return { session, heard, fit: heard };
}

/** True as soon as one of them is. */
function anyOf(asked: readonly Promise<boolean>[]): Promise<boolean> {
  return Promise.any(
    asked.map(async (one) => {
      if (!(await one)) throw new Error('no');
    }),
  ).then(
    () => true,
    () => false,
  );
}

/**
 * The connection that looks and changes go over: one that is dead by now would only be found out by a look, which waits for it much
 * longer than a check does; and where the node is to be had through a neighbour alone, that way is there when it is needed.
 */
export async function renewWay({ node, transport, timeoutMs }: WayRequest): Promise<void> {
  let session: Session | null = null;
  try {
    session = await transport.connect(targetOf(node));
    await session.run(':\n', { timeoutMs: (1 - SOON) * timeoutMs, maxOutputBytes: 10_000 });
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    if (session === null) return;
    session.close();
    await transport.connect(targetOf(node)).catch(() => {});
  }
}

/** Whether something is there, refusing or not; asked `afterMs` from now. True where it is needless by then. */
async function takesConnections(
  { host, port }: { readonly host: string | undefined; readonly port: number },
  afterMs: number,
  timeoutMs: number,
  needless: AbortSignal,
): Promise<boolean> {
  const waited = await delay(afterMs, true, { signal: needless }).catch(() => false);
  if (!waited || host === undefined) return true;
  return dial(host, port, timeoutMs).then(
    (socket) => {
      socket.destroy();
      return true;
    },
    (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED',
  );
}

function over(node: ClusterNode, network: NetworkName, timeoutMs: number): Target {
  const { node: name, connection } = targetOf(node);
  const address = addressOn(node, network);
  const addresses = address === null ? connection.addresses : [address];
  return { node: name, direct: true, connection: { ...connection, addresses, connectTimeoutMs: timeoutMs } };
}

/** This machine is on that network itself: some other node answers there. */
async function hearsAnybody({ cluster, node, self, timeoutMs }: WayRequest, network: NetworkName): Promise<boolean> {
  const tries = references(cluster, node, network, self).map(async ({ address, port }) => {
    const socket = await dial(address, port, timeoutMs);
    socket.destroy();
    return true;
  });
  return anyOf(tries);
}

interface Reference {
  readonly address: string;
  readonly port: number;
}

export function references(cluster: Cluster, about: ClusterNode, network: NetworkName, by: string | null): readonly Reference[] {
  return cluster.nodes
    .filter(({ name }) => name !== about.name && name !== by)
    .flatMap((node) => {
      const address = addressOn(node, network);
      return address === null ? [] : [{ address, port: node.connection.port }];
    })
    .slice(0, REFERENCES);
}

/** Resolves when nothing is there any more that could still answer: a node may be gone while its answer is waited for. */
export async function hasGone({ node, timeoutMs }: WayRequest, { address, through }: Session, stop: AbortSignal): Promise<null> {
  // Only the neighbour could say, or nobody need: the limit of the command is what there is.
  const host = through === undefined ? address : undefined;
  while (host !== undefined && !stop.aborted) {
    const there = await takesConnections({ host, port: node.connection.port }, timeoutMs, timeoutMs, stop);
    if (!there) return null;
  }
  return new Promise(() => {});
}
