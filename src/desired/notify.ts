/** Who is told: what does not fit together, and what follows from the variables. */
import type { NodeParts } from './build.ts';
import { centralOf } from './check-types.ts';
import type { DraftElastic, DraftMail } from './decode-notify.ts';
import type { Draft } from './draft.ts';
import { type LocalPlaces, localPath } from './local-path.ts';
import type { ElasticTarget, MailTarget, Notify } from './notify-data.ts';
import { type Report, show } from './report.ts';

const ADMINISTRATOR = 'UBI_MAIL_SERVERADMIN';
const INDEX = 'UBI_ES_LOGINDEX_NAME';
const VERSION = 'UBI_ES_VERSION';
const DEFAULT_INDEX = 'ubilogs';
const ADDRESS = /^[^\s<>,;:"()@]{1,64}@[A-Za-z0-9._[\]:-]{1,253}$/;

export function checkNotify(draft: Draft, nodes: readonly NodeParts[], report: Report): void {
  const { notify } = draft;
  if (notify === null) return;
  const { mail, elasticsearch, webhooks } = notify;
  if (mail === null && elasticsearch === null && webhooks.length === 0 && !report.failed()) {
    const detail = 'Found no channel. Write mail, elasticsearch or webhooks under notify, or leave notify out.';
    report.warning(notify.at, 'notify-nobody', 'Notifications are wanted, and nobody is named.', detail);
  }
  if (mail !== null) checkMail(mail, variableIn(draft, nodes, ADMINISTRATOR), report);
  if (elasticsearch !== null) checkElastic(elasticsearch, report);
  const names = new Set<string>();
  for (const { name } of webhooks) {
    if (names.has(name.value)) {
      const detail = `Found ${show(name.value)} again. What waits for a webhook lies in a folder of its name: write another.`;
      report.error(name.at, 'notify-webhook-twice', 'Two webhooks have the same name.', detail);
    }
    names.add(name.value);
  }
  const pairs = nodes.filter(({ resolved }) => resolved.standby !== null).map(({ resolved }) => resolved.node.name);
  for (const { value, at } of notify.rules.flatMap((rule) => rule.pairs ?? [])) {
    if (pairs.includes(value)) continue;
    const detail = `Found ${show(value)}, which is no active with a standby.${report.suggest(value, pairs)} Correct the name or remove it.`;
    report.error(at, 'notify-unknown-pair', 'A rule names a pair that is not there.', detail);
  }
  const all = nodes.map(({ resolved }) => resolved.node.name);
  for (const { value, at } of notify.rules.flatMap((rule) => rule.nodes ?? [])) {
    if (all.includes(value)) continue;
    const detail = `Found ${show(value)}, which is no node.${report.suggest(value, all)} Correct the name or remove it.`;
    report.error(at, 'notify-unknown-node', 'A rule names a node that is not there.', detail);
  }
}

function checkMail({ at, server, tls, to, user, password }: DraftMail, administrator: string | null, report: Report): void {
  if (password !== null && user === null)
    report.error(password.at, 'notify-no-user', 'There is a password for the mail server, and no user.', 'Write user: NAME.');
  if (user !== null && password === null) {
    const detail = `Found user: ${show(user.value)}. Write password: { secret: NAME }, and the value under variables in the secrets file.`;
    report.error(user.at, 'notify-no-password', 'There is a user for the mail server, and no password.', detail);
  }
  if (password !== null && tls === 'none' && !isOwn(hostOf(`smtp://${server}`))) {
    const detail = 'Found tls: none. Write tls: starttls or tls: tls.';
    report.warning(
      password.at,
      'notify-password-in-clear',
      'The password of the mail server goes over the network in clear text.',
      detail,
    );
  }
  if (to !== null) return;
  const found = recipients(administrator);
  const wrong = found.find((one) => !ADDRESS.test(one));
  if (found.length === 0) {
    const detail = `Found neither to nor a value of ${ADMINISTRATOR} among the variables. Write for example to: [ops@example.com].`;
    report.error(at, 'notify-mail-to-nobody', 'It is not said who gets the mail.', detail);
  } else if (wrong !== undefined) {
    const detail = `Found ${show(wrong)} in ${ADMINISTRATOR}. Write addresses like ops@example.com there, or to: [ops@example.com] here.`;
    report.error(at, 'notify-mail-address', 'This is not a mail address.', detail);
  }
}

function checkElastic({ hosts, user, password, apiKey }: DraftElastic, report: Report): void {
  if (apiKey !== null && (user !== null || password !== null)) {
    report.error(
      apiKey.at,
      'notify-two-logins',
      'Elasticsearch is given two ways to log in.',
      'Found apiKey and user. Keep one of them.',
    );
    return;
  }
  const half = user !== null && password === null ? user : password !== null && user === null ? password : null;
  if (half !== null) {
    const detail = 'Found one of user and password. Write both; the password as { secret: NAME }.';
    report.error(half.at, 'notify-half-login', 'A user and its password belong together.', detail);
  }
  const login = apiKey ?? password;
  const clear = hosts.find(({ value }) => value.startsWith('http:') && !isOwn(hostOf(value)));
  if (login !== null && clear !== undefined) {
    const detail = `Found ${clear.value}. Write https:// there.`;
    report.warning(
      login.at,
      'notify-password-in-clear',
      'The login of Elasticsearch goes over the network in clear text.',
      detail,
    );
  }
}

function isOwn(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

/** Without a port and brackets; empty where it has none. */
function hostOf(url: string): string {
  const [, authority = ''] = /^[a-z]+:\/\/([^/?]*)/.exec(url) ?? [];
  return authority.replace(/:\d{1,5}$/, '').replace(/^\[(.*)\]$/, '$1');
}

function recipients(administrator: string | null): readonly string[] {
  return (administrator ?? '').split(/[\s,;]+/).filter((one) => one !== '');
}

/** Of the central node, else of the first that has it. A secret is none of these. */
function variableIn(draft: Draft, nodes: readonly NodeParts[], name: string): string | null {
  const resolved = nodes.map((parts) => parts.resolved);
  const central = centralOf(draft, resolved);
  const ordered = [...nodes.filter((parts) => parts.resolved.node.name === central), ...nodes];
  for (const { variables } of ordered) {
    const found = variables.find((one) => one.name === name && !one.secret && one.value.trim() !== '');
    if (found) return found.value.trim();
  }
  return null;
}

export function buildNotify(draft: Draft, nodes: readonly NodeParts[], places: LocalPlaces): Notify | null {
  const { notify } = draft;
  if (notify === null) return null;
  const { rules, digest, outbox, webhooks } = notify;
  return {
    mail: notify.mail && buildMail(notify.mail, draft, nodes, places),
    elasticsearch: notify.elasticsearch && buildElastic(notify.elasticsearch, draft, nodes, places),
    webhooks: webhooks.map(({ name, url, secret, headers, severity, timeoutMs, ca }) => ({
      ...{ name: name.value, url, secret, headers, severity, timeoutMs, ca: file(ca, places) },
    })),
    rules: rules.map((rule) => ({ ...rule, pairs: namesOf(rule.pairs), nodes: namesOf(rule.nodes) })),
    digest,
    outbox: { ...outbox, directory: file(outbox.directory, places) },
  };
}

function namesOf(names: readonly { readonly value: string }[] | null): readonly string[] | null {
  return names?.map(({ value }) => value) ?? null;
}

function file(path: string | null, places: LocalPlaces): string | null {
  return path === null ? null : localPath(path, places);
}

function buildMail(mail: DraftMail, draft: Draft, nodes: readonly NodeParts[], places: LocalPlaces): MailTarget {
  const { server, tls, user, password, from, to, severity, timeoutMs, ca } = mail;
  const port = /:(\d{1,5})$/.exec(server.startsWith('[') ? server.slice(server.indexOf(']')) : server)?.[1];
  const standard = tls === 'tls' ? 465 : user === null ? 25 : 587;
  return {
    host: hostOf(`smtp://${server}`),
    port: port === undefined ? standard : Number(port),
    tls,
    login: user === null || password === null ? null : { user: user.value, password: password.value },
    from,
    to: to ?? recipients(variableIn(draft, nodes, ADMINISTRATOR)),
    ...{ severity, timeoutMs, ca: file(ca, places) },
  };
}

function buildElastic(elastic: DraftElastic, draft: Draft, nodes: readonly NodeParts[], places: LocalPlaces): ElasticTarget {
  const { hosts, index, version, type, user, password, apiKey, severity, timeoutMs, ca } = elastic;
  const known = /^\d{1,2}(?=$|\.)/.exec(variableIn(draft, nodes, VERSION) ?? '')?.[0];
  const named = variableIn(draft, nodes, INDEX);
  return {
    hosts: hosts.map(({ value }) => value.replace(/\/+$/, '')),
    index: index ?? (named !== null && /^[a-z0-9][a-z0-9._-]{0,199}$/.test(named) ? named : DEFAULT_INDEX),
    version: version ?? (known === undefined ? null : Number(known)),
    type,
    login:
      apiKey !== null
        ? { apiKey: apiKey.value }
        : user !== null && password !== null
          ? { user: user.value, password: password.value }
          : null,
    ...{ severity, timeoutMs, ca: file(ca, places) },
  };
}
