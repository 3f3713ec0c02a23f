/** Who is told of what happens to pairs and nodes: `spec.notify`, resolved. */

export type Severity = 'info' | 'warning' | 'alarm';

export const NOTIFY_EVENTS = [
  'takeover',
  'failback',
  'pause',
  'resume',
  'repair',
  'start',
  'alarm',
  'problem',
  'copy',
  'database',
  'lost',
  'fight',
  'failed',
  'revision',
  'suspension',
] as const;

export type NotifyEvent = (typeof NOTIFY_EVENTS)[number];

export interface Notify {
  readonly mail: MailTarget | null;
  readonly elasticsearch: ElasticTarget | null;
  readonly webhooks: readonly WebhookTarget[];
  /** The first that fits counts. */
  readonly rules: readonly NotifyRule[];
  readonly digest: Digest;
  readonly outbox: {
    /** Absolute; null: the default of whoever runs dmsa. */
    readonly directory: string | null;
    /** For each channel. */
    readonly messages: number;
    readonly ageMs: number;
  };
}

/** So many messages go out one by one within the time; what comes after them is put together. */
export interface Digest {
  readonly messages: number;
  readonly withinMs: number;
}

/** null: whatever it is. */
export interface NotifyRule {
  readonly events: readonly NotifyEvent[] | null;
  readonly codes: readonly string[] | null;
  readonly pairs: readonly string[] | null;
  readonly nodes: readonly string[] | null;
  /** null: nobody is told. */
  readonly severity: Severity | null;
}

interface Target {
  /** Nothing below it is told. */
  readonly severity: Severity;
  /** For one try. */
  readonly timeoutMs: number;
  /** An absolute path on this machine; null: the CAs that Node.js knows. */
  readonly ca: string | null;
}

export interface MailTarget extends Target {
  readonly host: string;
  readonly port: number;
  readonly tls: 'starttls' | 'tls' | 'none';
  readonly login: { readonly user: string; readonly password: string } | null;
  readonly from: string;
  readonly to: readonly string[];
}

export interface ElasticTarget extends Target {
  readonly hosts: readonly string[];
  /** What the name of an index begins with. */
  readonly index: string;
  /** null: it is asked. */
  readonly version: number | null;
  readonly type: string;
  readonly login: { readonly user: string; readonly password: string } | { readonly apiKey: string } | null;
}

export interface WebhookTarget extends Target {
  readonly name: string;
  readonly url: string;
  /** What requests are signed with; null: they are not. */
  readonly secret: string | null;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
}
