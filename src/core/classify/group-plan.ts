/**
 * Which groups of a program look at a packet, and where a connection keeps their states. Worked out once
 * per program, so that the loop over a packet's groups is a loop over one small array.
 *
 * A connection is either TCP or UDP, so the groups of one transport can use the cells of the other's:
 * groups of both transports come first, then each transport's own side by side.
 */
import {
  type Tables,
  TRANSPORT_TCP,
  TRANSPORT_UDP,
  VIEW_BOTH,
  VIEW_CLIENT,
  VIEW_PACKET,
  VIEW_SERVER,
} from '../automata/tables.ts';

/** Index of the transports in the plan. */
export const PLAN_TCP = 0;
export const PLAN_UDP = 1;

export interface GroupPlan {
  /** Cells of DFA state per connection. */
  readonly columns: number;
  /** Per group: its cell. Meaningless for groups that look at single packets. */
  readonly column: Uint8Array;
  /** Groups to run, by `transport × 2 + direction`. */
  readonly groups: readonly Uint8Array[];
  /** Groups that look at a stream, by transport, whatever the direction. */
  readonly streams: readonly Uint8Array[];
  /** By transport: whether any group looks at single packets. */
  readonly looksAtPackets: readonly boolean[];
  /** By transport: whether any group drops NUL bytes, so that a connection's other bytes are counted. */
  readonly dropsNul: readonly boolean[];
  /** By transport: the states at the start of a connection, by cell. */
  readonly initial: readonly Uint16Array[];
}

export function planGroups(tables: Tables): GroupPlan {
  const all = [...tables.views.keys()];
  const of = [TRANSPORT_TCP, TRANSPORT_UDP].map((bit) =>
    all.filter((g) => (tables.transports[g] & bit) !== 0),
  );
  const streams = of.map((groups) => groups.filter((g) => tables.views[g] !== VIEW_PACKET));
  const column = new Uint8Array(tables.groups);
  const shared = streams[PLAN_TCP].filter((g) => streams[PLAN_UDP].includes(g));
  const ordered = streams.map((groups) => [...shared, ...groups.filter((g) => !shared.includes(g))]);
  for (const groups of ordered) {
    groups.forEach((g, i) => {
      column[g] = i;
    });
  }
  const columns = Math.max(...ordered.map((groups) => groups.length));
  return {
    columns,
    column,
    groups: of.flatMap((groups) =>
      [VIEW_CLIENT, VIEW_SERVER].map((side) =>
        Uint8Array.from(groups.filter((g) => [VIEW_BOTH, VIEW_PACKET, side].includes(tables.views[g]))),
      ),
    ),
    streams: streams.map((groups) => Uint8Array.from(groups)),
    looksAtPackets: of.map((groups, transport) => groups.length > streams[transport].length),
    dropsNul: of.map((groups) => groups.some((g) => tables.dropsNul[g] !== 0)),
    initial: ordered.map((groups) => {
      const initial = new Uint16Array(columns);
      groups.forEach((g, i) => {
        initial[i] = tables.start[g];
      });
      return initial;
    }),
  };
}
