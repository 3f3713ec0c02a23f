/** What is said of a node that could not be reached: every way that was tried, and what came of it. */
import { failure } from './errors.ts';
import type { AddressFailure } from './race.ts';
import { type Target, TransportError } from './transport.ts';

/** A neighbour that was tried, and all that was tried from there. */
export interface WayAround {
  readonly neighbour: string;
  /** One line. */
  readonly said: string;
  /** The node itself was reached so, and would not have it (its host key, our key): nothing else can help. */
  readonly refusal: TransportError | null;
}

/** How much a failure tells: of several addresses, the one where most was reached gives the error its code. */
const TELLING = [
  'no-route',
  'connect-timeout',
  'connect-failed',
  'name-not-found',
  'connect-refused',
  'connection-lost',
  'not-ssh',
];

/** @throws what is no failure of the transport, as it is */
export function unreachable(
  target: Target,
  failures: readonly AddressFailure[],
  around: readonly WayAround[] = [],
): TransportError {
  const { node } = target;
  const said = failures.map(({ address, error }) => {
    if (error instanceof TransportError) return { address, error };
    throw error;
  });
  const final = around.find(({ refusal }) => refusal)?.refusal ?? said.find(({ error }) => !error.retryable)?.error ?? null;
  const ranked = said.toSorted((a, b) => TELLING.indexOf(b.error.diagnostic.code) - TELLING.indexOf(a.error.diagnostic.code));
  const main = final ?? (said.find(({ error }) => error.diagnostic.code === 'cancelled') ?? ranked[0])?.error;
  if (!main) {
    return failure({
      node,
      code: 'no-address',
      summary: `${node}: there is no address to reach it by`,
      detail: 'Give the node a maintenance or an equipment address in cluster.yaml.',
      retryable: false,
    });
  }
  if (said.length === 1 && around.length === 0) return main;
  const ways = [
    ...said.map(({ error }) => `- ${withoutNode(node, error.diagnostic.summary)}\n  ${indent(error.diagnostic.detail ?? '')}`),
    ...around.map(({ neighbour, said: what, refusal }) => {
      const more = refusal ? `\n  ${indent(refusal.diagnostic.detail ?? '')}` : '';
      return `- through ${neighbour}: ${withoutNode(node, what)}${more}`;
    }),
  ];
  const nowhere = around.length > 0 ? 'at any of its addresses, nor through a neighbour' : 'at any of its addresses';
  return new TransportError(
    {
      ...main.diagnostic,
      summary: final ? main.diagnostic.summary : `${node}: it could not be reached ${nowhere}`,
      detail: ways.join('\n'),
    },
    main.retryable,
    main.outcome,
  );
}

function withoutNode(node: string, summary: string): string {
  return summary.startsWith(`${node}: `) ? summary.slice(node.length + 2) : summary;
}

function indent(text: string): string {
  return text.replaceAll('\n', '\n  ');
}
