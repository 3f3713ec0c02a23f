/** Services at boot on Debian, by its own update-rc.d and insserv: what is set is seen as set, whatever the script's header says. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../../src/json.ts';
import type { Facts } from '../../src/kinds/facts.ts';
import type { NodeContext, Resource } from '../../src/kinds/kind.ts';
import { serviceKind } from '../../src/kinds/service.ts';
import { buildProbe } from '../../src/observe/probe.ts';
import { quote } from '../../src/quote.ts';
import type { TestNode } from '../apply/node.ts';
import { startImageNode } from '../net/image-node.ts';
import { factsOf, NONCE } from '../observe/shells.ts';

const HEADERS: Readonly<Record<string, string>> = {
  usual: 'Default-Start: 2 3 4 5\n# Default-Stop: 0 1 6',
  'as-on-rhel': 'Default-Start: 3 5\n# Default-Stop: 0 1 2 4 6',
  early: 'Default-Start: S\n# Default-Stop:',
};
const SHELLS = ['dash', 'bash --posix', 'busybox sh'] as const;

let node: TestNode;
beforeAll(async () => {
  node = await startImageNode('boot', 'debian-sysv');
  for (const [name, levels] of Object.entries(HEADERS))
    script(name, `### BEGIN INIT INFO\n# Provides: ${name}\n# Required-Start:\n# Required-Stop:\n# ${levels}\n### END INIT INFO`);
  script('headless', '# chkconfig: 35 80 20');
}, 300_000);
afterAll(() => node?.close());

function script(name: string, header: string): void {
  const text = `#!/bin/sh\n${header}\ncase $1 in status) echo "$0 is stopped"; exit 3 ;; esac\n`;
  node.sh(`printf %s ${quote(text)} >/etc/init.d/${name}; chmod 755 /etc/init.d/${name}`);
}

function wanted(boot: 'on' | 'off', names: readonly string[]): readonly Resource[] {
  const spec = (name: string): Json => ({ candidates: [name], boot, running: 'leave', needs: [], processes: [] });
  return names.map((name) => ({ node: 'boot', kind: 'service', name, spec: spec(name), after: [] }));
}

function look(want: readonly Resource[], shell: string): Facts {
  const probe = buildProbe(serviceKind.probe(want), NONCE);
  const stdout = node.sh(`${shell} 2>/tmp/stderr <<'END_OF_PROBE'
${probe.script}
END_OF_PROBE`);
  return factsOf(probe.cut(Buffer.from(stdout), Buffer.from(node.sh('cat /tmp/stderr'))));
}

/** What differs of each, and what is done about it where `act` is set. */
function pass(want: readonly Resource[], shell: string, act: boolean): Readonly<Record<string, Json>> {
  const facts = look(want, shell);
  const seen = serviceKind.parse(facts, want);
  const context: NodeContext = { node: 'boot', platform: facts.platform, look: () => ({ status: 'absent' }) };
  return Object.fromEntries(
    want.map(({ name, spec }) => {
      const one = seen.get(name);
      if (one?.status !== 'present') throw new Error(`${name}: ${JSON.stringify(one)}`);
      const changes = serviceKind.compare(spec, one.state, context);
      if ('unknown' in changes) return [name, changes.unknown];
      for (const step of act && changes.length > 0 ? serviceKind.steps(spec, one.state, context) : []) {
        if (step.do === 'run') node.sh(`${shell} -e <<'END_OF_STEP'\n${step.script}\nEND_OF_STEP`);
      }
      return [name, changes.map(({ path, to }) => `${path}: ${to}`).join()];
    }),
  );
}

describe.each(SHELLS)('the look and the steps under %s', (shell) => {
  // insserv goes through all of the node's scripts each time: all headers with one shell, one with the others.
  const names = shell === 'dash' ? Object.keys(HEADERS) : ['as-on-rhel'];
  const nothing = Object.fromEntries(names.map((name) => [name, '']));

  it('enables, has nothing left to do, disables, has nothing left to do', () => {
    for (const boot of ['on', 'off'] as const) {
      expect(pass(wanted(boot, names), shell, true)).toEqual(Object.fromEntries(names.map((name) => [name, `boot: ${boot}`])));
      expect(pass(wanted(boot, names), shell, false)).toEqual(nothing);
    }
  });

  it('tells of a script that update-rc.d can’t enable, and leaves it', () => {
    expect(pass(wanted('on', ['headless']), shell, true)).toEqual({
      headless: expect.stringContaining('has no "# Default-Start:" line'),
    });
    expect(pass(wanted('off', ['headless']), shell, false)).toEqual({ headless: '' });
  });
});

it('enables what an operator had disabled in one run level', () => {
  pass(wanted('on', ['usual']), 'dash', true);
  node.sh('update-rc.d usual disable 3');
  expect(pass(wanted('on', ['usual']), 'dash', true)).toEqual({ usual: 'boot: on' });
  expect(pass(wanted('on', ['usual']), 'dash', false)).toEqual({ usual: '' });
});
