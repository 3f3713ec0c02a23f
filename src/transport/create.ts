/** The transport that every command uses: each node is reached as its own `connection.transport` says. */
import { createLocalTransport } from './local.ts';
import { createSshTransport, type SshTransportOptions } from './ssh.ts';
import type { Transport } from './transport.ts';

export function createTransport(options: SshTransportOptions = {}): Transport {
  const ssh = createSshTransport(options);
  const local = createLocalTransport();
  return {
    connect: (target, signal) => (target.connection.transport === 'local' ? local : ssh).connect(target, signal),
    async close() {
      await Promise.all([ssh.close(), local.close()]);
    },
  };
}
