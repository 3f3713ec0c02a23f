/** `fence` of a node and `spec.ssh.throughNeighbours` in cluster.yaml. */
import { describe, expect, it } from 'vitest';
import { parseCluster } from '../../src/desired/parse.ts';
import { parseSecrets } from '../../src/desired/secrets.ts';
import { neighboursOf } from '../../src/transport/neighbours.ts';

const secrets = parseSecrets('variables: { IPMI: "s3cret=value" }\n', 'cluster.secrets.yaml').secrets;

function parse(fence: string, ssh = '{}') {
  const text = `apiVersion: dmsa/v1
kind: Cluster
metadata: { name: test }
spec:
  secrets: { file: cluster.secrets.yaml }
  ssh: ${ssh}
  nodes:
    Web-1: { type: GUI, maintenance: 10.0.0.11/24 }
    Sec-1: { type: SECENGINE, maintenance: 10.0.0.21/24, fence: ${fence} }
    Here: { type: GUI, maintenance: 10.0.0.12/24, ssh: { transport: local } }
    Sec-Rep-1: { type: REPORTING, maintenance: 10.0.0.31/24, backupOf: Sec-1 }
`;
  const { cluster, diagnostics } = parseCluster(text, { file: 'cluster.yaml', secrets });
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  return { cluster, errors, fence: cluster?.nodes.find(({ name }) => name === 'Sec-1')?.fence ?? null };
}

describe('fence', () => {
  it('has its options in the order of the file, numbers as text, secrets from their file', () => {
    expect(parse('{ agent: fence_ipmilan, options: { ip: 10.1.0.5, lanplus: 1, password: { secret: IPMI } } }').fence).toEqual({
      agent: 'fence_ipmilan',
      options: [
        { name: 'ip', value: '10.1.0.5', secret: false },
        { name: 'lanplus', value: '1', secret: false },
        { name: 'password', value: 's3cret=value', secret: true },
      ],
      timeoutMs: 60_000,
    });
    expect(parse('{ agent: /opt/site/pdu, timeout: 20s }').fence).toEqual({
      agent: '/opt/site/pdu',
      options: [],
      timeoutMs: 20_000,
    });
    expect(parse('{ agent: fence_apc, options: { passwd_script: /root/pw.sh } }').errors).toEqual([]);
  });

  it.each([
    ['a password in the file', '{ agent: fence_apc, options: { passwd: hunter22 } }', 'fence-secret-in-file'],
    ['an action, which is dmsa’s to say', '{ agent: fence_apc, options: { action: off } }', 'fence-option-reserved'],
    [
      'a second line, which would be another option',
      '{ agent: fence_apc, options: { plug: "3\\naction=on" } }',
      'control-character',
    ],
    ['a secret that is not there', '{ agent: fence_apc, options: { password: { secret: NONE } } }', 'unknown-secret'],
    ['a relative path', '{ agent: ./fence_apc }', 'bad-format'],
    ['a command line', '{ agent: "fence_apc -o off" }', 'bad-format'],
    ['an endless time limit', '{ agent: fence_apc, timeout: 2h }', 'time-out-of-range'],
  ])('refuses %s, and shows no secret', (_what, fence, code) => {
    const { cluster, errors } = parse(fence);
    expect(cluster).toBeNull();
    expect(errors.map((one) => one.code)).toEqual([code]);
    expect(JSON.stringify(errors)).not.toMatch(/hunter22|s3cret/);
  });
});

describe('neighbours', () => {
  const names = (ssh: string, node: string) => {
    const { cluster } = parse('{ agent: fence_apc }', ssh);
    if (!cluster) throw new Error('no cluster');
    const { pair, others } = neighboursOf(cluster)(node);
    return { pair: pair.map((one) => one.node), others: others.map((one) => one.node) };
  };

  it('are the other member of the pair, then all others that sshd can be asked on', () => {
    expect(names('{}', 'Sec-1')).toEqual({ pair: ['Sec-Rep-1'], others: ['Web-1'] });
    expect(names('{}', 'Sec-Rep-1')).toEqual({ pair: ['Sec-1'], others: ['Web-1'] });
    expect(names('{}', 'Web-1')).toEqual({ pair: [], others: ['Sec-1', 'Sec-Rep-1'] });
    expect(names('{}', 'Here')).toEqual({ pair: [], others: [] });
  });

  it('are none where the file says so', () => {
    expect(names('{ throughNeighbours: false }', 'Sec-1')).toEqual({ pair: [], others: [] });
  });
});
