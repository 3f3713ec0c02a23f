/** The sections of servers.conf, and the fields of a row that name one or hold what one would hold. */
import { type Assignment, parseAssignmentLine, startsAssignment, uniqueAssignments } from './assignments.ts';
import { closest, cutComment, describeOdd, type Line, type Problems, slice, splitList, trimEnd, type Word } from './text.ts';
import { parseAddress, unknownGroup } from './values.ts';

export type SectionKind = 'serviceAddresses' | 'packs' | 'variables';

/** A section as it stands in the file; what its lines mean depends on the field that names it. */
export interface Section {
  readonly name: string;
  readonly at: Word['at'];
  readonly comments: readonly string[];
  readonly lines: Line[];
}

/** `eth0:1` and its address with prefix length. */
export interface LabelEntry {
  readonly label: string;
  readonly address: string;
  readonly comments: readonly string[];
}

export interface ServiceEntry {
  readonly name: string;
  readonly comments: readonly string[];
}

export interface Group<Entry> {
  readonly name: string;
  readonly entries: readonly Entry[];
  readonly comments: readonly string[];
  readonly at: Word['at'];
}

/** In the order of the file. */
export interface Sections {
  readonly serviceAddresses: readonly Group<LabelEntry>[];
  readonly packs: readonly Group<ServiceEntry>[];
  readonly variables: readonly Group<Assignment>[];
}

const FIELD_OF: Readonly<Record<SectionKind, string>> = {
  serviceAddresses: "Svc Ip's",
  packs: 'Svc to start',
  variables: 'Vars to adapt',
};
/** How a person writes what is no group. */
const IN_PLACE: Readonly<Record<SectionKind, (word: string) => string>> = {
  serviceAddresses: () => 'Addresses in place are written eth0:1=10.0.0.101/24, eth1:1=192.0.2.101/24.',
  packs: (word) => `If it is a service, write a comma behind it: ${word},`,
  variables: (word) => `If it is a variable, write its value: ${word}=….`,
};
const PREFIX_OF: Readonly<Record<SectionKind, RegExp>> = {
  serviceAddresses: /^svc_?ip/i,
  packs: /^pack/i,
  variables: /^vars?_/i,
};
const KINDS = ['serviceAddresses', 'packs', 'variables'] as const;
const LABEL = /^eth[01]:[A-Za-z0-9_]+$/;
const SERVICE = /^[A-Za-z0-9][A-Za-z0-9_.@:-]*$/;

/**
 * Reads sections by how they are referred to. `refer` is called for every field that names one; `read` then gives them all.
 * A section nobody refers to is read by its lines, else by its name's beginning.
 */
export function sectionReader(
  sections: readonly Section[],
  problems: Problems,
): { refer(word: Word, kind: SectionKind): void; read(): Sections } {
  const kinds = new Map<string, SectionKind>();
  const names = new Set(sections.map((section) => section.name));
  return {
    refer(word, kind) {
      if (!names.has(word.text)) {
        unknownGroup(word, `${FIELD_OF[kind]} group`, IN_PLACE[kind](word.text), [...names], problems);
        return;
      }
      const before = kinds.get(word.text);
      if (before === undefined) kinds.set(word.text, kind);
      else if (before !== kind) {
        problems.error(
          'group-of-two-kinds',
          `[${word.text}] is named as ${FIELD_OF[before]} and as ${FIELD_OF[kind]}`,
          'Make a section of its own for each.',
          word.at,
        );
      }
    },
    read() {
      for (const section of sections) {
        if (kinds.has(section.name)) continue;
        kinds.set(section.name, guessKind(section));
        problems.warning(
          'unused-section',
          `No row names the section [${section.name}]`,
          'It is kept. Remove it if nothing needs it.',
          section.at,
        );
      }
      const of = <Entry>(kind: SectionKind, parse: (section: Section, problems: Problems) => Entry[]): Group<Entry>[] =>
        sections
          .filter((section) => kinds.get(section.name) === kind)
          .map((section) => ({
            name: section.name,
            comments: section.comments,
            at: section.at,
            entries: parse(section, problems),
          }));
      return {
        serviceAddresses: of('serviceAddresses', addressSection),
        packs: of('packs', packSection),
        variables: of('variables', variablesSection),
      };
    },
  };
}

function guessKind(section: Section): SectionKind {
  if (section.lines.some((line) => /^eth[01]:\w+\s*=/.test(line.text))) return 'serviceAddresses';
  if (section.lines.some((line) => startsAssignment(line.text))) return 'variables';
  if (
    section.lines.length > 0 &&
    section.lines.every((line) => splitList(withoutSemicolon(line)).every((word) => SERVICE.test(word.text)))
  )
    return 'packs';
  return KINDS.find((kind) => PREFIX_OF[kind].test(section.name)) ?? 'packs';
}

function addressSection(section: Section, problems: Problems): LabelEntry[] {
  const entries = section.lines.flatMap((line) => {
    const cut = cutComment(line);
    return addressList(withoutSemicolon(cut), problems).map((entry, index) => ({
      ...entry,
      comments: index === 0 ? cut.comments : [],
    }));
  });
  return uniqueLabels(entries, problems);
}

function packSection(section: Section, problems: Problems): ServiceEntry[] {
  const entries = section.lines.flatMap((line) => {
    const cut = cutComment(line);
    return splitList(withoutSemicolon(cut)).map((word, index) => ({ word, comments: index === 0 ? cut.comments : [] }));
  });
  const seen = new Set<string>();
  return entries
    .filter(({ word }) => isNewService(word, seen, problems))
    .map(({ word, comments }) => ({ name: word.text, comments }));
}

function variablesSection(section: Section, problems: Problems): Assignment[] {
  const entries = section.lines.map((line) => parseAssignmentLine(line, problems));
  return uniqueAssignments(
    entries.filter((entry) => entry !== null),
    problems,
  );
}

function withoutSemicolon(line: Line): Line {
  return { ...line, ...slice(line, 0, trimEnd(line.text, /[\s;]/).length) };
}

/** The field "Svc Ip's": null where empty, a group's name, or the addresses in place. */
export function parseAddressField(field: Word, problems: Problems): string | readonly LabelEntry[] | null {
  if (field.text === '') return null;
  if (!/[=,\s]/.test(field.text) && !/[/:]/.test(field.text)) return field.text;
  return uniqueLabels(
    addressList(field, problems).map((entry) => ({ ...entry, comments: [] })),
    problems,
  );
}

interface PlacedLabel {
  readonly label: string;
  readonly address: string;
  readonly at: Word['at'];
}

function addressList(word: Word, problems: Problems): PlacedLabel[] {
  // Blanks round = and / are taken out first, so that what is left of them separates entries. The column stays the entry's.
  const entries = [...word.text.matchAll(/[^\s,=]*\s*=\s*[^\s,=]*(?:\s*\/\s*[^\s,=]+)?|[^\s,=]+/g)];
  return entries.flatMap((match) => {
    const entry = slice(word, match.index, match.index + match[0].length);
    const sign = entry.text.indexOf('=');
    const label = entry.text.slice(0, Math.max(0, sign)).trim();
    if (!LABEL.test(label)) {
      const device = /^([A-Za-z][\w.-]*?):?\d*$/.exec(label)?.[1];
      problems.error(
        'bad-service-address',
        sign < 0
          ? `${describeOdd(entry.text)} is not of the form LABEL=ADDRESS/MASK`
          : `${describeOdd(label)} is not a label like eth0:1 or eth1:1`,
        `Write eth0:1=10.0.0.101/24 (maintenance network) or eth1:1=192.0.2.101/24 (equipment network).${device !== undefined && sign >= 0 ? ' Interfaces with other names are written as eth0 and eth1 here and named in cluster.yaml (spec.networks).' : ''}`,
        entry.at,
      );
      return [];
    }
    const address = parseAddress(slice(entry, sign + 1), `${label}`, true, problems);
    return address === null ? [] : [{ label, address, at: entry.at }];
  });
}

function uniqueLabels(
  entries: readonly (PlacedLabel & { readonly comments: readonly string[] })[],
  problems: Problems,
): LabelEntry[] {
  const seen = new Map<string, PlacedLabel>();
  const unique: LabelEntry[] = [];
  for (const entry of entries) {
    const before = seen.get(entry.label);
    if (before) {
      const next = `${entry.label.split(':')[0]}:2`;
      problems.error(
        'repeated-label',
        `${entry.label} has two addresses, ${before.address} and ${entry.address}`,
        `Give the second another number (${next}), or remove one.`,
        entry.at,
      );
      continue;
    }
    seen.set(entry.label, entry);
    unique.push({ label: entry.label, address: entry.address, comments: entry.comments });
  }
  return unique;
}

/**
 * The field "Svc to start": null where empty, a group's name, or services in place. A single word is a group where there
 * is such a section, and a service where there is none, unless it looks like a group's name. A comma behind it
 * (`pack_x,`) says that it is a service.
 */
export function parsePackField(
  field: Word,
  names: ReadonlySet<string>,
  problems: Problems,
): string | readonly ServiceEntry[] | null {
  if (field.text === '') return null;
  const words = splitList(field);
  const [first] = words;
  if (words.length === 1 && first && first.text === field.text) {
    if (isReadAsGroup(first.text, names)) return first.text;
  }
  const group = words.length > 1 ? words.find((word) => names.has(word.text)) : undefined;
  if (group) {
    problems.error(
      'group-in-list',
      `[${group.text}] is a section and stands in a list of services`,
      'Write one group alone, or all services in place.',
      group.at,
    );
  }
  const seen = new Set<string>();
  return words.filter((word) => isNewService(word, seen, problems)).map((word) => ({ name: word.text, comments: [] }));
}

/** True where a single word in "Svc to start" is taken for a group's name, though no such section may be there. */
export function isReadAsGroup(word: string, names: ReadonlySet<string>): boolean {
  return names.has(word) || PREFIX_OF.packs.test(word) || !SERVICE.test(word) || closest(word, names) !== null;
}

function isNewService(word: Word, seen: Set<string>, problems: Problems): boolean {
  if (word.text.endsWith('.service')) {
    problems.error(
      'bad-service',
      `${describeOdd(word.text)} has the ending of a systemd unit`,
      `Write ${word.text.replace(/\.service$/, '')}: nodes without systemd do not know the ending.`,
      word.at,
    );
    return false;
  }
  if (!SERVICE.test(word.text)) {
    problems.error(
      'bad-service',
      `${describeOdd(word.text)} is not a service's name`,
      'Write the names as `service NAME status` takes them, separated by commas or blanks: ubi-sms, ubi-poll.',
      word.at,
    );
    return false;
  }
  if (seen.has(word.text)) {
    problems.warning(
      'repeated-service',
      `${word.text} is in the list twice`,
      'It is started once, where it stands first.',
      word.at,
    );
    return false;
  }
  seen.add(word.text);
  return true;
}
