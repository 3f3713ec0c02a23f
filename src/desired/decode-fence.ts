/** Tree → draft: how a node is switched off from outside. */
import type { Fence } from './cluster.ts';
import type { FileFence } from './cluster-file.gen.ts';
import { type Decoding, FENCE_TIMEOUT, secretValue, time } from './decode-parts.ts';
import { DEFAULTS } from './defaults.ts';
import { isSecretName } from './secret-name.ts';
import { type At, entries, field, integer, text } from './tree.ts';

/** Of the convention itself (ClusterLabs, FenceAgentAPI.md): dmsa says them. `option` is the old word for `action`. */
const OWN = ['action', 'option', 'nodename', 'agent'];

export function decodeFence(at: At<FileFence> | null, node: string, decoding: Decoding): Fence | null {
  const agent = text(field(at, 'agent'));
  if (at === null || agent === null) return null;
  return {
    agent: agent.value,
    options: options(at, node, decoding),
    timeoutMs: time(field(at, 'timeout'), FENCE_TIMEOUT, decoding, node)?.value ?? DEFAULTS.fenceTimeoutMs,
  };
}

/** No value has a line break, which would be a further option: neither file may hold one. */
function options(at: At<FileFence>, node: string, decoding: Decoding): Fence['options'] {
  const { report } = decoding;
  const found: Fence['options'][number][] = [];
  for (const { name, at: place, value } of entries(field(at, 'options'))) {
    if (OWN.includes(name)) {
      const detail = `Found ${name}. dmsa gives it to the agent itself: remove the line.`;
      report.error(place, 'fence-option-reserved', 'This option of a fence agent is not for the file.', detail, node);
      continue;
    }
    const named = text(field(value, 'secret'));
    if (named !== null) {
      found.push({ name, value: secretValue(named, decoding, node), secret: true });
      continue;
    }
    const number = integer(value);
    const plain = text(value);
    if (number !== null) found.push({ name, value: String(number.value), secret: false });
    if (plain === null) continue;
    if (isSecretName(name) && !name.endsWith('_script')) {
      const detail = `Found ${name} with its value. Write ${name}: { secret: NAME }, and the value under variables in the secrets file.`;
      report.error(place, 'fence-secret-in-file', 'A password of a fence agent stands in the cluster file.', detail, node);
    } else found.push({ name, value: plain.value, secret: false });
  }
  return found;
}
