/**
 * The vendor's `configure` command of a pack (/opt/sms/configure and the like), which turns the vars file into the product's
 * own configuration. It runs on the node that runs the pack when the vars file is another than at its last run, and the pack's
 * services that run are restarted after it; those that do not run yet are started after it anyway.
 *
 * What it last ran with is a stamp on the node: the SHA-256 of the vars file and of the command. Not the file's time: a file
 * that is restored, copied or written anew with the same content has a new time and needs nothing, one that a copy brought
 * with an old time needs it, and clocks are set. The stamp is written last of all, so that a restart that a crash swallowed
 * shows up as a difference; a command that fails leaves it as it was.
 */
import { createHash } from 'node:crypto';
import { quote } from '../quote.ts';
import { runDriver } from './boot/drivers.ts';
import { defineKind, type NodeContext, type Observation, type Step, type Unknowable } from './kind.ts';
import type { ServiceState } from './service.ts';
import { packNames } from './service-desired.ts';
import { activeOf } from './share/topology.ts';
import { type Spec as VarsSpec, type State as VarsState, varsBytes, varsSpec } from './vars-file.ts';

type Spec = {
  readonly command: string;
  readonly timeoutMs: number;
  readonly vars: VarsSpec;
  /** The pack's services, in start order. */
  readonly services: readonly string[];
  /** The node runs the pack. */
  readonly here: boolean;
};

/** What the stamp says; null: there is none, or none that can be read: it never ran as far as anyone knows. */
type State = { readonly stamp: { readonly vars: string; readonly command: string } | null };

const NAME = 'pack';
const STAMP = '/var/lib/dmsa/configured';
const RUNNING = '/var/lib/dmsa/configured.new';

export const configureKind = defineKind<Spec, State>({
  name: 'configure',
  title: 'configure command',

  desired(cluster, placement) {
    return cluster.nodes.flatMap((node) => {
      if (node.configure === null) return [];
      const { command, timeoutMs } = node.configure;
      return [
        {
          node: node.name,
          kind: 'configure',
          name: NAME,
          spec: {
            command,
            timeoutMs,
            vars: varsSpec(cluster, node),
            services: packNames(cluster, node),
            here: placement.get(activeOf(node))?.holder === node.name,
          },
          after: [{ node: node.name, kind: 'vars-file', name: cluster.vars.target }],
        },
      ];
    });
  },

  probe: (want) => (want.length === 0 ? [] : [{ type: 'file', path: STAMP }]),

  parse: (facts, want) =>
    new Map(
      want.map(({ name }): [string, Observation<State>] => {
        const fact = facts.file(STAMP);
        if (fact.status === 'unknown') return [name, { status: 'unknown', why: `${STAMP}: ${fact.why}` }];
        const [, vars = '', command = ''] =
          (fact.status === 'present' && /^([0-9a-f]{64}) ([0-9a-f]{64})\n$/.exec(fact.text)) || [];
        return [name, { status: 'present', state: { stamp: vars === '' ? null : { vars, command } } }];
      }),
    ),

  reads: ({ node, spec }) => [
    { node, kind: 'vars-file', name: spec.vars.target },
    ...spec.services.map((name) => ({ node, kind: 'service', name })),
  ],

  exists: ({ stamp }) => stamp !== null,

  compare(want, have, context) {
    if (!want?.here || !have) return [];
    const vars = varsOf(want, context);
    if (vars === null) return [];
    if ('unknown' in vars) return vars;
    const { stamp } = have;
    // The values themselves are told by the kind `vars-file`; a hash of them would help to guess a secret among them.
    if (stamp === null) return [{ path: 'configured', from: null, to: `with ${want.vars.target}` }];
    if (stamp.vars !== vars.wanted)
      return [{ path: 'configured', from: 'with an earlier vars file', to: `with ${want.vars.target}` }];
    // It is about to be put back: what ran with the other one meanwhile nobody knows.
    if (vars.now !== vars.wanted)
      return [
        { path: 'configured', from: `with a ${want.vars.target} that was changed on the node`, to: `with ${want.vars.target}` },
      ];
    if (stamp.command !== sha256(want.command))
      return [{ path: 'configured', from: 'by another command', to: `by ${want.command}` }];
    return [];
  },

  steps(want, _have, context) {
    if (!want) return [];
    const target = quote(want.vars.target);
    const driver = runDriver(context.platform);
    const restarts = want.services.flatMap((name): readonly Step[] => {
      const seen = context.look({ node: context.node, kind: 'service', name });
      if (seen.status !== 'present') return [];
      // Only the kind `service` makes observations of its name.
      const { name: service, run } = seen.state as ServiceState;
      if (run.is !== 'yes' || run.obstacle !== null) return [];
      return [
        { do: 'run', script: driver.start(service, { ...run, restart: true }), label: `restart ${service}`, timeoutMs: 150_000 },
      ];
    });
    return [
      {
        do: 'run',
        // The file is summed up before the command reads it: what changes under it counts as not configured yet.
        script: `sum=$(sha256sum <${target})
( cd /; sh -c ${quote(want.command)} )
umask 077
echo "\${sum%% *} ${sha256(want.command)}" >${RUNNING}`,
        label: `run ${want.command}`,
        timeoutMs: want.timeoutMs,
      },
      ...restarts,
      { do: 'run', script: `mv -f ${RUNNING} ${STAMP}`, label: 'note what it was configured with', timeoutMs: 10_000 },
    ];
  },
});

/** The sums of the vars file as it is going to be, and as it is; null: there is none, and none is wanted. */
function varsOf(want: Spec, { node, look }: NodeContext): { readonly wanted: string; readonly now: string } | null | Unknowable {
  const seen = look({ node, kind: 'vars-file', name: want.vars.target });
  if (seen.status === 'unknown') return { unknown: `the vars file: ${seen.why}` };
  // Only the kind `vars-file` makes observations of its name.
  const state = seen.status === 'present' ? (seen.state as VarsState) : null;
  const bytes = state === null ? null : varsBytes(want.vars, state);
  if (state === null || bytes === null) return null;
  return { wanted: sha256(bytes), now: sha256(Buffer.from(state.target?.text ?? '', state.target?.encoding ?? 'utf8')) };
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
