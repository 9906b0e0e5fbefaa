/**
 * A signature for chosen flows, proposed from what they have in common: a few candidates, from plain to
 * elaborate, each tried by the classifier on the chosen flows and on all others. The first that names exactly
 * the chosen ones is taken. Then it is held against the library: does anything in it match the same bytes?
 */
import type { Budget } from '../classify/budget.ts';
import { compileProgram } from '../classify/program.ts';
import type { Evidence, Protocol, Support, UsualPort, View } from '../patterns/model.ts';
import { IPPROTO_TCP } from '../wire/packet-view.ts';
import { ExpressionProbe, LibraryProbe } from './engine-probe.ts';
import type { FlowRecord } from './flow-record.ts';
import { comparePieces, type Pair } from './pairs.ts';
import { type PatternFacts, patternFacts } from './pattern-facts.ts';
import { RecordProbe } from './record-probe.ts';
import { sideName, windowsOf } from './seen-bytes.ts';
import { commonStructure, type Structure } from './structure.ts';
import { type Study, studyLibrary } from './study.ts';

/** A signature that was tried. */
export interface Candidate {
  readonly protocol: Protocol;
  /** In words: how it was made. */
  readonly made: string;
  /** Indices of chosen flows that it does not name, and of others that it does. */
  readonly missed: readonly number[];
  readonly taken: readonly number[];
}

export interface Proposal {
  /** The first that is exact, else the one that comes nearest. */
  readonly candidate: Candidate;
  readonly isExact: boolean;
  readonly tried: number;
  readonly chosen: number;
  readonly others: number;
  readonly patterns: readonly PatternFacts[];
  /** Pairs with expressions of the library that have payloads in common; empty: disjoint from all. */
  readonly overlaps: readonly Pair[];
  /** Expressions of the library that it was compared with. */
  readonly compared: number;
}

/** Evidence worth fewer bits does not name a flow alone. */
const STRONG_BITS = 20;
/** Groups of flows that begin alike, when they do not all. */
const CLUSTERS = 8;
/** Usual ports that are written down. */
const PORTS = 4;

type Side = 'client' | 'server';

/** The first bytes of one side of each flow that the classifier would see, up to the first packet's end. */
function firstPayloads(records: readonly FlowRecord[], side: Side, budget: Budget): Uint8Array[] {
  return records.map((record) => {
    const first = windowsOf(record, budget).fresh.find(
      ({ packet }) => sideName(record.packets[packet]!.direction) === side,
    );
    return first === undefined
      ? new Uint8Array(0)
      : record.packets[first.packet]!.payload.subarray(first.from, first.to);
  });
}

/** The ports of the side that did not begin, those of most flows first. */
function usualPorts(records: readonly FlowRecord[]): UsualPort[] {
  const counts = new Map<string, { port: UsualPort; count: number }>();
  for (const { protocol, packets } of records) {
    const [first] = packets;
    if (first === undefined) continue;
    const number = first.direction === 0 ? first.destinationPort : first.sourcePort;
    const port: UsualPort = { transport: protocol === IPPROTO_TCP ? 'tcp' : 'udp', port: number };
    if (port.port === 0) continue;
    const key = `${port.transport}/${port.port}`;
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { port, count: 1 });
    else known.count += 1;
  }
  return [...counts.values()]
    .toSorted((a, b) => b.count - a.count || a.port.port - b.port.port)
    .slice(0, PORTS)
    .map(({ port }) => port);
}

class Proposer {
  readonly #name: string;
  readonly #chosen: readonly FlowRecord[];
  readonly #others: readonly FlowRecord[];
  readonly #budget: Budget;
  readonly #source: string;
  tried = 0;

  constructor(
    name: string,
    chosen: readonly FlowRecord[],
    others: readonly FlowRecord[],
    budget: Budget,
    source: string,
  ) {
    this.#name = name;
    this.#chosen = chosen;
    this.#others = others;
    this.#budget = budget;
    this.#source = source;
  }

  get #transport(): 'tcp' | 'udp' | 'either' {
    const tcp = this.#chosen.filter(({ protocol }) => protocol === IPPROTO_TCP).length;
    return tcp === 0 ? 'udp' : tcp === this.#chosen.length ? 'tcp' : 'either';
  }

  #evidence(view: View, structure: Structure, support: readonly Support[], withLength: boolean): Evidence {
    const { length, expression } = structure;
    return {
      protocol: this.#name,
      transport: this.#transport,
      view,
      expression: { text: expression, dialect: 'signature' },
      conditions: withLength && length !== null ? [length] : [],
      strength: support.length > 0 ? 'weak' : 'strong',
      support,
    };
  }

  /** Tries evidence on all flows. */
  #try(made: string, evidence: readonly Evidence[]): Candidate {
    this.tried += 1;
    const protocol: Protocol = {
      name: this.#name,
      title: `${this.#name}, as seen in ${this.#source}`,
      reference: `from the bytes: ${this.#source}`,
      groups: ['proposed'],
      ports: usualPorts(this.#chosen),
      aliases: { ndpi: [], wireshark: [], iana: [] },
      attributes: [],
      file: `${this.#name}.sig`,
      evidence,
    };
    const probe = new RecordProbe(compileProgram([protocol]).program, this.#budget);
    const isNamed = (record: FlowRecord): boolean => probe.verdict(record).name === this.#name;
    return {
      protocol,
      made,
      missed: [...this.#chosen.keys()].filter((index) => !isNamed(this.#chosen[index]!)),
      taken: [...this.#others.keys()].filter((index) => isNamed(this.#others[index]!)),
    };
  }

  /** Structures of groups of payloads that begin with the same byte; null when there are too many. */
  #clusters(payloads: readonly Uint8Array[]): Structure[] | null {
    const groups = new Map<number, Uint8Array[]>();
    for (const payload of payloads) {
      if (payload.length === 0) return null;
      groups.set(payload[0]!, [...(groups.get(payload[0]!) ?? []), payload]);
    }
    if (groups.size < 2 || groups.size > CLUSTERS) return null;
    const structures = [...groups.values()].map(commonStructure);
    return structures.every((structure) => structure !== null) ? structures : null;
  }

  /** Candidates, the simple before the elaborate. */
  *candidates(): Generator<Candidate> {
    const sides = (['client', 'server'] as const).map((side) => {
      const payloads = firstPayloads(this.#chosen, side, this.#budget);
      return { side, payloads, structure: commonStructure(payloads) };
    });
    for (const { side, structure } of sides) {
      if (structure === null || structure.bits < STRONG_BITS) continue;
      yield this.#try(`what the ${side}s begin with`, [this.#evidence(side, structure, [], false)]);
    }
    for (const { side, structure } of sides) {
      if (structure === null || structure.length === null || structure.bits + 16 < STRONG_BITS) continue;
      yield this.#try(`what the ${side}s begin with, and its length field`, [
        this.#evidence(side, structure, [], true),
      ]);
    }
    for (const { side, payloads } of sides) {
      const structures = this.#clusters(payloads);
      if (structures === null || structures.some(({ bits }) => bits < STRONG_BITS)) continue;
      yield this.#try(
        `the ${structures.length} ways in which the ${side}s begin`,
        structures.map((structure) => this.#evidence(side, structure, [], false)),
      );
    }
    const both = sides.flatMap(({ side, structure }) => (structure === null ? [] : [{ side, structure }]));
    if (both.length === 2) {
      yield this.#try(
        'what both sides begin with, one beside the other',
        both.map(({ side, structure }) => this.#evidence(side, structure, ['other-side'], true)),
      );
    }
    for (const { side, structure } of both) {
      yield this.#try(`what the ${side}s begin with, on the usual port`, [
        this.#evidence(side, structure, ['port'], true),
      ]);
    }
  }
}

/** What a proposal is made from. */
export interface ProposalInput {
  readonly name: string;
  /** Flows that the signature is to name, at least one, and flows that it must not. */
  readonly chosen: readonly FlowRecord[];
  readonly others: readonly FlowRecord[];
  readonly budget: Budget;
  /** Where the chosen flows are from, in words. */
  readonly source: string;
}

/** Holds a protocol against all expressions of a library. */
function overlapsWith(
  protocol: Protocol,
  library: Study,
): Pick<Proposal, 'overlaps' | 'compared' | 'patterns'> {
  const study = studyLibrary([protocol], library.limits);
  const alone = new ExpressionProbe(library.limits);
  const probe = library.program === null ? null : new LibraryProbe(library.program);
  const overlaps: Pair[] = [];
  let compared = 0;
  for (const piece of study.pieces) {
    for (const other of library.pieces) {
      if (other.protocol.name === protocol.name) continue;
      const pair = comparePieces(piece, other, alone, probe);
      if (pair === null) continue;
      compared += 1;
      if (pair.relation !== 'disjoint') overlaps.push(pair);
    }
  }
  // First those where the library gives the common bytes a name already.
  const byName = overlaps.toSorted((a, b) => Number(a.winner === null) - Number(b.winner === null));
  return { overlaps: byName, compared, patterns: study.pieces.map((piece) => patternFacts(piece, alone)) };
}

/** Proposes a signature; null when the chosen flows have nothing in common. */
export function propose(input: ProposalInput, library: Study): Proposal | null {
  const { name, chosen, others, budget, source } = input;
  const proposer = new Proposer(name, chosen, others, budget, source);
  let best: Candidate | null = null;
  for (const candidate of proposer.candidates()) {
    const wrong = ({ missed, taken }: Candidate): number => missed.length + taken.length;
    if (best === null || wrong(candidate) < wrong(best)) best = candidate;
    if (wrong(best) === 0) break;
  }
  if (best === null) return null;
  return {
    candidate: best,
    isExact: best.missed.length === 0 && best.taken.length === 0,
    tried: proposer.tried,
    chosen: chosen.length,
    others: others.length,
    ...overlapsWith(best.protocol, library),
  };
}
