/** Where revisions come from, as given on the command line: a repository, a branch, and the cluster file's path in it. Pure. */
import { createHash } from 'node:crypto';
import type { Diagnostic } from '../diagnostic.ts';

/** Nothing else is ever spoken: `protocol.allow` is `never` but for the one that is used. */
export type GitProtocol = 'file' | 'ssh' | 'https';

export interface GitSource {
  /** For git; a local path is absolute. There is no password in it. */
  readonly url: string;
  readonly protocol: GitProtocol;
  readonly branch: string;
  /** The cluster file's, from the top of the repository: `prod/cluster.yaml`. */
  readonly path: string;
  /** For people and events: `ssh://git@git.example.net/net.git main:prod/cluster.yaml`. */
  readonly name: string;
  /** A folder name of its own for each source. */
  readonly key: string;
}

export interface GivenSource {
  readonly git: string;
  readonly branch?: string;
  readonly path?: string;
}

/** @param directory  what a relative local path starts from; absolute */
export function sourceOf(
  { git, branch = 'main', path = 'cluster.yaml' }: GivenSource,
  directory: string,
): GitSource | Diagnostic {
  const repository = repositoryOf(git, directory);
  if ('code' in repository) return repository;
  const wrongBranch = branchTrouble(branch);
  if (wrongBranch !== null)
    return usage('bad-branch', `--branch ${show(branch)}: ${wrongBranch}`, 'Give the name of a branch: --branch main');
  const inside = insidePath('', path);
  if (path.startsWith('/') || inside === null || inside === '') {
    const detail = 'Give it from the top of the repository, without .. that leads out of it: --path prod/cluster.yaml';
    return usage('bad-git-path', `--path ${show(path)}: this is no path in a repository`, detail);
  }
  const name = `${repository.url} ${branch}:${inside}`;
  const key = createHash('sha256').update(name).digest('hex').slice(0, 16);
  const words = repository.url
    .replace(/\.git\/*$/, '')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(-40);
  return { ...repository, branch, path: inside, name, key: `${words.replace(/^-+|-+$/g, '')}-${key}` };
}

type Repository = Pick<GitSource, 'url' | 'protocol'>;

function repositoryOf(given: string, directory: string): Repository | Diagnostic {
  const wrong = (why: string): Diagnostic =>
    usage(
      'bad-git-url',
      `--git ${show(withoutPassword(given))}: ${why}`,
      'It takes a local path, file:///PATH, ssh://USER@HOST/PATH, USER@HOST:PATH or https://HOST/PATH.',
    );
  if (given === '') return wrong('it is empty');
  if (/[\p{Cc}\s]/u.test(given)) return wrong('it has a blank or a control character in it');
  // `ext::sh -c …` and the like are programs, not places.
  if (/^[^/]*::/.test(given)) return wrong('remote helpers are not used');
  if (given.startsWith('-')) return wrong('this is an option, not a place');
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(given)?.[1]?.toLowerCase();
  if (scheme === undefined) {
    // git's own form USER@HOST:PATH; a colon after a slash belongs to a path.
    const host = /^(?:[A-Za-z0-9_.-]+@)?([A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\]):(?!\/\/).+$/.exec(given)?.[1];
    if (host?.startsWith('-')) return wrong('a host name does not begin with -');
    if (host !== undefined) return { url: given, protocol: 'ssh' };
    return { url: given.startsWith('/') ? given : `${directory}/${given}`, protocol: 'file' };
  }
  if (scheme === 'file') return { url: given, protocol: 'file' };
  if (scheme !== 'ssh' && scheme !== 'https')
    return wrong(
      `${scheme}:// is not spoken${scheme === 'http' || scheme === 'git' ? ', as nobody could tell who answers' : ''}`,
    );
  let url: URL;
  try {
    url = new URL(given);
  } catch {
    return wrong('this is no URL');
  }
  if (url.hostname === '' || url.hostname.startsWith('-') || url.username.startsWith('-')) return wrong('it names no host');
  if (url.password !== '' || (scheme === 'https' && url.username !== '')) {
    const detail =
      'git would show it in the list of processes. Put it into ~/.netrc (mode 0600) of the user that dmsa runs as: machine HOST login USER password TOKEN';
    return usage('git-url-password', '--git: a password or a token has no place in a URL', detail);
  }
  return { url: given, protocol: scheme };
}

/** As git-check-ref-format(1) has it; null: it is a branch's name. */
function branchTrouble(name: string): string | null {
  if (name === '') return 'it is empty';
  if (name.length > 200) return 'it is too long';
  // biome forbids control characters in patterns; \p{Cc} is the same.
  if (/[\p{Cc} ~^:?*[\\]|\.\.|@\{|\/\/|\.$|\.lock(\/|$)|^[/-]|\/$|(^|\/)\./u.test(name)) return 'git has no such names';
  if (name === '@') return 'git has no such names';
  return name.startsWith('refs/') ? 'give the short name, without refs/heads/' : null;
}

/**
 * The path that `path` is, seen from a folder of the repository: no `.`, `..` or doubled slashes in it; '' is the top.
 * null: it leads out of the repository.
 */
export function insidePath(folder: string, path: string): string | null {
  const parts: string[] = [];
  for (const part of `${folder}/${path}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.join('/');
}

/** A URL for people: what could be a password is gone. */
export function withoutPassword(url: string): string {
  return url.replace(/^([A-Za-z][A-Za-z0-9+.-]*:\/\/)[^/@]*@/, (whole, scheme: string) =>
    /^ssh:/i.test(whole) && !whole.slice(scheme.length).includes(':') ? whole : `${scheme}…@`,
  );
}

function show(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text);
}

function usage(code: string, summary: string, detail: string): Diagnostic {
  return { severity: 'error', code, summary, detail };
}
