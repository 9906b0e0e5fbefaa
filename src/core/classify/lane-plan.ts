/**
 * Which groups run together over a packet. Groups that look at the same bytes of it make a lane
 * (`automata/lane.ts`); a lane that several transports and directions have in common is made once, so that
 * what it has learnt serves all of them.
 */
import { Lane } from '../automata/lane.ts';
import type { Accepted } from '../automata/scan.ts';
import { type Tables, VIEW_PACKET } from '../automata/tables.ts';
import type { GroupPlan } from './group-plan.ts';

export interface PlannedLane {
  readonly lane: Lane;
  /** Its groups look at each packet by itself. */
  readonly perPacket: boolean;
  /** NUL bytes do not exist for its groups. */
  readonly dropsNul: boolean;
}

/** The lanes to run, by `transport × 2 + direction`. */
export function planLanes(
  tables: Tables,
  plan: GroupPlan,
  accepted: Accepted,
): readonly (readonly PlannedLane[])[] {
  const made = new Map<string, PlannedLane>();
  return plan.groups.map((all) =>
    [true, false].flatMap((perPacket) =>
      [true, false].flatMap((dropsNul) => {
        const groups = [...all].filter(
          (g) => (tables.views[g] === VIEW_PACKET) === perPacket && (tables.dropsNul[g] === 1) === dropsNul,
        );
        if (groups.length === 0) return [];
        const key = groups.join();
        const planned = made.get(key) ?? { lane: new Lane(tables, groups, accepted), perPacket, dropsNul };
        made.set(key, planned);
        return [planned];
      }),
    ),
  );
}
