/** What a look at the database tells: asked once a node, in one transaction, for all kinds that want to know. */
import type { DatabaseAccess, DatabaseMapping } from '../../desired/data.ts';
import type { CommandFact, FactRequest } from '../facts.ts';
import { psqlLook } from './psql.ts';
import { lookSql } from './sql.ts';

/** How the database is reached, and what is asked of it; plain data, a part of specs. */
export type Asked = {
  readonly access: { readonly [Key in keyof DatabaseAccess]: DatabaseAccess[Key] };
  readonly schema: string;
  readonly mapping: { readonly [Key in keyof DatabaseMapping]: { readonly [Name in keyof DatabaseMapping[Key]]: string } };
  /** The names in msa_vars that are of interest. */
  readonly vars: readonly string[];
};

export type NodeRow = {
  readonly id: string;
  readonly name: string;
  readonly ip: string | null;
  /** The key of the standby's row. */
  readonly standby: string | null;
};

export type StandbyRow = {
  readonly id: string;
  readonly name: string;
  readonly ip: string | null;
  readonly status: string | null;
};

export type Rows = {
  readonly nodes: readonly NodeRow[];
  readonly standbys: readonly StandbyRow[];
  /** All names; values of those that were asked for. null: they could not be read. */
  readonly vars: readonly { readonly name: string; readonly value: string | null }[] | null;
  /** By key of the node; null: they could not be counted. */
  readonly customers: Readonly<Record<string, number>> | null;
  readonly operators: Readonly<Record<string, number>> | null;
};

export const LOOK = 'database';

export function databaseRequest(asked: Asked): FactRequest {
  return { type: 'command', id: LOOK, script: psqlLook(asked.access, lookSql(asked, asked.vars)) };
}

/** A string says why nothing can be said of its rows, or why they can't be changed here. */
export function readRows(fact: CommandFact, { access, vars }: Asked): Rows | string {
  if (fact.status === 'unknown') return `the database ${access.name}: ${fact.why}`;
  const lines = fact.stdout.split('\n').filter((one) => one.startsWith('@'));
  const said = (word: string) =>
    lines.flatMap((one) => {
      const [first, ...fields] = one.split('|');
      return first === `@${word}` ? [fields.map(decode)] : [];
    });
  const [server] = said('server');
  if (server?.[0] === 'true') {
    return `the database ${access.name} on this node is a standby server (pg_is_in_recovery), which takes no changes: is spec.database.node the right one?`;
  }
  if (server?.[1] === 'on') return `the database ${access.name} takes no changes (transaction_read_only is on)`;
  if (!lines.includes('@rows')) return troubleOf(fact, access);
  const counts = (word: string): Readonly<Record<string, number>> =>
    Object.fromEntries(said(word).map(([key, number]) => [key ?? '', Number(number)]));
  const complete = lines.includes('@end');
  return {
    nodes: said('node').map(([id, name, ip, standby]) => ({
      id: id ?? '',
      name: name ?? '',
      ip: host(ip),
      standby: standby ?? null,
    })),
    standbys: said('standby').map(([id, name, ip, status]) => ({
      id: id ?? '',
      name: name ?? '',
      ip: host(ip),
      status: status ?? null,
    })),
    vars: vars.length > 0 || complete ? said('var').map(([name, value]) => ({ name: name ?? '', value: value ?? null })) : null,
    customers: complete ? counts('customers') : null,
    operators: complete ? counts('operators') : null,
  };
}

function decode(hex: string): string | null {
  return hex === '-' ? null : Buffer.from(hex, 'hex').toString('utf8');
}

/** The column may be of type inet, which has the length of a host's mask in its text. */
function host(ip: string | null | undefined): string | null {
  return ip?.replace(/\/(32|128)$/, '') ?? null;
}

function troubleOf(fact: Extract<CommandFact, { status: 'done' }>, access: DatabaseAccess): string {
  const words = fact.stderr
    .split('\n')
    .map((one) =>
      one
        .replace(/^psql:(<stdin>:\d+:)? ?/, '')
        .replaceAll(/\p{Cc}+/gu, ' ')
        .trim(),
    )
    .filter((one) => one !== '');
  const first = words.find((one) => /error|fatal|not found|does not exist/i.test(one)) ?? words[0] ?? 'it said nothing';
  const told = first.slice(0, 300);
  switch (fact.code) {
    case 2:
      return `the database ${access.name} does not answer: ${told}`;
    case 3:
      return `the database ${access.name} was asked and said: ${told}; are spec.database.schema and mapping as they are there?`;
    case 127:
      return `psql can't be run on this node (${told}): install PostgreSQL's client, or say where it is (spec.database.psql)`;
    case 124:
    case 137:
      return `the database ${access.name} did not answer within 30 s`;
    default:
      return `the database ${access.name} could not be asked as ${access.runAs} (exit status ${fact.code}): ${told}`;
  }
}
