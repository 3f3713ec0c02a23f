/**
 * `--as NODE`: this machine is said to be that node, and is spoken to without SSH. On another machine what is read of that one would be
 * taken for the node's, and what is meant for the node be done to it: a standby's addresses come up on its active.
 */
import { hostname } from 'node:os';
import type { Cluster } from '../desired/cluster.ts';
import { type Diagnostic, DiagnosticError } from '../diagnostic.ts';
import { isOwnMachine } from '../fence/own-machine.ts';
import { thisMachine } from '../reconcile/vitals.ts';

/** The cluster with that node reached locally. Throws where the cluster has no such node, or this machine is not seen to be it. */
export function asNode(cluster: Cluster, name: string): Cluster {
  const own = cluster.nodes.find((node) => node.name === name);
  if (!own) {
    const names = cluster.nodes.map((node) => node.name).join(', ');
    throw new DiagnosticError([usage(`the cluster has no node ${name}`, `Its nodes are ${names}.`)]);
  }
  if (!isOwnMachine(own)) {
    const other = thisMachine(cluster);
    const host = hostname();
    if (other !== null)
      throw new DiagnosticError([usage(`this machine is ${other}, not ${name}`, `It has ${other}'s addresses.`)]);
    // An address whose cable is cut, or that is not up yet, is not seen here.
    if (short(host) !== short(name)) {
      const detail = `It has none of ${name}'s addresses, and its name is ${host}. Give --as the node that dmsa runs on, or leave it out.`;
      throw new DiagnosticError([usage(`this machine is not seen to be ${name}`, detail)]);
    }
  }
  return {
    ...cluster,
    nodes: cluster.nodes.map((node) =>
      node === own ? { ...node, connection: { ...node.connection, transport: 'local' } } : node,
    ),
  };
}

function short(name: string): string {
  return (name.split('.')[0] ?? name).toLowerCase();
}

function usage(summary: string, detail: string): Diagnostic {
  return { severity: 'error', code: 'usage', summary, detail };
}
