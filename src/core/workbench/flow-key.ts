/**
 * Flows of several readings of one capture, known again: by 5-tuple, and by their number among flows of that
 * 5-tuple (a table of flows that is full may report one twice).
 */
import type { FlowReport } from '../classify/flow-report.ts';
import { endpointText } from './endpoint-text.ts';

type Ends = Pick<FlowReport, 'proto' | 'src' | 'sport' | 'dst' | 'dport'>;

/** Gives each flow of one reading its key. */
export class FlowKeys {
  readonly #seen = new Map<string, number>();

  key(capture: string, { proto, src, sport, dst, dport }: Ends): string {
    const key = `${capture} ${proto} ${endpointText(src, sport)} ${endpointText(dst, dport)}`;
    const count = this.#seen.get(key) ?? 0;
    this.#seen.set(key, count + 1);
    return `${key} ${count}`;
  }
}

/** The key of a 5-tuple whichever side is said to be the source. */
export function tupleKey(capture: string, { proto, src, sport, dst, dport }: Ends): string {
  const ends = [endpointText(src, sport), endpointText(dst, dport)].sort();
  return `${capture} ${proto} ${ends.join(' ')}`;
}
