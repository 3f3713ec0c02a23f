/** What is wrong between the rows of servers.conf. What is wrong with the cluster as a whole, `dmsa validate` tells. */
import { STANDBY_TYPE } from '../desired/defaults.ts';
import type { ServerRow } from './servers-model.ts';
import { didYouMean, type Problems } from './text.ts';

/** Backup-Of names another active node, and no node has two standbys. */
export function checkBackups(rows: readonly ServerRow[], names: ReadonlySet<string>, problems: Problems): void {
  const byName = new Map(rows.map((row) => [row.name, row]));
  const standbys = new Map<string, ServerRow>();
  for (const row of rows) {
    if (row.backupOf === null) {
      if (row.type !== STANDBY_TYPE) continue;
      problems.error(
        'standby-of-nobody',
        `${row.name} is of type ${STANDBY_TYPE} and backs up nobody`,
        `Write the node it backs up into Backup-Of. To keep its failover off, leave the two times empty, not the name. A node that is no standby has another type.${didYouMean(row.name.replace(/-?Rep/i, ''), names)}`,
        row.at,
      );
      continue;
    }
    if (row.type !== STANDBY_TYPE) {
      problems.error(
        'standby-type',
        `${row.name} backs up ${row.backupOf} and is of type ${row.type}`,
        `Write ${STANDBY_TYPE}, or leave Backup-Of empty.`,
        row.at,
      );
    }
    const target = byName.get(row.backupOf);
    if (row.backupOf === row.name) {
      problems.error(
        'backup-of-itself',
        `${row.name} is to back up itself`,
        'Write the name of the active node into Backup-Of, or leave it empty.',
        row.at,
      );
    } else if (!names.has(row.backupOf)) {
      problems.error(
        'unknown-node',
        `${row.name} is to back up ${row.backupOf}, which has no row`,
        `Write the name of a node of this file.${didYouMean(row.backupOf, names)}`,
        row.at,
      );
    } else if (target && target.backupOf !== null) {
      problems.error(
        'standby-of-standby',
        `${row.name} is to back up ${row.backupOf}, which is itself a standby`,
        `Write the name of an active node; ${row.backupOf} has Backup-Of ${target.backupOf}.`,
        row.at,
      );
    } else {
      const other = standbys.get(row.backupOf);
      if (other)
        problems.error(
          'two-standbys',
          `${row.backupOf} has two standbys, ${other.name} and ${row.name}`,
          `A pair is one active and one standby. ${other.name} is on line ${other.at.line}.`,
          row.at,
        );
      standbys.set(row.backupOf, row);
    }
  }
}

/** No two nodes have an address in common. */
export function checkAddresses(rows: readonly ServerRow[], problems: Problems): void {
  const owners = new Map<string, ServerRow>();
  for (const row of rows) {
    for (const address of [row.pubip, row.privip]) {
      const host = address?.split('/')[0];
      if (host === undefined) continue;
      const other = owners.get(host);
      if (other) {
        const whose = other === row ? 'as PUBIP and as PRIVIP' : `like ${other.name} on line ${other.at.line}`;
        problems.error(
          'repeated-address',
          `${row.name} has ${host} ${whose}`,
          'Write another address into one of the two.',
          row.at,
        );
      }
      owners.set(host, row);
    }
  }
}
