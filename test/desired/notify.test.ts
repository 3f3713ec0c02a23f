/** `spec.notify` in cluster.yaml. */
import { describe, expect, it } from 'vitest';
import { parseCluster } from '../../src/desired/parse.ts';
import { parseSecrets } from '../../src/desired/secrets.ts';

const secrets = parseSecrets(
  'variables: { PW: "g$heim", URL: "https://chat.example.com/T0/abc", BAD: "schön" }\n',
  'cluster.secrets.yaml',
).secrets;

function parse(
  notify: string,
  adapt = '{ UBI_MAIL_SERVERADMIN: "ops@example.com, noc@example.com", UBI_ES_VERSION: "6.8.2", UBI_ES_LOGINDEX_NAME: msa-logs }',
) {
  const text = `apiVersion: dmsa/v1
kind: Cluster
metadata: { name: test }
spec:
  secrets: { file: cluster.secrets.yaml }
  variables: { adapt: ${adapt} }
  notify: ${notify}
  nodes:
    Web-1: { type: GUI, maintenance: 10.0.0.11/24 }
    Sec-1: { type: SECENGINE, maintenance: 10.0.0.21/24 }
    Sec-Rep-1: { type: REPORTING, maintenance: 10.0.0.31/24, backupOf: Sec-1 }
`;
  const { cluster, diagnostics } = parseCluster(text, { file: 'cluster.yaml', directory: '/etc/dmsa', home: '/root', secrets });
  const told = diagnostics.filter(({ code }) => code !== 'unused-secret' && code !== 'type-without-nodes');
  return { notify: cluster?.notify ?? null, codes: told.map(({ code, source }) => `${code}:${source?.line}`), told };
}

describe('notify', () => {
  it('takes the administrator, the index and the version from the variables', () => {
    const { notify, codes } = parse(
      '{ mail: { server: mail.example.com, user: dmsa, password: { secret: PW }, from: dmsa@example.com }, elasticsearch: { hosts: ["https://10.0.0.5:9200/es/"], apiKey: { secret: PW }, ca: es.pem } }',
    );
    expect(codes).toEqual([]);
    expect(notify).toEqual({
      mail: {
        ...{
          host: 'mail.example.com',
          port: 587,
          tls: 'starttls',
          login: { user: 'dmsa', password: 'g$heim' },
          from: 'dmsa@example.com',
        },
        ...{ to: ['ops@example.com', 'noc@example.com'], severity: 'warning', timeoutMs: 20_000, ca: null },
      },
      elasticsearch: {
        ...{ hosts: ['https://10.0.0.5:9200/es'], index: 'msa-logs', version: 6, type: 'doc', login: { apiKey: 'g$heim' } },
        ...{ severity: 'info', timeoutMs: 20_000, ca: '/etc/dmsa/es.pem' },
      },
      webhooks: [],
      rules: [],
      digest: { messages: 5, withinMs: 60_000 },
      outbox: { directory: null, messages: 1000, ageMs: 168 * 3_600_000 },
    });
  });

  it('takes what the file says before what follows from the variables', () => {
    const { notify } = parse(
      `{ mail: { server: "[2001:db8::5]", tls: none, from: d@e, to: [a@b], severity: alarm, timeout: 9s },
    elasticsearch: { hosts: [http://es], index: other, version: 8 },
    webhooks: [{ name: chat, url: { secret: URL }, secret: { secret: PW }, headers: { Authorization: { secret: PW }, X-Team: noc } }],
    rules: [{ events: [copy], pairs: [Sec-1], severity: none }], digest: { messages: 2, within: 30s },
    outbox: { directory: out, messages: 50, age: 24h } }`,
    );
    expect(notify).toMatchObject({
      mail: { host: '2001:db8::5', port: 25, tls: 'none', login: null, to: ['a@b'], severity: 'alarm', timeoutMs: 9_000 },
      elasticsearch: { index: 'other', version: 8, login: null },
      webhooks: [
        {
          ...{ name: 'chat', url: 'https://chat.example.com/T0/abc', secret: 'g$heim', severity: 'warning' },
          headers: [
            { name: 'Authorization', value: 'g$heim' },
            { name: 'X-Team', value: 'noc' },
          ],
        },
      ],
      rules: [{ events: ['copy'], codes: null, pairs: ['Sec-1'], severity: null }],
      digest: { messages: 2, withinMs: 30_000 },
      outbox: { directory: '/etc/dmsa/out', messages: 50, ageMs: 86_400_000 },
    });
  });

  it.each([
    ['{}', 'notify-nobody'],
    ['{ mail: { server: m, from: a@b, password: { secret: PW } } }', 'notify-no-user'],
    ['{ mail: { server: m, from: a@b, user: x } }', 'notify-no-password'],
    ['{ mail: { server: m, from: a@b, user: x, password: { secret: PW }, tls: none } }', 'notify-password-in-clear'],
    ['{ elasticsearch: { hosts: [http://10.0.0.5:9200], user: x, password: { secret: PW } } }', 'notify-password-in-clear'],
    ['{ elasticsearch: { hosts: [https://e], user: x } }', 'notify-half-login'],
    ['{ elasticsearch: { hosts: [https://e], user: x, password: { secret: PW }, apiKey: { secret: PW } } }', 'notify-two-logins'],
    ['{ webhooks: [{ name: a, url: http://h }, { name: a, url: http://i }] }', 'notify-webhook-twice'],
    ['{ webhooks: [{ name: a, url: { secret: PW } }] }', 'notify-url'],
    ['{ webhooks: [{ name: a, url: http://h, headers: { Authorization: abc } }] }', 'notify-secret-in-file'],
    ['{ webhooks: [{ name: a, url: http://h, headers: { "X y": abc } }] }', 'notify-header'],
    ['{ webhooks: [{ name: a, url: http://h, headers: { X-A: { secret: BAD } } }] }', 'notify-header'],
    ['{ webhooks: [{ name: a, url: http://h, headers: { host: x } }] }', 'notify-header'],
    ['{ webhooks: [{ name: a, url: http://h }], rules: [{ pairs: [Sec-9], severity: info }] }', 'notify-unknown-pair'],
    ['{ webhooks: [{ name: a, url: ftp://h }] }', 'bad-format'],
    ['{ webhooks: [{ name: a, url: "http://u:p@h" }] }', 'bad-format'],
    ['{ mail: { server: m, from: "a b" } }', 'bad-format'],
    ['{ mail: { server: m, from: a@b, password: { secret: NOPE }, user: x } }', 'unknown-secret'],
  ])('%s: %s', (notify, code) => {
    const { codes, told } = parse(notify);
    expect(codes).toEqual([`${code}:7`]);
    expect(JSON.stringify(told)).not.toContain('g$heim');
  });

  it('says where it is not known who gets the mail', () => {
    const mail = '{ mail: { server: m, from: a@b } }';
    expect(parse(mail, '{ A: b }').codes).toEqual(['notify-mail-to-nobody:7']);
    expect(parse(mail, '{ UBI_MAIL_SERVERADMIN: ncroot }').codes).toEqual(['notify-mail-address:7']);
  });
});
