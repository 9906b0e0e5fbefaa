/** Runs compiled tables over payloads in tests: what is accepted, however the payload is cut. */
import { Lane } from '../../../../src/core/automata/lane.ts';
import { Accepted, endOfData, scan } from '../../../../src/core/automata/scan.ts';
import type { Tables } from '../../../../src/core/automata/tables.ts';
import type { Evidence, Expression } from '../../../../src/core/patterns/model.ts';

/** Strong, unconditional evidence of both directions, over any transport. */
export function evidenceOf(expression: Expression, changes: Partial<Evidence> = {}): Evidence {
  return {
    protocol: expression.text,
    transport: 'either',
    view: 'both',
    expression,
    conditions: [],
    strength: 'strong',
    support: [],
    ...changes,
  };
}

/** Evidence accepted when the pieces are looked at one after another as one packet, ascending. */
export function acceptedBy(tables: Tables, pieces: readonly Uint8Array[]): number[] {
  const accepted = new Accepted(tables);
  accepted.begin();
  for (let g = 0; g < tables.groups; g += 1) {
    let state = tables.start[g]!;
    for (const piece of pieces) state = scan(tables, accepted, g, state, piece, 0, piece.length);
    endOfData(tables, accepted, g, state, 0);
  }
  return [...accepted.evidence.subarray(0, accepted.count)].sort((left, right) => left - right);
}

/** The same through a lane, which may have been used before. */
export function acceptedByLane(lane: Lane, accepted: Accepted, payload: Uint8Array): number[] {
  accepted.begin();
  lane.scanAlone(payload, 0, payload.length);
  return [...accepted.evidence.subarray(0, accepted.count)].sort((left, right) => left - right);
}

/** A lane of all groups, and what collects its findings. */
export function laneOf(tables: Tables, bytes?: number): { readonly lane: Lane; readonly accepted: Accepted } {
  const accepted = new Accepted(tables);
  const groups = Array.from({ length: tables.groups }, (_, g) => g);
  return { lane: new Lane(tables, groups, accepted, bytes), accepted };
}
