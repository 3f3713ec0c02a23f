/** How psql is called on the database's node. SQL comes on its standard input: no value is on any command line. */
import type { DatabaseAccess } from '../../desired/data.ts';
import { quote } from '../../quote.ts';

/** A second limit behind the server's own (statement_timeout): for a server that takes a connection and never answers. */
const LIMIT_S = 30;

/**
 * One process (two with su). Settings go into the environment: as an argument, a database name with `=` in it would be taken
 * for settings. `-w`: never asks for a password. The limit is inside of su, which does not pass a signal on.
 */
export function psqlCommand({ name, user, runAs, host, port, psql }: DatabaseAccess): string {
  const settings = [
    ['PGDATABASE', name],
    ['PGUSER', user],
    ...(host === null ? [] : [['PGHOST', host]]),
    ...(port === null ? [] : [['PGPORT', String(port)]]),
    ['PGCLIENTENCODING', 'UTF8'],
    ['PGCONNECT_TIMEOUT', '5'],
    ['PGAPPNAME', 'dmsa'],
    ['LC_ALL', 'C'],
  ].map(([key = '', value = '']) => `${key}=${quote(value)}`);
  const call = `limit=; if command -v timeout >/dev/null 2>&1; then limit='timeout -s KILL ${LIMIT_S}'; fi
export ${settings.join(' ')}
exec $limit ${quote(psql ?? 'psql')} -X -A -t -q -w -v ON_ERROR_STOP=1`;
  // An environment that the session brought along must not say where the database is.
  const clean = 'unset PGSERVICE PGSERVICEFILE PGOPTIONS PGHOSTADDR PGPASSWORD PGSSLMODE PGTZ PGDATESTYLE';
  return runAs === 'root' ? `${clean}\n(\n${call}\n)` : `${clean}\nsu -s /bin/sh ${quote(runAs)} -c ${quote(call)}`;
}

/** A look: the command with its SQL below it, taken as it stands. */
export function psqlLook(access: DatabaseAccess, sql: string): string {
  return `( ${psqlCommand(access)} ) <<'END-OF-SQL'\n${sql}END-OF-SQL`;
}
