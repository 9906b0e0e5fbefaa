/**
 * What a whole library costs, before it is loaded: its groups, the bytes of their tables, and how many
 * table steps a byte of each kind of connection takes. These are certainties, not measurements: the loop
 * over bytes does exactly this and nothing else.
 */
import { bytesOfGroup, classesOfGroup } from '../automata/table-size.ts';
import { TRANSPORT_TCP, TRANSPORT_UDP, VIEW_BOTH, VIEW_CLIENT, VIEW_PACKET } from '../automata/tables.ts';
import { PLAN_TCP, PLAN_UDP, planGroups } from '../classify/group-plan.ts';
import type { Program } from '../classify/program.ts';
import type { Transport, View } from '../patterns/model.ts';

export interface GroupCost {
  readonly view: View;
  readonly transport: Transport;
  /** NUL bytes do not exist for it. */
  readonly dropsNul: boolean;
  readonly states: number;
  readonly classes: number;
  readonly bytes: number;
}

/** Table steps for one byte, by who sends it over what, while nothing is decided. */
export interface Steps {
  readonly tcpClient: number;
  readonly tcpServer: number;
  readonly udpClient: number;
  readonly udpServer: number;
}

export interface LibraryCost {
  readonly groups: readonly GroupCost[];
  readonly bytes: number;
  readonly steps: Steps;
  /** Bytes of automaton state that an undecided connection takes. */
  readonly flowBytes: number;
}

function viewOf(view: number): View {
  if (view === VIEW_BOTH) return 'both';
  if (view === VIEW_PACKET) return 'packet';
  return view === VIEW_CLIENT ? 'client' : 'server';
}

function transportOf(bits: number): Transport {
  if (bits === TRANSPORT_TCP) return 'tcp';
  return bits === TRANSPORT_UDP ? 'udp' : 'either';
}

export function libraryCost({ tables }: Program): LibraryCost {
  const groups: GroupCost[] = [];
  for (let g = 0; g < tables.groups; g += 1) {
    groups.push({
      view: viewOf(tables.views[g]!),
      transport: transportOf(tables.transports[g]!),
      dropsNul: tables.dropsNul[g] === 1,
      states: tables.states[g]!,
      classes: classesOfGroup(tables, g),
      bytes: bytesOfGroup(tables, g),
    });
  }
  const plan = planGroups(tables);
  const steps = (transport: number, direction: number): number =>
    plan.groups[transport * 2 + direction]!.length;
  return {
    groups,
    bytes: groups.reduce((sum, group) => sum + group.bytes, 0),
    steps: {
      tcpClient: steps(PLAN_TCP, 0),
      tcpServer: steps(PLAN_TCP, 1),
      udpClient: steps(PLAN_UDP, 0),
      udpServer: steps(PLAN_UDP, 1),
    },
    flowBytes: plan.columns * 2,
  };
}
