/** Tree → draft: who is told of what happens. */
import type { FileNotify, FileNotifyElasticsearch, FileNotifyMail, FileNotifyWebhook } from './cluster-file.gen.ts';
import { type Decoding, secretValue, time } from './decode-parts.ts';
import { DEFAULTS } from './defaults.ts';
import { NOTIFY_EVENTS, type Notify, type NotifyEvent, type NotifyRule, type Severity } from './notify-data.ts';
import { show } from './report.ts';
import { isSecretName } from './secret-name.ts';
import { type At, entries, field, integer, items, keyPlace, type Placed, text } from './tree.ts';

export interface DraftNotify {
  readonly at: number;
  readonly mail: DraftMail | null;
  readonly elasticsearch: DraftElastic | null;
  readonly webhooks: readonly DraftWebhook[];
  readonly rules: readonly (Omit<NotifyRule, 'pairs' | 'nodes'> & {
    readonly pairs: readonly Placed<string>[] | null;
    readonly nodes: readonly Placed<string>[] | null;
  })[];
  readonly digest: Notify['digest'];
  /** The directory as written. */
  readonly outbox: Notify['outbox'];
}

interface DraftTarget {
  readonly at: number;
  readonly severity: Severity;
  readonly timeoutMs: number;
  /** As written. */
  readonly ca: string | null;
}

interface DraftLogin {
  readonly user: Placed<string> | null;
  readonly password: Placed<string> | null;
}

export interface DraftMail extends DraftTarget, DraftLogin {
  readonly server: string;
  readonly tls: 'starttls' | 'tls' | 'none';
  readonly from: string;
  readonly to: readonly string[] | null;
}

export interface DraftElastic extends DraftTarget, DraftLogin {
  readonly hosts: readonly Placed<string>[];
  readonly index: string | null;
  readonly version: number | null;
  readonly type: string;
  readonly apiKey: Placed<string> | null;
}

export interface DraftWebhook extends DraftTarget {
  readonly name: Placed<string>;
  readonly url: string;
  readonly secret: string | null;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
}

const TRY = {
  what: 'The time for a try to deliver',
  minMs: 1_000,
  maxMs: 300_000,
  hastyMs: 5_000,
  hastyWhy: 'many servers answer later, and would get the same message twice',
};
const WITHIN = { what: 'The time of a digest', minMs: 1_000, maxMs: 24 * 3_600_000, hastyMs: 0, hastyWhy: '' };
const AGE = {
  what: 'The age of a message',
  minMs: 60_000,
  maxMs: 90 * 24 * 3_600_000,
  hastyMs: 3_600_000,
  hastyWhy: 'a mail server that is down for a night would lose what happened in it',
};

export function decodeNotify(at: At<FileNotify> | null, keyAt: number | null, decoding: Decoding): DraftNotify | null {
  if (at === null || at.tree.kind !== 'map') return null;
  const [digest, outbox] = [field(at, 'digest'), field(at, 'outbox')];
  return {
    at: keyAt ?? at.tree.at,
    mail: mail(field(at, 'mail'), keyPlace(at, 'mail'), decoding),
    elasticsearch: elastic(field(at, 'elasticsearch'), keyPlace(at, 'elasticsearch'), decoding),
    webhooks: items(field(at, 'webhooks')).flatMap((one) => webhook(one, decoding) ?? []),
    rules: items(field(at, 'rules')).map((rule) => ({
      events:
        list(field(rule, 'events'))
          ?.map(({ value }) => value as NotifyEvent)
          .filter((one) => NOTIFY_EVENTS.includes(one)) ?? null,
      codes: list(field(rule, 'codes'))?.map(({ value }) => value) ?? null,
      pairs: list(field(rule, 'pairs')),
      nodes: list(field(rule, 'nodes')),
      severity: severityOf(text(field(rule, 'severity'))?.value),
    })),
    digest: {
      messages: integer(field(digest, 'messages'))?.value ?? DEFAULTS.notify.digest.messages,
      withinMs: time(field(digest, 'within'), WITHIN, decoding)?.value ?? DEFAULTS.notify.digest.withinMs,
    },
    outbox: {
      directory: text(field(outbox, 'directory'))?.value ?? null,
      messages: integer(field(outbox, 'messages'))?.value ?? DEFAULTS.notify.outbox.messages,
      ageMs: time(field(outbox, 'age'), AGE, decoding)?.value ?? DEFAULTS.notify.outbox.ageMs,
    },
  };
}

function list(at: At<readonly string[]> | null): readonly Placed<string>[] | null {
  return at === null ? null : items(at).flatMap((one) => text(one) ?? []);
}

function severityOf(written: string | undefined): Severity | null {
  return written === 'info' || written === 'warning' || written === 'alarm' ? written : null;
}

function target(
  at: At<FileNotifyMail> | At<FileNotifyElasticsearch> | At<FileNotifyWebhook>,
  keyAt: number | null,
  severity: Severity,
  decoding: Decoding,
): DraftTarget {
  const common: At<Pick<FileNotifyMail, 'severity' | 'timeout' | 'ca'>> = { tree: at.tree };
  return {
    at: keyAt ?? at.tree.at,
    severity: severityOf(text(field(common, 'severity'))?.value) ?? severity,
    timeoutMs: time(field(common, 'timeout'), TRY, decoding)?.value ?? DEFAULTS.notify.timeoutMs,
    ca: text(field(common, 'ca'))?.value ?? null,
  };
}

function secret(at: At<{ readonly secret: string }> | null, decoding: Decoding): Placed<string> | null {
  const name = text(field(at, 'secret'));
  return name === null ? null : { value: secretValue(name, decoding), at: name.at };
}

function mail(at: At<FileNotifyMail> | null, keyAt: number | null, decoding: Decoding): DraftMail | null {
  const [server, from] = [text(field(at, 'server')), text(field(at, 'from'))];
  if (at === null || server === null || from === null) return null;
  return {
    ...target(at, keyAt, 'warning', decoding),
    server: server.value,
    tls: text(field(at, 'tls'))?.value ?? DEFAULTS.notify.mailTls,
    from: from.value,
    to: list(field(at, 'to'))?.map(({ value }) => value) ?? null,
    user: text(field(at, 'user')),
    password: secret(field(at, 'password'), decoding),
  };
}

function elastic(at: At<FileNotifyElasticsearch> | null, keyAt: number | null, decoding: Decoding): DraftElastic | null {
  if (at === null || at.tree.kind !== 'map') return null;
  return {
    ...target(at, keyAt, 'info', decoding),
    hosts: list(field(at, 'hosts')) ?? [],
    index: text(field(at, 'index'))?.value ?? null,
    version: integer(field(at, 'version'))?.value ?? null,
    type: text(field(at, 'type'))?.value ?? DEFAULTS.notify.elasticType,
    user: text(field(at, 'user')),
    password: secret(field(at, 'password'), decoding),
    apiKey: secret(field(at, 'apiKey'), decoding),
  };
}

function webhook(at: At<FileNotifyWebhook>, decoding: Decoding): DraftWebhook | null {
  const name = text(field(at, 'name'));
  const written = field(at, 'url');
  if (name === null || written === null) return null;
  const hidden = secret({ tree: written.tree }, decoding);
  const url = hidden?.value ?? text(written)?.value ?? '';
  if (hidden !== null && hidden.value !== '' && !/^https?:\/\/[^\s@#]{1,2000}$/.test(hidden.value)) {
    const detail = 'The secret is not shown. Write there an address that begins with https:// or http://, without a user in it.';
    decoding.report.error(hidden.at, 'notify-url', 'The secret is not the address of a webhook.', detail);
  }
  return {
    ...target(at, null, 'warning', decoding),
    name,
    url,
    secret: secret(field(at, 'secret'), decoding)?.value ?? null,
    headers: headers(at, decoding),
  };
}

/** Of the request itself: dmsa says them. */
const OWN = /^(host|connection|transfer-encoding|upgrade|expect|te|trailer|content-(length|type)|x-dmsa-.*)$/i;

function headers(at: At<FileNotifyWebhook>, decoding: Decoding): DraftWebhook['headers'] {
  const { report } = decoding;
  return entries(field(at, 'headers')).flatMap(({ name, at: place, value }) => {
    if (!/^[A-Za-z0-9-]{1,64}$/.test(name) || OWN.test(name)) {
      const detail = `Found ${show(name)}. Write a name of letters, digits and hyphens that dmsa does not give itself (Host, Content-Type, X-Dmsa-…).`;
      report.error(place, 'notify-header', 'This is not a header that a webhook may have.', detail);
      return [];
    }
    const hidden = secret({ tree: value.tree }, decoding);
    if (hidden !== null) {
      if (/^[\u0020-\u007e]*$/.test(hidden.value)) return [{ name, value: hidden.value }];
      const detail =
        'The secret is not shown. It has characters that a header can not have (a line break, or others than ASCII).';
      report.error(hidden.at, 'notify-header', 'The secret can not be the value of a header.', detail);
      return [];
    }
    const plain = text(value);
    if (plain === null) return [];
    if (/authorization|cookie|api-?key/i.test(name) || isSecretName(name.replaceAll('-', '_'))) {
      const detail = `Found ${name} with its value. Write ${name}: { secret: NAME }, and the value under variables in the secrets file.`;
      report.error(place, 'notify-secret-in-file', 'A secret of a webhook stands in the cluster file.', detail);
      return [];
    }
    return [{ name, value: plain.value }];
  });
}
