/**
 * PUBIPV6, MASKV6 and GWV6 of servers.conf → the IPv6 of a node's eth1. They are written among the variables, on the
 * node's row or in its group (guide: "variables were those defined on each line of servers.conf"), and are no variables
 * of the vars file: values refer to them as `${PUBIPV6}`.
 */
import type { Assignment } from './assignments.ts';
import type { ServerRow, ServersConf } from './servers-model.ts';
import type { Problems, Word } from './text.ts';
import { parseAddress6, parseGateway6 } from './values.ts';
import { IPV6_VARIABLES } from './variables-conf.ts';

export interface NodeIpv6 {
  readonly address6: string | null;
  readonly gateway6: string | null;
}

/** The assignments without those three. */
export function withoutIpv6(assignments: readonly Assignment[]): readonly Assignment[] {
  return assignments.filter((one) => !IPV6_VARIABLES.includes(one.name));
}

/** The IPv6 of every node that has one, by node. Errors: what is no address, a prefix length that is missing, one address on two nodes. */
export function nodeIpv6(conf: ServersConf, problems: Problems): ReadonlyMap<string, NodeIpv6> {
  const groups = new Map(conf.sections.variables.map((group) => [group.name, group.entries]));
  const groupOf = (row: ServerRow | undefined): readonly Assignment[] => groups.get(row?.variables?.group?.text ?? '') ?? [];
  const rows = new Map(conf.rows.map((row) => [row.name, row]));
  const found = new Map<string, NodeIpv6>();
  const takenBy = new Map<string, string>();
  for (const row of conf.rows) {
    const own = row.variables?.own ?? [];
    const ownGroup = groupOf(row);
    // A standby without variables of its own has its active's group; the address itself is never inherited.
    const inherits = row.variables === null || (row.variables.group === null && withoutIpv6(own).length === 0);
    const active = inherits ? rows.get(row.backupOf ?? '') : undefined;
    const wordOf = (name: string, ...lists: (readonly Assignment[])[]): Word | null => {
      const assignment = lists.flat().find((one) => one.name === name && one.value.trim() !== '');
      return assignment ? { text: assignment.value.trim(), at: assignment.at } : null;
    };
    const address = wordOf('PUBIPV6', own, ownGroup);
    const gateway = wordOf('GWV6', own, ownGroup, groupOf(active));
    if (address === null) {
      const ownGateway = wordOf('GWV6', own);
      if (ownGateway)
        problems.error(
          'missing-address',
          `${row.name} has GWV6 and no PUBIPV6`,
          'Write PUBIPV6=… and MASKV6=… beside it, or remove GWV6.',
          ownGateway.at,
        );
      continue;
    }
    const address6 = parseAddress6(address, wordOf('MASKV6', own, ownGroup, groupOf(active)), problems);
    const gateway6 = gateway && parseGateway6(gateway, problems);
    if (address6 === null) continue;
    const other = takenBy.get(address6);
    if (other !== undefined) {
      problems.error(
        'repeated-address',
        `${other} and ${row.name} have the same PUBIPV6 ${address6}`,
        "Write each node's PUBIPV6 on its own row: the last field takes the group's name and then PUBIPV6=….",
        row.at,
      );
    }
    takenBy.set(address6, row.name);
    found.set(row.name, { address6, gateway6 });
  }
  return found;
}
