/** `spec.nodes` of an imported cluster.yaml. */
import type { Pair, Scalar } from 'yaml';
import type { Assignment } from './assignments.ts';
import type { NodeIpv6 } from './ipv6.ts';
import type { ServiceEntry } from './sections.ts';
import type { ServerRow } from './servers-model.ts';
import { entry, map, text, type YamlValue } from './yaml.ts';

/** Null where a node has none, a group's name, or its own. */
export type VariablesOf = string | readonly Assignment[] | null;

const ABOUT_STANDBYS = ' A standby takes the addresses, services and variables of the node it backs up, unless it has its own.';

export function nodesEntry(
  rows: readonly ServerRow[],
  ipv6: ReadonlyMap<string, NodeIpv6>,
  variablesOf: (row: ServerRow) => VariablesOf,
  variablesMap: (scope: string, assignments: readonly Assignment[]) => YamlValue,
  packSeq: (services: readonly ServiceEntry[]) => YamlValue,
): YamlValue {
  const firstStandby = rows.find((row) => row.backupOf !== null);
  return map(
    rows.map((row, index) => {
      const variables = variablesOf(row);
      const fields: Pair<Scalar, YamlValue>[] = [entry('type', row.type)];
      if (row.privip !== null) fields.push(entry('maintenance', row.privip));
      const equipment = equipmentValue(row.pubip, ipv6.get(row.name));
      if (equipment !== null) fields.push(entry('equipment', equipment));
      if (row.backupOf !== null) fields.push(entry('backupOf', row.backupOf));
      if (row.syncMinutes !== null) fields.push(entry('sync', map([entry('every', `${row.syncMinutes}m`)], 'flow')));
      if (row.activationMinutes !== null)
        fields.push(entry('failover', map([entry('after', `${row.activationMinutes}m`)], 'flow')));
      if (typeof row.serviceAddresses === 'string') fields.push(entry('serviceAddresses', row.serviceAddresses));
      else if (row.serviceAddresses !== null) {
        fields.push(entry('serviceAddresses', map(row.serviceAddresses.map((one) => entry(one.label, one.address)))));
      }
      if (typeof row.services === 'string') fields.push(entry('pack', row.services));
      else if (row.services !== null) fields.push(entry('pack', packSeq(row.services)));
      if (typeof variables === 'string') fields.push(entry('variables', variables));
      else if (variables !== null) fields.push(entry('variables', variablesMap(`node ${row.name}`, variables)));
      const comments = [...(row === firstStandby ? [ABOUT_STANDBYS] : []), ...row.comments];
      return entry(row.name, map(fields), { comments, space: index > 0 });
    }),
  );
}

function equipmentValue(pubip: string | null, ipv6: NodeIpv6 | undefined): YamlValue | null {
  if (!ipv6) return pubip === null ? null : text(pubip);
  return map([
    ...(pubip === null ? [] : [entry('address', pubip)]),
    ...(ipv6.address6 === null ? [] : [entry('address6', ipv6.address6)]),
    ...(ipv6.gateway6 === null ? [] : [entry('gateway6', ipv6.gateway6)]),
  ]);
}
