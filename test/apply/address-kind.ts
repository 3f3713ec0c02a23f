import { type AnyKind, type Change, defineKind, type Observation } from '../../src/kinds/kind.ts';
import { quote } from '../../src/quote.ts';

type Spec = {
  readonly device: string;
  readonly address: string;
  /** Run after the address was changed. */
  readonly extra?: string;
};
type State = { readonly running: readonly string[]; readonly file: string };

/** The one address of an interface, in a file and running: a change that cuts the node off, for tests. */
export const address: AnyKind = defineKind<Spec, State>({
  name: 'address',
  title: 'address',
  desired: () => [],
  probe: (want) => [
    { type: 'file', path: '/srv/address' },
    ...want.map(
      ({ spec }) =>
        ({ type: 'command', id: `address ${spec.device}`, script: `ip -o -4 addr show dev ${quote(spec.device)}` }) as const,
    ),
  ],
  parse: (facts, want) =>
    new Map(
      want.map(({ name, spec }): [string, Observation<State>] => {
        const seen = facts.command(`address ${spec.device}`);
        const fact = facts.file('/srv/address');
        if (seen.status === 'unknown' || seen.code !== 0) return [name, { status: 'unknown', why: 'ip failed' }];
        const running = [...seen.stdout.matchAll(/ inet (\S+)/g)].map(([, found = '']) => found);
        return [name, { status: 'present', state: { running, file: fact.status === 'present' ? fact.text : '' } }];
      }),
    ),
  compare(want, have) {
    const changes: Change[] = [];
    const wanted = want?.address ?? '';
    if (have?.running.join() !== wanted)
      changes.push({ path: 'address', from: have?.running.join() ?? null, to: wanted, where: 'running' });
    if (have?.file !== `${wanted}\n`) changes.push({ path: 'address', from: have?.file ?? null, to: wanted, where: 'file' });
    return changes;
  },
  steps(want) {
    if (!want) return [];
    const device = quote(want.device);
    const script = `ip -4 addr flush dev ${device}\nip addr add ${quote(want.address)} dev ${device}\n${want.extra ?? ''}`;
    return [
      { do: 'write', path: '/srv/address', content: `${want.address}\n`, mode: '0644', owner: 'root', group: 'root' },
      { do: 'run', script, label: `change the address of ${want.device}`, timeoutMs: 5_000 },
    ];
  },
  risksConnection: () => true,
});
