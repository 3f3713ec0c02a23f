/** docs/cluster-yaml.md from the JSON Schemas. `npx tsx scripts/gen-docs.ts` writes it; a test says when it is out of date. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { inline, readSchema, type Schema } from './gen-types.ts';

export const DOC_PATH = 'docs/cluster-yaml.md';

const INTRO = `<!-- Generated from schema/ by scripts/gen-docs.ts; do not edit. -->
# cluster.yaml

Every key there is. \`cluster.yaml.example\` shows them at work. Editors with yaml-language-server show the same while you type:
\`# yaml-language-server: $schema=./schema/cluster.schema.json\` in the first line.

\`NAME\` stands for a name of your own, \`[]\` for an item of a list. Keys without "required" may be left out.

## What holds everywhere
- **A group may be named or written in place** (\`serviceAddresses\`, \`pack\`, \`variables\` of a node). A standby without any takes those of the node it backs up.
- **Texts that look like numbers are put in quotes**: YAML would take \`007\` as 7 and \`1.10\` as 1.1.
- **Times** are a whole number and \`ms\`, \`s\`, \`m\` or \`h\`: \`5m\`. A number alone (minutes in servers.conf) is an error.
- **Addresses** have a prefix length: \`10.0.0.21/24\`. Netmasks that are written out are an error that names the prefix length.
- **Variables**: a node's own or its group's come before \`adapt\`. Values may use \`\${HOSTNAME}\`, \`\${PUBIP}\` and \`\${PRIVIP}\` (equipment and maintenance IPv4 address),
  \`\${SVCIP}\` (the pair's service address: the equipment one, else the maintenance one), \`\${PUBIPV6}\`, \`\${MASKV6}\` (the prefix length) and \`\${GWV6}\`, and every other
  variable of the node. Addresses come without mask. On a standby they are its own, except \`\${SVCIP}\`. IPv6 ones are empty where a node has none. Values of the secrets file are not expanded.
- **Paths** on nodes are absolute and of letters, digits and \`_ . + @ % -\`: other characters mean something in /etc/exports, fstab, autofs maps or the legacy files.
- **Relative names** of files on the controller (secrets, license, keys, known hosts) start at the cluster file; \`~\` is the home directory.
- YAML anchors, aliases and \`<<\` may be used; at most 4 MiB are read.
`;

export function generateDocs(): string {
  const cluster = readSchema('schema/cluster.schema.json');
  const secrets = readSchema('schema/secrets.schema.json');
  return [
    INTRO,
    '## Keys\n',
    ...sections(cluster, cluster, '', false),
    '## The secrets file\n',
    `${String(secrets['description'])} Named by \`spec.secrets.file\`. It is refused when its mode is wider than 0600.\n`,
    '```yaml\nrootPasswords:\n  Sec-1: "…"\nvariables:\n  UBI_SES_NCROOT_PASSWORD: "…"\n```\n',
    ...sections(secrets, secrets, '', false),
  ].join('\n');
}

function sections(schema: Schema, root: Schema, path: string, required: boolean): readonly string[] {
  const ref = typeof schema['$ref'] === 'string' ? schema['$ref'].replace('#/$defs/', '') : null;
  const defs = asSchema(root['$defs']);
  const full: Schema = { ...(ref === null ? {} : asSchema(defs[ref])), ...schema };
  const properties = Object.entries(asSchema(full['properties']));
  const needed = Array.isArray(full['required']) ? full['required'] : [];
  const children = properties.flatMap(([name, child]) =>
    sections(asSchema(child), root, path === '' ? name : `${path}.${name}`, needed.includes(name)),
  );
  const free = full['additionalProperties'];
  const each = typeof free === 'object' && free !== null ? sections(asSchema(free), root, `${path}.NAME`, false) : [];
  const item = full['items'] === undefined ? [] : sections(asSchema(full['items']), root, `${path}[]`, false);
  return [...(path === '' ? [] : [section(full, path, required)]), ...children, ...each, ...item];
}

function section(schema: Schema, path: string, required: boolean): string {
  const examples = Array.isArray(schema['examples']) ? schema['examples'] : [];
  const facts = [
    typeText(schema),
    ...(required ? ['required'] : []),
    ...(schema['default'] === undefined ? [] : [`default \`${inline(schema['default'])}\``]),
  ];
  const shown = examples.length === 0 ? '' : ` For example ${examples.map((example) => `\`${inline(example)}\``).join(', ')}.`;
  return `### \`${path}\`\n${String(schema['title'] ?? '')} (${facts.join(', ')}). ${String(schema['description'] ?? '')}${shown}\n`;
}

function typeText(schema: Schema): string {
  const choices = Array.isArray(schema['enum']) ? schema['enum'] : schema['const'] === undefined ? [] : [schema['const']];
  if (choices.length > 0) return choices.map((choice) => `\`${String(choice)}\``).join(' or ');
  const words: Readonly<Record<string, string>> = {
    string: 'text',
    object: 'map',
    array: 'list',
    integer: 'number',
    boolean: '`false`',
  };
  const types = Array.isArray(schema['type']) ? schema['type'] : [schema['type']];
  return types.map((type) => words[String(type)] ?? String(type)).join(' or ');
}

function asSchema(value: unknown): Schema {
  return typeof value === 'object' && value !== null ? (value as Schema) : {};
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(fileURLToPath(new URL(`../${DOC_PATH}`, import.meta.url)), generateDocs());
}
