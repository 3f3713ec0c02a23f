import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { importLegacy } from '../../src/legacy/import.ts';
import { fixture, fixtures, fixturesRoot } from './fixtures.ts';

const options = { clusterName: 'paris-1', secretsFileName: 'cluster.secrets.yaml' };

describe('whole files', () => {
  for (const name of fixtures()) {
    it(`${name}: becomes the cluster.yaml a person would keep`, async () => {
      const result = importLegacy(fixture(name), options);
      expect(result.diagnostics.filter((one) => one.severity === 'error')).toEqual([]);
      await expect(result.clusterYaml).toMatchFileSnapshot(join(fixturesRoot, name, 'expect.cluster.yaml'));
      await expect(result.secretsYaml ?? '').toMatchFileSnapshot(join(fixturesRoot, name, 'expect.secrets.yaml'));
    });
  }
});

describe('secrets', () => {
  const text = [
    'Web-1;GUI;192.0.2.11/24;10.0.0.11/24;r00tpass;;;;;;var_gui',
    '#Web-2;GUI;192.0.2.12/24;10.0.0.12/24;0ldpass;;;;;;var_gui',
    'Sec-1;SECENGINE;192.0.2.21/24;10.0.0.21/24;;;;;;;UBI_SES_NCROOT_PASSWORD=ncpass2 UBI_X=1',
    '[var_gui]',
    'UBI_SES_NCROOT_PASSWORD=ncpass1',
    '#UBI_API_TOKEN=t0ken',
    'UBI_COPY_PASSWORD=${UBI_SES_NCROOT_PASSWORD}',
    'UBI_MAIL_TOKEN="two words; and more"',
  ].join('\n');
  const input = { servers: { file: 'servers.conf', text } };
  const all = ['r00tpass', '0ldpass', 'ncpass1', 'ncpass2', 't0ken', 'two words'];

  it('go to the secrets file, and nowhere else', () => {
    const result = importLegacy(input, options);
    const shown = JSON.stringify([result.clusterYaml, result.diagnostics, result.notes]);
    for (const secret of all) expect(shown).not.toContain(secret);
    expect(parse(result.secretsYaml ?? '')).toEqual({
      rootPasswords: { 'Web-1': 'r00tpass' },
      variables: {
        'UBI_SES_NCROOT_PASSWORD@var_gui': 'ncpass1',
        'UBI_SES_NCROOT_PASSWORD@Sec-1': 'ncpass2',
        UBI_MAIL_TOKEN: 'two words; and more',
      },
    });
    const { spec } = parse(result.clusterYaml);
    expect(spec.secrets).toEqual({ file: 'cluster.secrets.yaml' });
    expect(spec.variables.groups.var_gui).toEqual({
      UBI_SES_NCROOT_PASSWORD: { secret: 'UBI_SES_NCROOT_PASSWORD@var_gui' },
      UBI_COPY_PASSWORD: '${UBI_SES_NCROOT_PASSWORD}',
      UBI_MAIL_TOKEN: { secret: 'UBI_MAIL_TOKEN' },
    });
    expect(result.notes.join('\n')).toContain('1 root password and 3 secret variables');
  });

  it('are left out with a warning each where no secrets file is wanted', () => {
    const result = importLegacy(input, { ...options, noSecrets: true });
    expect(result.secretsYaml).toBeNull();
    for (const secret of all) expect(JSON.stringify(result)).not.toContain(secret);
    expect(result.diagnostics.filter((one) => one.code === 'secret-left-out').map((one) => one.summary)).toEqual([
      'The root password of Web-1 was left out',
      'The value of UBI_SES_NCROOT_PASSWORD@var_gui was left out',
      'The value of UBI_MAIL_TOKEN was left out',
      'The value of UBI_SES_NCROOT_PASSWORD@Sec-1 was left out',
    ]);
    expect(parse(result.clusterYaml).spec.secrets).toBeUndefined();
  });

  it('are in no message about a wrong line', () => {
    const wrong =
      'Web-1;GUI;192.0.2.11;10.0.0.11/24;hunter2;_;_;;;;a b UBI_PASSWORD=hunter2\nUBI_PASSWORD=hunter2\n[var_x]\nUBI PASSWORD=hunter2\n\u0001;;;;hunter2';
    const result = importLegacy({ servers: { file: 'servers.conf', text: wrong } }, options);
    expect(result.diagnostics.filter((one) => one.severity === 'error').length).toBeGreaterThan(4);
    expect(JSON.stringify(result)).not.toContain('hunter2');
  });
});

describe('IPv6 of nodes', () => {
  const cluster = (text: string) => importLegacy({ servers: { file: 'servers.conf', text } }, options);
  const WEB = 'Web-1;GUI;192.0.2.11/24;10.0.0.11/24;;;;;;;';

  it.each([
    [`${WEB}PUBIPV6=2001:DB8::0011 MASKV6=64 GWV6=2001:db8::1`, undefined],
    [`${WEB}PUBIPV6=2001:db8::11/64 GWV6=2001:db8::1`, undefined],
    [`${WEB}v\n[v]\nPUBIPV6=2001:db8::11\nMASKV6=/64\nGWV6=2001:db8::1`, 'v'],
    [`${WEB}v PUBIPV6=2001:db8::11\n[v]\nMASKV6=64\nGWV6=2001:db8::1`, 'v'],
  ])('%j', (text, variables) => {
    const node = parse(cluster(text).clusterYaml).spec.nodes['Web-1'];
    expect(node.equipment).toEqual({ address: '192.0.2.11/24', address6: '2001:db8::11/64', gateway6: '2001:db8::1' });
    expect(node.variables).toBe(variables);
  });

  it.each([
    [`${WEB}PUBIPV6=2001:db8::11`, 'address-without-mask'],
    [`${WEB}PUBIPV6=10.0.0.1 MASKV6=64`, 'bad-address'],
    [`${WEB}PUBIPV6=2001:db8::11 MASKV6=129`, 'bad-netmask'],
    [`${WEB}PUBIPV6=2001:db8::11/48 MASKV6=64`, 'bad-netmask'],
    [`${WEB}PUBIPV6=2001:db8::11/64 GWV6=gw`, 'bad-address'],
    [`${WEB}GWV6=2001:db8::1`, 'missing-address'],
    [`${WEB}v\nWeb-2;GUI;192.0.2.12/24;10.0.0.12/24;;;;;;;v\n[v]\nPUBIPV6=2001:db8::11/64`, 'repeated-address'],
  ])('%j is wrong', (text, code) => {
    expect(cluster(text).diagnostics.map((one) => one.code)).toEqual([code]);
  });
});

describe('what import says beside the file', () => {
  it('the guide’s directories where no share.conf is given, and what standbys lack', () => {
    const text = 'Web-1;GUI;192.0.2.11/24;10.0.0.11/24\nRep-1;REPORTING;192.0.2.12/24;10.0.0.12/24;;Web-1';
    const { notes } = importLegacy({ servers: { file: 'servers.conf', text } }, options);
    for (const word of ['/opt/fmc_repository', '/opt/rrd/${NODE}', 'Backup-Sync-Time', 'Backup-Activation-Time'])
      expect(notes.join('\n')).toContain(word);
  });

  it('the variables of a group and of a row become one list', () => {
    const text = 'Web-1;GUI;192.0.2.11/24;10.0.0.11/24;;;;;;;v UBI_B=2\n[v]\nUBI_A=1\nUBI_B=1';
    const { clusterYaml, notes } = importLegacy({ servers: { file: 'servers.conf', text } }, options);
    expect(parse(clusterYaml).spec.nodes['Web-1'].variables).toEqual({ UBI_A: '1', UBI_B: '2' });
    expect(notes.join('\n')).toContain('Web-1 has the variables of v and its own');
  });
});
