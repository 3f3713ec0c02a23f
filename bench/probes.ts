/** The very texts that a look sends, for contestants that send them by other means. */
import type { Cluster } from '../src/desired/cluster.ts';
import { loadCluster } from '../src/desired/load.ts';
import { KINDS } from '../src/kinds/registry.ts';
import { lookAtCluster } from '../src/reconcile/look.ts';
import type { Transport } from '../src/transport/transport.ts';
import { wrapScript } from '../src/transport/wrap.ts';

export async function clusterOf(file: string): Promise<Cluster> {
  const { cluster, diagnostics } = await loadCluster(file);
  if (!cluster) throw new Error(`${file}: ${diagnostics.map(({ summary }) => summary).join('; ')}`);
  return cluster;
}

/** By node: what goes to /bin/sh on its standard input. */
export async function probesOf(cluster: Cluster): Promise<ReadonlyMap<string, Buffer>> {
  const texts = new Map<string, Buffer>();
  const recorder: Transport = {
    connect: async ({ node }) => ({
      node,
      via: 'nowhere',
      run: async (script) => {
        texts.set(node, wrapScript(script, 'dmsa-0000000000000000'));
        return { code: 0, stdout: new Uint8Array(), stderr: new Uint8Array() };
      },
      close: () => undefined,
    }),
    close: async () => undefined,
  };
  await lookAtCluster({ cluster, kinds: KINDS, transport: recorder, selected: null, parallel: cluster.nodes.length });
  return texts;
}
