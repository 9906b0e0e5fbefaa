/** A proposal as a signature file with its facts as comments, and as a report for people and for programs. */
import { formatCondition } from '../patterns/condition-text.ts';
import { formatSignature } from '../patterns/signature-writer.ts';
import { printableText, quotedBytes } from './bytes-text.ts';
import {
  type Cell,
  countText,
  percentText,
  type Section,
  shortened,
  tableText,
  WIDTH,
  wrapped,
} from './layout.ts';
import type { Pair } from './pairs.ts';
import type { Overmatch } from './pattern-facts.ts';
import { type PayloadJson, payloadJson } from './payload-json.ts';
import type { Proposal } from './propose.ts';

const INDENT = '  ';
/** Overlaps that are told of. */
const OVERLAPS = 12;
/** Length of random data whose rate stands in the file. */
const RANDOM_LENGTH = 64;

function namesText({ candidate, chosen, others }: Proposal): string {
  const named = chosen - candidate.missed.length;
  return `Connections that it names: chosen ${countText(named)} of ${countText(chosen)}, others ${countText(candidate.taken.length)} of ${countText(others)}.`;
}

function rateText({ patterns }: Proposal): string {
  const rates = patterns.map(({ piece, overmatch, isUpperBound }) => {
    const rate = overmatch.find(({ length }) => length === RANDOM_LENGTH)!;
    const bound = isUpperBound ? 'at most ' : '';
    return `${patterns.length === 1 ? '' : `${piece.label}: `}${bound}${percentText(rate.bytes)}`;
  });
  return `Random data of ${RANDOM_LENGTH} bytes matches with probability ${rates.join(', ')}.`;
}

/** The own expression of a pair first. */
function sidesOf({ first, second }: Pair, name: string): readonly [string, string] {
  return first.protocol.name === name ? [first.label, second.label] : [second.label, first.label];
}

function overlapsText(overlaps: number, compared: number): string {
  return `Overlaps with expressions of the library that look at the same bytes, ${countText(overlaps)} of ${countText(compared)}`;
}

function libraryText({ overlaps, compared, candidate }: Proposal): string {
  if (overlaps.length === 0) {
    return compared === 0
      ? 'No expression of the library looks at the same bytes.'
      : `Disjoint from the expressions of the library that look at the same bytes: ${countText(compared)}.`;
  }
  const names = overlaps.slice(0, OVERLAPS).map((pair) => {
    const other = sidesOf(pair, candidate.protocol.name)[1];
    return pair.both === null ? other : `${other} on ${quotedBytes(pair.both, 30)}`;
  });
  const more = overlaps.length > names.length ? `, and ${overlaps.length - names.length} more` : '';
  return `${overlapsText(overlaps.length, compared)}: ${names.join(', ')}${more}.`;
}

/** The signature file: facts as comments, then the signature. */
export function proposalFile(proposal: Proposal): string {
  const { candidate } = proposal;
  const facts = [
    `Proposed from the bytes: ${candidate.made}.`,
    namesText(proposal),
    rateText(proposal),
    libraryText(proposal),
  ];
  const comments = facts.flatMap((fact) => wrapped(fact, '# ', 100));
  return `${comments.join('\n')}\n\n${formatSignature(candidate.protocol)}`;
}

function evidenceLines({ candidate }: Proposal): string[] {
  return candidate.protocol.evidence.flatMap((evidence) => {
    const support = evidence.support.length > 0 ? `, needs ${evidence.support.join(' or ')}` : '';
    const weak = evidence.strength === 'weak' ? ' weak' : '';
    const lines = [
      `${INDENT}evidence ${evidence.transport} ${evidence.view}${weak}${support}`,
      `${INDENT}  ${shortened(printableText(evidence.expression.text), WIDTH - 4)}`,
    ];
    for (const condition of evidence.conditions) lines.push(`${INDENT}  where ${formatCondition(condition)}`);
    return lines;
  });
}

/** The proposal in sections of 80 columns. `written` is the file, or null when none was written. */
export function proposalSections(proposal: Proposal, written: string | null): Section[] {
  const { candidate, overlaps, isExact } = proposal;
  const { name, ports } = candidate.protocol;
  const title = written === null ? `${name}: nothing was written` : `${name}: written to ${written}`;
  const usual = ports.map(({ transport, port }) => `${transport}/${port}`).join(' ');
  const sections: Section[] = [
    {
      title,
      lines: [
        ...wrapped(`Made from ${candidate.made}.`, INDENT),
        ...evidenceLines(proposal),
        ...(usual === '' ? [] : wrapped(`usual ports ${usual}`, INDENT)),
      ],
    },
    {
      title: 'What it does',
      lines: [namesText(proposal), rateText(proposal)].flatMap((fact) => wrapped(fact, INDENT)),
    },
  ];
  if (!isExact) {
    const advice =
      'No signature that was tried names the chosen connections and no other. Choose more narrowly with --flow, or look at them with "layer7 explain".';
    sections.push({ title: 'Not exact', lines: wrapped(advice, INDENT) });
  }
  if (overlaps.length === 0) {
    sections.push({ title: 'The library', lines: wrapped(libraryText(proposal), INDENT) });
    return sections;
  }
  const rows = overlaps.slice(0, OVERLAPS).map((pair): Cell[] => {
    const [own, other] = sidesOf(pair, name);
    const { both } = pair;
    return [own, other, both === null ? '' : (width) => quotedBytes(both, width), pair.winner ?? '-'];
  });
  const lines = tableText(
    ['', 'OTHER', 'BOTH MATCH', 'NAMED NOW'].map((column) => ({ title: column })),
    rows,
    INDENT,
  );
  if (overlaps.length > OVERLAPS) lines.push(`${INDENT}and ${overlaps.length - OVERLAPS} more`);
  sections.push({
    title: overlapsText(overlaps.length, proposal.compared),
    lines,
  });
  return sections;
}

export interface ProposalJson {
  readonly name: string;
  readonly file: string | null;
  readonly made: string;
  readonly exact: boolean;
  readonly chosen: number;
  readonly others: number;
  /** Chosen connections that it does not name, others that it does. */
  readonly missed: number;
  readonly taken: number;
  readonly evidence: readonly {
    readonly transport: string;
    readonly view: string;
    readonly expression: string;
    readonly conditions: readonly string[];
    readonly support: readonly string[];
    readonly overmatch: readonly Overmatch[];
  }[];
  readonly compared: number;
  readonly overlaps: readonly {
    readonly expression: string;
    readonly other: string;
    readonly both: PayloadJson | null;
    readonly namedNow: string | null;
  }[];
}

export function proposalJson(proposal: Proposal, written: string | null): ProposalJson {
  const { candidate, isExact, chosen, others, patterns, overlaps, compared } = proposal;
  const { name } = candidate.protocol;
  return {
    name,
    file: written,
    made: candidate.made,
    exact: isExact,
    chosen,
    others,
    missed: candidate.missed.length,
    taken: candidate.taken.length,
    evidence: candidate.protocol.evidence.map((evidence, index) => ({
      transport: evidence.transport,
      view: evidence.view,
      expression: evidence.expression.text,
      conditions: evidence.conditions.map(formatCondition),
      support: evidence.support,
      overmatch: patterns[index]?.overmatch ?? [],
    })),
    compared,
    overlaps: overlaps.map((pair) => {
      const [own, other] = sidesOf(pair, name);
      return { expression: own, other, both: payloadJson(pair.both), namedNow: pair.winner };
    }),
  };
}
