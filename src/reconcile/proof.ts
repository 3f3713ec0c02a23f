/**
 * The proof that an active which can't be reached is stopped (docs/decisions, 0051): its fence agent, or the operator's word; both
 * checked from a second place before anything is claimed.
 */
import { DiagnosticError } from '../diagnostic.ts';
import { isOwnMachine } from '../fence/own-machine.ts';
import type { Members } from '../ha/moved.ts';
import { parseSilence, silenceScript } from '../ha/silence.ts';
import { hostOf } from '../kinds/net/address.ts';
import type { Fence } from '../kinds/pair-files.ts';
import { type Transport, TransportError } from '../transport/transport.ts';
import type { DecideInput } from './decide.ts';
import { targetOf } from './look.ts';

export interface Proof {
  readonly fence: Fence;
  /** What has to be done for it, once the plan is agreed to. Throws where it does not prove what it should. */
  readonly first?: { readonly says: string; readonly do: () => Promise<Fence> };
}

/** The word of an operator, with who it was; its fence agent whether or not it can be reached; or what there is. */
export type ProofBy = { readonly word: string } | { readonly agent: true } | { readonly any: true };

/** A proof is good for so long: after that the node may have been switched on again. */
const GOOD_MS = 10 * 60_000;

/** null: the active can be reached, so none is needed, or there is none. */
export async function proofOf(by: ProofBy, members: Members, seen: DecideInput, transport: Transport): Promise<Proof | null> {
  const { active } = members;
  if (!('agent' in by) && seen.seen.get(active.name)?.reachable !== false) return null;
  const { fence: agent, name } = active;
  if ('word' in by) {
    const checked = async (): Promise<Fence> => {
      await refuseAnswers(members, 'is said to be off', transport);
      return fenceBy('operator', by.word);
    };
    const says = `${name} is off by your word, and nothing answers for it. That is asked once more before anything is claimed:`;
    return { fence: await checked(), first: { says, do: checked } };
  }
  if (agent === null) return null;
  if (isOwnMachine(active)) {
    if (!('agent' in by)) return null;
    const why = `dmsa would not live to see what became of it, nor bring up anything on ${members.standby.name}. Run it on another machine.`;
    throw failed(name, 'own-machine', `${name} is the machine that dmsa runs on, and is not switched off from there`, why);
  }
  const detail = `${agent.agent} switched ${name} off and saw that it is off`;
  const says = `${name} can't be reached. First it is switched off by ${agent.agent}, and seen to be off; then:`;
  return {
    fence: fenceBy('agent', detail),
    first: {
      says,
      async do() {
        const { switchOff } = await import('../fence/fence.ts');
        const power = await switchOff({ name, fence: agent });
        if (power.is === 'unknown') throw new DiagnosticError([power.why]);
        if (power.is === 'on') throw failed(name, 'fence-failed', `${name} is still on`, `${agent.agent} says so.`);
        await refuseAnswers(members, 'was switched off', transport);
        return fenceBy('agent', detail);
      },
    },
  };
}

export function assumed({ nowMs = 0 }: DecideInput): Proof {
  return { fence: { how: 'operator', detail: 'assumed', atMs: nowMs, untilMs: nowMs + GOOD_MS } };
}

/** Of this moment. */
export function fenceBy(how: Fence['how'], detail: string): Fence {
  const atMs = Date.now();
  return { how, detail, atMs, untilMs: atMs + GOOD_MS };
}

/** Throws where something still answers for the active, or nobody could be asked. The standby asks: the second place beside this one. */
async function refuseAnswers({ active, standby }: Members, said: string, transport: Transport): Promise<void> {
  const own = Object.values(active.interfaces).flatMap(({ address, address6 }) =>
    [address, address6].flatMap((one) => one ?? []),
  );
  const addresses = [...own, ...active.serviceAddresses.map(({ address }) => address)].map(hostOf);
  const found = await askSilence(standby, addresses, transport);
  const unasked = `Whether ${active.name} is off could not be asked from ${standby.name}`;
  if (typeof found === 'string') throw failed(active.name, 'not-confirmed', unasked, found);
  if (found.answers.length > 0) {
    const detail = `${found.answers.join(', ')}: asked from ${standby.name}. Switch it off (power), then say so again; or mend the way to it.`;
    throw failed(active.name, 'still-answers', `${active.name} ${said}, and something answers for it`, detail);
  }
  if (found.unasked.length === addresses.length)
    throw failed(active.name, 'not-confirmed', unasked, `${found.unasked.join('; ')}.`);
}

function failed(node: string, code: string, summary: string, detail: string): DiagnosticError {
  return new DiagnosticError([{ severity: 'error', code, summary, detail: `${detail} Nothing was moved.`, node }]);
}

async function askSilence(standby: Members['standby'], addresses: readonly string[], transport: Transport) {
  try {
    const session = await transport.connect(targetOf(standby));
    const { stdout } = await session.run(silenceScript(addresses), { timeoutMs: 20_000, maxOutputBytes: 100_000 });
    return parseSilence(Buffer.from(stdout).toString('latin1'), addresses) ?? 'The script that asks did not come to its end.';
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    return `${error.diagnostic.summary}.`;
  }
}
