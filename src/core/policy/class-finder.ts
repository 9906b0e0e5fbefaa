/**
 * The class of the policy in force that a connection goes through. The kernel keeps a packet's class with the
 * packet, not with the connection, so it is worked out again from the plan, by the same judge that previews
 * use (`evaluate.ts`), for the way down, where most bytes go.
 *
 * Most rules ask for names alone. So for each name the rules that may hold are found once; where the first of
 * them asks for nothing else, the answer is there, and only otherwise is a connection looked at closely.
 *
 * A connection that takes no WAN link of the plan has no class. What a rule blocks is told as `blocked`.
 */
import { addressBytes } from '../accounting/prefix-table.ts';
import type { Sight } from '../accounting/sight.ts';
import { fateOf, matchHolds, type PacketFacts } from './evaluate.ts';
import type { Plan, PlanRule } from './plan.ts';

/** How the class of blocked traffic is called. */
export const BLOCKED = 'blocked';

/** Classes by number are below this; a row has eight bits for them. */
const MOST_CLASSES = 254;

const IPPROTO_TCP = 6;
const IPPROTO_UDP = 17;

/** Rules that a name may meet, up to the first that surely holds. */
interface Candidates {
  readonly names: readonly string[];
  readonly rules: readonly PlanRule[];
  /** The class when no rule but a sure one comes in question. */
  readonly sure: number | undefined;
}

export class ClassFinder {
  /** Names of classes by number; the first is empty. */
  readonly labels: readonly string[];
  readonly #plan: Plan;
  readonly #namesOf: (field: number) => readonly string[];
  readonly #minute: () => number;
  readonly #candidates: (Candidates | undefined)[] = [];
  readonly #devices: ReadonlySet<string>;

  /** `namesOf`: all names that a value of the mark field stands for; `minute`: of the week, local time. */
  constructor(plan: Plan, namesOf: (field: number) => readonly string[], minute: () => number) {
    this.#plan = plan;
    this.#namesOf = namesOf;
    this.#minute = minute;
    this.#devices = new Set(plan.wans.map(({ device }) => device));
    this.labels = ['', BLOCKED, ...plan.classes.map(({ name }) => name).slice(0, MOST_CLASSES)];
  }

  /** Number of the class of a connection whose ends are reached by these interfaces. */
  find(sight: Sight, field: number, hostLink: string, link: string): number {
    if (!this.#devices.has(link) && !this.#devices.has(hostLink)) return 0;
    const candidates = this.#candidates[field] ?? this.#candidatesOf(field);
    this.#candidates[field] = candidates;
    if (candidates.sure !== undefined) return candidates.sure;
    const facts = this.#factsOf(sight, candidates.names);
    const rule = candidates.rules.find(({ match }) => matchHolds(match, facts) === true);
    return this.#number(rule);
  }

  #candidatesOf(field: number): Candidates {
    const names = this.#namesOf(field);
    const rules: PlanRule[] = [];
    for (const rule of this.#plan.rules) {
      if (!rule.match.names.every((list) => list.some((name) => names.includes(name)))) continue;
      rules.push(rule);
      if (asksNamesOnly(rule)) break;
    }
    const [first] = rules;
    const sure = first === undefined || asksNamesOnly(first) ? this.#number(first) : undefined;
    return { names, rules, sure };
  }

  #number(rule: PlanRule | undefined): number {
    const fate = fateOf(this.#plan, rule);
    if (fate === 'block') return 1;
    return fate === undefined || fate >= MOST_CLASSES ? 0 : fate + 2;
  }

  #factsOf(sight: Sight, names: readonly string[]): PacketFacts {
    const { protocol, version, originator, responder } = sight;
    const transport = protocol === IPPROTO_TCP ? 'tcp' : protocol === IPPROTO_UDP ? 'udp' : undefined;
    return {
      names,
      transport,
      from: version === 0 ? undefined : addressBytes(originator, version),
      to: version === 0 ? undefined : addressBytes(responder, version),
      port: transport === undefined ? undefined : sight.responderPort,
      direction: 'down',
      minute: this.#minute(),
      bytes: sight.sentBytes + sight.answeredBytes,
    };
  }
}

function asksNamesOnly({ match }: PlanRule): boolean {
  const { names: _names, direction, ...others } = match;
  return (
    (direction === undefined || direction === 'down') &&
    Object.values(others).every((one) => one === undefined)
  );
}
