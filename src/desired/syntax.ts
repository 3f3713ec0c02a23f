/** Parsers of the small languages inside a cluster file: times, names, paths. What is wrong is said with what to write. */
import { complaint, type Parsed, show } from './report.ts';

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** `5m` → milliseconds. */
export function parseDuration(text: string): Parsed<number> {
  const match = /^(\d{1,12})(ms|s|m|h)$/.exec(text);
  const unit = match?.[2];
  if (match !== null && (unit === 'ms' || unit === 's' || unit === 'm' || unit === 'h')) {
    const value = Number(match[1]) * UNITS[unit];
    if (value > 0) return { ok: true, value };
    return complaint('time-zero', 'A time of zero makes no sense here.', `Found ${show(text)}. Write how long, for example 5m.`);
  }
  if (/^\d+$/.test(text)) {
    const detail = `Found ${show(text)}. Write ${text}m for minutes (as servers.conf has them), ${text}s for seconds.`;
    return complaint('time-without-unit', 'A time has no unit.', detail);
  }
  if (/^-/.test(text)) {
    return complaint('time-negative', 'A time is negative.', `Found ${show(text)}. Write how long, for example 5m.`);
  }
  const detail = `Found ${show(text)}. Write a whole number and one of the units ms, s, m, h, without a blank, for example 90s, 5m, 2h.`;
  return complaint('bad-time', 'This is not a time.', detail);
}

/** RFC 1123, and what is sensible for a Linux host: at most 64 characters, not all digits, not localhost. */
export function parseHostName(name: string): Parsed<string> {
  const wrong = (why: string) => {
    const detail = `Found ${show(name)}: ${why}. Write letters, digits and hyphens, starting and ending with a letter or digit, for example Sec-1.`;
    return complaint('bad-host-name', 'A node name is not a host name.', detail);
  };
  if (name.length > 64) return wrong(`it has ${name.length} characters, Linux takes 64`);
  const bad = /[^A-Za-z0-9.-]/u.exec(name);
  if (bad !== null)
    return wrong(bad[0] === '_' ? 'an underscore can be in no host name' : `${show(bad[0])} can be in no host name`);
  for (const label of name.split('.')) {
    if (label === '') return wrong('a part between dots is empty');
    if (label.length > 63) return wrong('a part between dots has more than 63 characters');
    if (label.startsWith('-') || label.endsWith('-')) return wrong('it starts or ends with a hyphen');
  }
  if (/^[0-9.]+$/.test(name)) return wrong('a name of digits only is taken for an address');
  if (/^localhost(\.|$)/i.test(name)) return wrong('it means the machine itself everywhere');
  return { ok: true, value: name };
}

/** Why a character can't be in a path that goes into /etc/exports, fstab, autofs maps and the legacy files. */
function pathCharacter(char: string): string {
  switch (char) {
    case ' ':
      return 'a blank ends a field in fstab and autofs maps';
    case '#':
      return '# begins a comment in /etc/exports, fstab and autofs maps';
    case ';':
      return '; separates the fields of the legacy files';
    case ':':
      return ': stands between server and path in a mount';
    case ',':
      return ', separates options';
    case '*':
    case '?':
    case '[':
    case ']':
      return 'it is a wildcard in autofs maps and the shell';
    case '(':
    case ')':
      return 'brackets hold the options in /etc/exports';
    case '&':
      return '& stands for the key in autofs maps';
    case '$':
      return '$ begins a variable in autofs maps and the shell';
    case '\\':
    case '"':
    case "'":
    case '`':
      return 'it quotes in /etc/exports, fstab and the shell';
    case '<':
    case '>':
    case '|':
    case '!':
    case '~':
    case '{':
    case '}':
    case '=':
    case '^':
      return 'it means something else in the shell or in mount options';
    default:
      return (char.codePointAt(0) ?? 0) > 126 ? "old nodes' tools take ASCII only" : 'it can be in no field of these files';
  }
}

/** An absolute path on a node, without trailing slash. `${NODE}` is allowed where `withNode` says so. */
export function parsePath(text: string, withNode = false): Parsed<string> {
  const example = withNode ? '/opt/rrd/${NODE}' : '/opt/rrd';
  const wrong = (summary: string, why: string) => complaint('bad-path', summary, `Found ${show(text)}: ${why}`);
  if (!text.startsWith('/')) {
    return wrong(
      'A path is not absolute.',
      `it has to begin with /. Write for example ${text === '' ? example : `/${text.replace(/^(\.{0,2}\/)+/, '')}`}.`,
    );
  }
  const plain = withNode ? text.replaceAll('${NODE}', 'NODE') : text;
  const reference = /\$\{([^}]*)\}/.exec(plain);
  if (reference !== null) {
    const known = withNode ? '${NODE}, the name of the exporting node, is the only one' : 'nothing is expanded in this one';
    return wrong('A path uses a variable that it can’t have.', `${known}. Write it without ${reference[0]}.`);
  }
  const bad = /[^A-Za-z0-9_.+@%/-]/u.exec(plain);
  if (bad !== null)
    return wrong(
      'A path has a character that it can’t have.',
      `${show(bad[0])}: ${pathCharacter(bad[0])}. Take another name for the directory.`,
    );
  if (/\/{2}/.test(plain)) return wrong('A path has two slashes in a row.', `write ${text.replace(/\/{2,}/g, '/')}.`);
  if (/(^|\/)\.{1,2}(\/|$)/.test(plain)) return wrong('A path has . or .. in it.', 'write where it leads to.');
  if (text.length > 1024) return wrong('A path is too long.', 'write at most 1024 characters.');
  return { ok: true, value: text.length > 1 && text.endsWith('/') ? text.slice(0, -1) : text };
}

/** `inside('/a/b', '/a')`; a path is inside itself. */
export function inside(path: string, directory: string): boolean {
  return path === directory || directory === '/' || path.startsWith(`${directory}/`);
}

export function parseInterface(name: string): Parsed<string> {
  if (/^[A-Za-z][A-Za-z0-9_.-]{0,14}$/.test(name)) return { ok: true, value: name };
  const why = name.includes(':')
    ? `the interface is what is before the colon: write ${show(name.split(':')[0] ?? '')}`
    : 'write a letter, then letters, digits, "_", "." and "-", at most 15, for example eth0';
  return complaint('bad-interface', 'This is not the name of a network interface.', `Found ${show(name)}; ${why}.`);
}

/** `eth0:1` → its interface and what is after the colon. */
export function parseLabel(label: string): Parsed<{ readonly device: string; readonly suffix: string }> {
  const match = /^([A-Za-z][A-Za-z0-9_.-]*):([A-Za-z0-9_]+)$/.exec(label);
  const device = match?.[1];
  const suffix = match?.[2];
  if (device === undefined || suffix === undefined) {
    const detail = `Found ${show(label)}. Write interface, colon, number, for example eth0:1.`;
    return complaint('bad-label', 'This is not the label of a service address.', detail);
  }
  if (label.length > 15) {
    const detail = `Found ${show(label)}, ${label.length} characters; Linux takes 15. Write a shorter one, for example ${device.slice(0, 13)}:1.`;
    return complaint('bad-label', 'A label is too long.', detail);
  }
  return { ok: true, value: { device, suffix } };
}

export function parseServiceName(name: string): Parsed<string> {
  if (/^[A-Za-z0-9][A-Za-z0-9_.@:-]*\.service$/.test(name)) {
    const detail = `Found ${show(name)}. Write ${show(name.replace(/\.service$/, ''))}: nodes without systemd do not know the ending.`;
    return complaint('bad-service-name', 'A service is written with the ending of systemd.', detail);
  }
  if (/^[A-Za-z0-9][A-Za-z0-9_.@:-]{0,99}$/.test(name)) return { ok: true, value: name };
  const several = /[\s,]/.test(name) ? ' Each service is an item of its own: write [ubi-sms, ubi-poll].' : '';
  const detail = `Found ${show(name)}. Write letters, digits and "_ . @ : -", for example ubi-sms.${several}`;
  return complaint('bad-service-name', 'This is not the name of a service.', detail);
}

export function parseGroupName(name: string): Parsed<string> {
  if (/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/.test(name)) return { ok: true, value: name };
  const detail = `Found ${show(name)}. Write letters, digits and "_ . -", for example svcip_sec1.`;
  return complaint('bad-group-name', 'This is not the name of a group.', detail);
}

export function parseTypeName(name: string): Parsed<string> {
  if (/^[A-Za-z][A-Za-z0-9_-]*$/.test(name)) return { ok: true, value: name };
  const detail = `Found ${show(name)}. Write a letter, then letters, digits, "_" and "-", for example SECENGINE.`;
  return complaint('bad-type-name', 'This is not the name of a node type.', detail);
}

export function parseVariableName(name: string): Parsed<string> {
  if (/^[A-Za-z_][A-Za-z0-9_]{0,199}$/.test(name)) return { ok: true, value: name };
  const detail = `Found ${show(name)}. Write letters, digits and "_", not starting with a digit, for example UBI_VSOC_NAME.`;
  return complaint('bad-variable-name', 'This is not the name of a variable.', detail);
}
