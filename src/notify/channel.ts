/** The port to whoever is told. */
import type { Severity } from '../desired/notify-data.ts';
import type { Notice } from './notice.ts';

/** Of each notice that was to be delivered. */
export type Delivery =
  | { readonly is: 'delivered'; readonly note?: string }
  /** Nobody has it yet, as far as can be known. */
  | { readonly is: 'failed'; readonly why: string; readonly afterMs?: number }
  /** It was understood and not wanted. `final`: it will not be wanted later either. */
  | { readonly is: 'refused'; readonly why: string; readonly final: boolean };

export interface Channel {
  /** Its folder in the outbox. */
  readonly id: string;
  /** `mail to ops@example.com by mail.example.com:587`; without secrets. */
  readonly what: string;
  readonly severity: Severity;
  /** Takes each notice as one of its own. */
  readonly each: boolean;
  /** An answer for each of them, in their order; never rejects. Ends with the signal. */
  deliver(notices: readonly Notice[], signal: AbortSignal): Promise<readonly Delivery[]>;
}

export function allOf(notices: readonly Notice[], delivery: Delivery): readonly Delivery[] {
  return notices.map(() => delivery);
}
