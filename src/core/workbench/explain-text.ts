/**
 * An explanation for people: the flow, its verdict and the reason, the packets in question with the telling
 * bytes marked, and who else would have named it or came near.
 */
import type { FlowReport } from '../classify/flow-report.ts';
import { formatCondition } from '../patterns/condition-text.ts';
import { printSet } from '../regex/byte-set.ts';
import { printableText } from './bytes-text.ts';
import { flowText } from './endpoint-text.ts';
import type { FlowExplanation, Miss } from './explain.ts';
import type { RecordedPacket } from './flow-record.ts';
import { dumpLines, type Marked } from './hex-dump.ts';
import { plural, shortened, WIDTH, wrapped } from './layout.ts';
import { type Range, sideName } from './seen-bytes.ts';

export interface ExplainTextOptions {
  readonly color?: boolean;
  /** Without it the dumps are left out. */
  readonly showsPayload?: boolean;
  /** Lines of one packet's dump. */
  readonly lines?: number;
}

const INDENT = '  ';
/** Payload packets of a flow without a reason that are shown. */
const SHOWN_PACKETS = 3;
/** Lines of a dump, unless said otherwise: of a packet that named the flow, and of any other. */
const DUMP_LINES = { telling: 8, other: 4 } as const;

function headLines(report: FlowReport, number: number): string[] {
  const title = `Flow ${number}: ${flowText(report)}`;
  const app = report.app === undefined ? '' : `, application ${report.app}`;
  const host = report.host === undefined ? '' : `, host ${shortened(report.host, 40)}`;
  const size = `${plural(report.packets, 'packet')}, ${plural(report.bytes, 'byte')}`;
  return [...wrapped(title), ...wrapped(`${report.l7}${app}${host}; ${size}`, INDENT)];
}

/** Why there is no name, or a name without a reason of its own. */
function verdictText({ report, reason, noName }: FlowExplanation): string {
  const packet = report.decided?.packet ?? report.packets;
  switch (noName) {
    case 'nothing-left':
      return `Given up at packet ${packet}: no pattern could match any more.`;
    case 'budget':
      return `Given up at packet ${packet}: the budget was used up while patterns could still match.`;
    case 'ended':
      return 'Not decided: it ended, or the capture did, while patterns could still match.';
    case null:
      return reason === null ? 'Named after the connection that announced it.' : '';
  }
}

function rangesText(ranges: readonly Range[]): string {
  return ranges
    .map(({ packet, from, to }) => `bytes ${from} to ${to - 1} of packet ${packet + 1}`)
    .join(', then ');
}

function expressionLine(text: string, indent: string): string {
  return indent + shortened(printableText(text), WIDTH - indent.length);
}

function reasonLines({ reason, record }: FlowExplanation): string[] {
  if (reason === null) return [];
  const { piece, packet, match } = reason;
  const { evidence, label } = piece;
  const side = sideName(record.packets[packet]!.direction);
  const what = evidence.strength === 'weak' ? 'weak evidence' : 'evidence';
  const lines = wrapped(
    `Named in packet ${packet + 1}, from the ${side}, by ${label}: ${what} on ${evidence.transport} ${evidence.view}.`,
    INDENT,
  );
  lines.push(expressionLine(evidence.expression.text, `${INDENT}  `));
  const conditions = evidence.conditions.map(formatCondition);
  if (conditions.length > 0) lines.push(...wrapped(`where ${conditions.join(' and ')}`, `${INDENT}  `));
  lines.push(
    ...wrapped(
      match.length === 0 ? 'It matches without any byte.' : `Shortest match: ${rangesText(match)}.`,
      INDENT,
    ),
  );
  return lines;
}

function dump(
  packet: RecordedPacket,
  number: number,
  marked: Marked | undefined,
  options: ExplainTextOptions,
  lines: number,
): string[] {
  const { payload, payloadLength, direction } = packet;
  const short = payload.length < payloadLength ? `, ${payload.length} of them captured` : '';
  return [
    `${INDENT}packet ${number}, from the ${sideName(direction)}, ${plural(payloadLength, 'byte')}${short}`,
    ...dumpLines(payload, marked, {
      indent: `${INDENT}  `,
      lines: options.lines ?? lines,
      color: options.color ?? false,
    }),
  ];
}

/** Dumps of the packets in which the reason stands, or of the first with payload. */
function dumps({ record, reason, misses }: FlowExplanation, options: ExplainTextOptions): string[] {
  const marked = new Map<number, Marked>();
  if (reason !== null) for (const range of reason.match) marked.set(range.packet, range);
  const death = reason === null ? misses[0]?.trace.death : undefined;
  if (death) marked.set(death.packet, { from: death.offset, to: death.offset + 1 });
  const shown = new Set<number>(marked.keys());
  if (reason !== null) shown.add(reason.packet);
  record.packets.forEach(({ payload }, index) => {
    if (reason === null && payload.length > 0 && shown.size < SHOWN_PACKETS) shown.add(index);
  });
  const lines = reason === null ? DUMP_LINES.other : DUMP_LINES.telling;
  return [...shown]
    .toSorted((a, b) => a - b)
    .flatMap((index) => dump(record.packets[index]!, index + 1, marked.get(index), options, lines));
}

function missText({ trace, failed }: Miss): string {
  const { piece, matched, death, needs, missing, survived } = trace;
  if (matched >= 0) {
    if (failed !== null) return `matched in packet ${matched + 1}, but not ${formatCondition(failed)}`;
    const { strength, support } = piece.evidence;
    if (strength === 'weak') return `weak, matched in packet ${matched + 1}, without ${support.join(' or ')}`;
    return `matched in packet ${matched + 1}`;
  }
  const wanted = needs === null ? '' : `, next ${shortened(printSet(needs), 30)}`;
  if (death === null) return `waits for ${plural(missing, 'more byte', 'more bytes')}${wanted}`;
  const place = `byte ${death.offset} of packet ${death.packet + 1}`;
  return `died at ${place}, after ${survived}: needed ${shortened(printSet(needs!), 30)}`;
}

function missLines({ misses }: FlowExplanation): string[] {
  if (misses.length === 0) return [];
  const width = Math.max(...misses.map(({ trace }) => trace.piece.label.length));
  const lines = [`${INDENT}Nearest misses:`];
  for (const miss of misses) {
    const label = `${INDENT}  ${miss.trace.piece.label.padEnd(Math.min(width, 24))}  `;
    const [first = '', ...rest] = wrapped(missText(miss), '', Math.max(20, WIDTH - label.length));
    lines.push(label + first, ...rest.map((line) => ' '.repeat(label.length) + line));
  }
  return lines;
}

function runnerUpLines({ runnersUp, reason }: FlowExplanation): string[] {
  if (runnersUp.length === 0) return [];
  const list = runnersUp.map(({ protocol, packet }) => `${protocol.name} (packet ${packet + 1})`);
  const who = reason === null ? 'Would name it alone' : 'Runners-up, each of which would name it alone';
  return wrapped(`${who}: ${list.join(', ')}.`, INDENT);
}

/** One flow, within 80 columns. */
export function explanationLines(
  explanation: FlowExplanation,
  number: number,
  options: ExplainTextOptions = {},
): string[] {
  const verdict = verdictText(explanation);
  return [
    ...headLines(explanation.report, number),
    ...(verdict === '' ? [] : wrapped(verdict, INDENT)),
    ...reasonLines(explanation),
    ...(options.showsPayload === false ? [] : dumps(explanation, options)),
    ...runnerUpLines(explanation),
    ...missLines(explanation),
  ];
}
