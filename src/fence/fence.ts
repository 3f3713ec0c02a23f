/** What a node's power is known to be, from what its fence agent says. What is not proved is unknown, with the reason. */
import type { ClusterNode, Fence } from '../desired/cluster.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { seconds } from '../transport/errors.ts';
import { type AgentRun, type FenceAction, runAgent } from './agent.ts';

export type Power = { readonly is: 'on' } | { readonly is: 'off' } | { readonly is: 'unknown'; readonly why: Diagnostic };

export interface Fenced {
  readonly name: ClusterNode['name'];
  readonly fence: Fence;
}

/** Exit status of `status`: the device answers and the node is on; is off. All else is an error. */
const ON = 0;
const OFF = 2;

export async function powerOf({ name, fence }: Fenced): Promise<Power> {
  const run = await runAgent(fence, name, 'status');
  if (run.ran && run.code === ON) return { is: 'on' };
  if (run.ran && run.code === OFF) return { is: 'off' };
  return unknown(name, 'fence-status-failed', `the fence agent of ${name} could not tell whether it is on`, fence, 'status', run);
}

/**
 * `off` only where the agent says that it switched the node off and then, asked again, that it is off. Anything less is
 * unknown: whoever takes over what the node had must not do so.
 */
export async function switchOff(node: Fenced): Promise<Power> {
  return switched(node, 'off', (power) => power.is === 'off');
}

export async function switchOn(node: Fenced): Promise<Power> {
  return switched(node, 'on', (power) => power.is === 'on');
}

/** `on` where the agent says that it did it and that the node is on. No proof that the node was ever off: not every device can tell. */
export async function reboot(node: Fenced): Promise<Power> {
  return switched(node, 'reboot', (power) => power.is === 'on');
}

async function switched(node: Fenced, action: Exclude<FenceAction, 'status'>, right: (power: Power) => boolean): Promise<Power> {
  const { name, fence } = node;
  const run = await runAgent(fence, name, action);
  if (!run.ran || run.code !== 0) {
    return unknown(name, 'fence-failed', `the fence agent of ${name} did not ${DOING[action]}`, fence, action, run);
  }
  const power = await powerOf(node);
  if (right(power) || power.is === 'unknown') return power;
  const detail = `${fence.agent} reported success of "${action}", and then that the node is ${power.is}. Which of them is right, nobody knows: look at the machine, and at the agent's options (plug, ip) in the cluster file.${said(run)}`;
  return { is: 'unknown', why: problem(name, 'fence-contradicted', `${name} is not known to be ${WANTED[action]}`, detail) };
}

const DOING = { on: 'switch it on', off: 'switch it off', reboot: 'reboot it' } as const;
const WANTED = { on: 'on', off: 'off', reboot: 'rebooted' } as const;

function unknown(node: string, code: string, what: string, fence: Fence, action: FenceAction, run: AgentRun): Power {
  const { agent } = fence;
  if (run.ran) {
    const how = run.code === null ? 'A signal ended it' : `It ended with status ${run.code}`;
    const detail = `${agent}, action ${action}: ${how}.${said(run)}\nTry it by hand: ${agent} has its options explained in its manual page.`;
    return { is: 'unknown', why: problem(node, code, what, detail) };
  }
  switch (run.why) {
    case 'missing':
      return {
        is: 'unknown',
        why: problem(node, 'fence-agent-missing', `there is no fence agent ${agent} on this machine`, missing(agent)),
      };
    case 'unstartable':
      return {
        is: 'unknown',
        why: problem(node, 'fence-agent-unstartable', `the fence agent ${agent} can't be started`, run.said),
      };
    case 'timeout': {
      const after = action === 'status' ? '' : ` Whether it did anything before, nobody knows: dmsa fence status ${node}`;
      const detail = `${agent}, action ${action}: it was not done within ${seconds(fence.timeoutMs)} and was killed.${after}${said(run)}\nIs its device reachable from here? A slow one is given longer with fence.timeout.`;
      return { is: 'unknown', why: problem(node, 'fence-timeout', what, detail) };
    }
  }
}

function missing(agent: string): string {
  if (agent.startsWith('/'))
    return `Found no program that can be run at ${agent}. The node that is fenced needs none: it is this machine that runs it.`;
  return `Looked for it in /usr/sbin and its like. Debian, Ubuntu: apt-get install fence-agents (newer ones: fence-agents-all). RHEL, Rocky, Alma: dnf install fence-agents-all. Or name another program with its whole path.`;
}

function said({ said: text }: AgentRun): string {
  return text === '' ? '' : `\nIt said:\n${text}`;
}

function problem(node: string, code: string, what: string, detail: string): Diagnostic {
  return { severity: 'error', code, summary: what.startsWith(node) ? what : `${node}: ${what}`, detail, node };
}
