/** NFS options: exports(5) of nfs-utils 1.2 (CentOS 6) to 2.6, and the general form of nfs(5)'s. */
import type { Complaint } from './report.ts';
import { closest, show } from './report.ts';

const EXPORT_OPTIONS = [
  'acl',
  'all_squash',
  'anongid',
  'anonuid',
  'async',
  'auth_nlm',
  'crossmnt',
  'fsid',
  'hide',
  'insecure',
  'insecure_locks',
  'mountpoint',
  'mp',
  'no_acl',
  'no_all_squash',
  'no_auth_nlm',
  'no_pnfs',
  'no_root_squash',
  'no_security_label',
  'no_subtree_check',
  'no_wdelay',
  'nohide',
  'nordirplus',
  'pnfs',
  'refer',
  'replicas',
  'ro',
  'root_squash',
  'rw',
  'sec',
  'secure',
  'secure_locks',
  'security_label',
  'subtree_check',
  'sync',
  'wdelay',
  'xprtsec',
];
const NEEDS_VALUE = ['anongid', 'anonuid', 'fsid', 'refer', 'replicas', 'sec', 'xprtsec'];
const EXPORT_OPPOSITES = [
  ['ro', 'rw'],
  ['sync', 'async'],
  ['root_squash', 'no_root_squash'],
  ['subtree_check', 'no_subtree_check'],
  ['wdelay', 'no_wdelay'],
  ['secure', 'insecure'],
  ['all_squash', 'no_all_squash'],
  ['hide', 'nohide'],
] as const;
const MOUNT_OPPOSITES = [
  ['ro', 'rw'],
  ['sync', 'async'],
  ['hard', 'soft'],
  ['fg', 'bg'],
  ['intr', 'nointr'],
  ['ac', 'noac'],
  ['lock', 'nolock'],
  ['suid', 'nosuid'],
  ['exec', 'noexec'],
  ['dev', 'nodev'],
] as const;

export type OptionProblem = Complaint & { readonly severity: 'error' | 'warning' };

export function exportOptionProblems(text: string): readonly OptionProblem[] {
  const problems = [...formProblems(text, 'rw,sync,no_root_squash'), ...conflicts(text, EXPORT_OPPOSITES)];
  if (problems.some((problem) => problem.code === 'bad-options')) return problems;
  for (const option of text.split(',')) {
    const name = option.split('=')[0] ?? '';
    if (!EXPORT_OPTIONS.includes(name)) {
      const near = closest(name, EXPORT_OPTIONS);
      const meant =
        near === null
          ? 'It is not in exports(5), and exportfs skips a line with an option it does not know.'
          : `Did you mean "${near}"?`;
      problems.push({
        severity: near === null ? 'warning' : 'error',
        code: 'unknown-option',
        summary: 'An export option is not known.',
        detail: `Found ${show(name)}. ${meant}`,
      });
    } else if (NEEDS_VALUE.includes(name) && !/=./.test(option)) {
      const detail = `Found ${show(option)}. Write for example ${name}=${name === 'sec' ? 'sys' : '0'}.`;
      problems.push({ severity: 'error', code: 'bad-options', summary: 'An export option lacks its value.', detail });
    }
  }
  return problems;
}

export function mountOptionProblems(text: string): readonly OptionProblem[] {
  return [...formProblems(text, 'soft,timeo=50'), ...conflicts(text, MOUNT_OPPOSITES)];
}

function formProblems(text: string, example: string): OptionProblem[] {
  const wrong = (why: string): OptionProblem[] => [
    {
      severity: 'error',
      code: 'bad-options',
      summary: 'NFS options are not written right.',
      detail: `Found ${show(text)}: ${why}. Write them with commas and without blanks, for example ${example}.`,
    },
  ];
  if (text === '') return wrong('there are none; leave the key out for the default');
  if (/\s/.test(text)) return wrong('a blank ends the options');
  if (/[()]/.test(text)) return wrong('the brackets of /etc/exports are put around by dmsa');
  const bad = /[^A-Za-z0-9_=:./@,-]/u.exec(text);
  if (bad !== null) return wrong(`${show(bad[0])} can be in no option`);
  const parts = text.split(',');
  if (parts.includes('')) return wrong('there is nothing between two commas');
  const odd = parts.find((part) => !/^[A-Za-z][A-Za-z0-9_.-]*(=.+)?$/.test(part));
  if (odd !== undefined) return wrong(`${show(odd)} is no option`);
  const twice = parts.find((part, i) => parts.indexOf(part) !== i);
  return twice === undefined ? [] : wrong(`${show(twice)} is there twice`);
}

function conflicts(text: string, opposites: readonly (readonly [string, string])[]): OptionProblem[] {
  const parts = text.split(',');
  return opposites
    .filter(([one, other]) => parts.includes(one) && parts.includes(other))
    .map(([one, other]) => ({
      severity: 'error',
      code: 'options-conflict',
      summary: 'Two NFS options exclude each other.',
      detail: `Found ${show(text)}. Keep one of ${one} and ${other}.`,
    }));
}
