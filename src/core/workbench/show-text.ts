/** A protocol for people and for programs. */
import { formatCondition } from '../patterns/condition-text.ts';
import type { Protocol } from '../patterns/model.ts';
import { formatYields } from '../patterns/signature-writer.ts';
import { printableText, quotedBytes } from './bytes-text.ts';
import {
  type Cell,
  countText,
  percentText,
  plural,
  type Section,
  shortened,
  sizeText,
  tableText,
  WIDTH,
  wrapped,
} from './layout.ts';
import type { Pair } from './pairs.ts';
import type { Overmatch, PatternCost, PatternFacts } from './pattern-facts.ts';
import { type PayloadJson, payloadJson } from './payload-json.ts';
import type { ShowReport } from './show.ts';

const INDENT = '  ';
/** Neighbours that are listed, unless everything is asked for. */
const ROWS = 12;

function about({ protocol, rank, of }: ShowReport): Section {
  const { aliases, ports } = protocol;
  const rows: (readonly [string, string])[] = [
    ['file', protocol.file],
    ['reference', protocol.reference],
    ['groups', protocol.groups.join(' ')],
    ['ports', ports.map(({ transport, port }) => `${transport}/${port}`).join(' ')],
    ['quality', [protocol.quality ?? '', ...protocol.attributes].join(' ').trim()],
    ['nDPI', aliases.ndpi.join(' ')],
    ['Wireshark', aliases.wireshark.join(' ')],
    ['IANA', aliases.iana.join(' ')],
    ['precedence', `${rank} of ${of}`],
  ];
  const lines = rows
    .filter(([, value]) => value !== '')
    .flatMap(([name, value]) => {
      const [first = '', ...rest] = wrapped(value, '', WIDTH - 14);
      return [`${INDENT}${name.padEnd(10)}  ${first}`, ...rest.map((line) => `${' '.repeat(14)}${line}`)];
    });
  const title = protocol.title === protocol.name ? protocol.name : `${protocol.name}: ${protocol.title}`;
  return { title, lines };
}

function expression({
  piece,
  cost,
  shortest,
  overmatch,
  isUpperBound,
  matchesEverything,
}: PatternFacts): Section {
  const { evidence, label } = piece;
  const text = printableText(evidence.expression.text);
  const lines = [`${INDENT}${shortened(text, WIDTH - INDENT.length)}`];
  if (text.length > WIDTH - INDENT.length) lines.push(`${INDENT}(${countText(text.length)} characters)`);
  if (evidence.conditions.length > 0) {
    lines.push(...wrapped(`where ${evidence.conditions.map(formatCondition).join(' and ')}`, INDENT));
  }
  if (evidence.support.length > 0) lines.push(...wrapped(`needs ${evidence.support.join(' or ')}`, INDENT));
  if (evidence.yields !== undefined) lines.push(...wrapped(formatYields(evidence.yields), INDENT));
  const until = cost.undecidedBytes === null ? 'the budget' : plural(cost.undecidedBytes, 'byte');
  lines.push(
    ...wrapped(
      `${plural(cost.states, 'state')}, ${plural(cost.classes, 'class', 'classes')}, ${sizeText(cost.tableBytes)} by itself; undecided for at most ${until}.`,
      INDENT,
    ),
  );
  if (shortest === null) lines.push(`${INDENT}Nothing matches it.`);
  else if (matchesEverything) lines.push(`${INDENT}Everything matches it.`);
  else lines.push(`${INDENT}Shortest match: ${quotedBytes(shortest, WIDTH - 18)}`);
  const bound = isUpperBound ? '≤ ' : '';
  lines.push(
    ...tableText(
      [
        { title: 'Random data matches' },
        ...overmatch.map(({ length }) => ({ title: `${length} bytes`, align: 'right' as const })),
      ],
      [
        ['any bytes', ...overmatch.map(({ bytes }) => bound + percentText(bytes))],
        ['printable', ...overmatch.map(({ printable }) => bound + percentText(printable))],
      ],
      INDENT,
    ),
  );
  const strength = evidence.strength === 'weak' ? ', weak' : '';
  return {
    title: `${label}: ${evidence.transport} ${evidence.view}${strength}, ${evidence.expression.dialect} dialect`,
    lines,
  };
}

/** What the own expression of a pair is to the other. */
function relationText({ relation, first }: Pair, protocol: Protocol): string {
  const isFirst = first.protocol === protocol;
  if (relation === 'inside' || relation === 'contains') {
    return (relation === 'inside') === isFirst ? 'inside' : 'contains';
  }
  return relation;
}

function neighbours({ neighbours: pairs, apart, protocol }: ShowReport, everything: boolean): Section {
  const shown = everything ? pairs : pairs.slice(0, ROWS);
  const rows = shown.map((pair): Cell[] => {
    const [own, other] =
      pair.first.protocol === protocol ? [pair.first, pair.second] : [pair.second, pair.first];
    const { both } = pair;
    const payload: Cell = both === null ? '' : (width) => quotedBytes(both, width);
    return [own.label, relationText(pair, protocol), other.label, payload, pair.winner ?? '-'];
  });
  const lines =
    rows.length === 0
      ? []
      : tableText(
          ['', 'RELATION', 'OTHER', 'BOTH MATCH', 'NAMED'].map((title) => ({ title })),
          rows,
          INDENT,
        );
  const more = pairs.length - shown.length;
  if (more > 0) lines.push(`${INDENT}and ${countText(more)} more`);
  lines.push(...wrapped(`Nothing in common with ${plural(apart, 'other expression')}.`, INDENT));
  return { title: 'Neighbours', lines };
}

/** The protocol in sections of 80 columns. */
export function showSections(report: ShowReport, everything = false): Section[] {
  return [about(report), ...report.patterns.map(expression), neighbours(report, everything)];
}

export interface ShowJson {
  readonly name: string;
  readonly title: string;
  readonly file: string;
  readonly reference: string;
  readonly groups: readonly string[];
  readonly ports: readonly string[];
  readonly quality: string | null;
  readonly attributes: readonly string[];
  readonly aliases: Protocol['aliases'];
  readonly rank: number;
  readonly protocols: number;
  readonly expressions: readonly {
    readonly label: string;
    readonly expression: string;
    readonly dialect: string;
    readonly transport: string;
    readonly view: string;
    readonly strength: string;
    readonly conditions: readonly string[];
    readonly support: readonly string[];
    readonly shortest: PayloadJson | null;
    readonly overmatch: readonly Overmatch[];
    readonly overmatchIsUpperBound: boolean;
    readonly cost: PatternCost;
  }[];
  readonly neighbours: readonly {
    readonly expression: string;
    readonly relation: string;
    readonly other: string;
    readonly both: PayloadJson | null;
    readonly winner: string | null;
  }[];
  readonly apart: number;
}

export function showJson({ protocol, rank, of, patterns, neighbours: pairs, apart }: ShowReport): ShowJson {
  return {
    name: protocol.name,
    title: protocol.title,
    file: protocol.file,
    reference: protocol.reference,
    groups: protocol.groups,
    ports: protocol.ports.map(({ transport, port }) => `${transport}/${port}`),
    quality: protocol.quality ?? null,
    attributes: protocol.attributes,
    aliases: protocol.aliases,
    rank,
    protocols: of,
    expressions: patterns.map(({ piece: { label, evidence }, shortest, overmatch, isUpperBound, cost }) => ({
      label,
      expression: evidence.expression.text,
      dialect: evidence.expression.dialect,
      transport: evidence.transport,
      view: evidence.view,
      strength: evidence.strength,
      conditions: evidence.conditions.map(formatCondition),
      support: evidence.support,
      shortest: payloadJson(shortest),
      overmatch,
      overmatchIsUpperBound: isUpperBound,
      cost,
    })),
    neighbours: pairs.map((pair) => {
      const [own, other] =
        pair.first.protocol === protocol ? [pair.first, pair.second] : [pair.second, pair.first];
      return {
        expression: own.label,
        relation: relationText(pair, protocol),
        other: other.label,
        both: payloadJson(pair.both),
        winner: pair.winner,
      };
    }),
    apart,
  };
}
