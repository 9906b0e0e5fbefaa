/**
 * The database of the accounts, as SQL.
 *
 * ```
 * kind    what sort of traffic: protocol, application, group, links, class
 * host    addresses
 * minute  start (seconds since 1970), kind, host → connections, packets and bytes up and down
 * hour, day   the same, by longer periods
 * meta    for how long rows are kept
 * ```
 * Kinds and hosts that no row needs any more are removed.
 *
 * Version and owner stand in the file's header (`user_version`, `application_id`).
 */
import { GRAINS, type Grain } from '../../core/accounting/retention.ts';

/** "L7ac" */
export const APPLICATION_ID = 0x4c37_6163;
export const SCHEMA_VERSION = 1;

function periods(table: Grain): string {
  return `CREATE TABLE ${table} (
    start INTEGER NOT NULL,
    kind INTEGER NOT NULL REFERENCES kind(id),
    host INTEGER NOT NULL REFERENCES host(id),
    connections INTEGER NOT NULL,
    up_packets INTEGER NOT NULL, up_bytes INTEGER NOT NULL,
    down_packets INTEGER NOT NULL, down_bytes INTEGER NOT NULL,
    PRIMARY KEY (start, kind, host)
  ) STRICT, WITHOUT ROWID;`;
}

export const SCHEMA = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE kind (
    id INTEGER PRIMARY KEY,
    protocol TEXT NOT NULL, application TEXT NOT NULL, "group" TEXT NOT NULL,
    host_link TEXT NOT NULL, link TEXT NOT NULL, class TEXT NOT NULL,
    UNIQUE (protocol, application, "group", host_link, link, class)
  ) STRICT;
  CREATE TABLE host (id INTEGER PRIMARY KEY, address TEXT NOT NULL UNIQUE) STRICT;
  ${GRAINS.map(({ name }) => periods(name)).join('\n')}
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${SCHEMA_VERSION};
`;

const INSERT = (table: Grain): string =>
  `INSERT INTO ${table} (start, kind, host, connections, up_packets, up_bytes, down_packets, down_bytes)
   VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;

/** Adds a row to what stands there already. */
export const addTo = (table: Grain): string =>
  `${INSERT(table)} ON CONFLICT DO UPDATE SET
     connections = connections + excluded.connections,
     up_packets = up_packets + excluded.up_packets, up_bytes = up_bytes + excluded.up_bytes,
     down_packets = down_packets + excluded.down_packets, down_bytes = down_bytes + excluded.down_bytes`;

export const findIn = (table: Grain): string =>
  `SELECT 1 FROM ${table} WHERE start = ? AND kind = ? AND host = ?`;

export const ADD_KIND = `INSERT INTO kind (protocol, application, "group", host_link, link, class)
  VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET protocol = protocol RETURNING id`;

export const ADD_HOST =
  'INSERT INTO host (address) VALUES (?) ON CONFLICT DO UPDATE SET address = address RETURNING id';

const dropUnused = (table: 'kind' | 'host'): string =>
  `DELETE FROM ${table} WHERE id NOT IN (
  ${GRAINS.map(({ name }) => `SELECT ${table} FROM ${name}`).join(' UNION ')});`;

export const DROP_UNUSED = `${dropUnused('kind')} ${dropUnused('host')}`;
