/**
 * A block of a signature file: `evidence`, and the lines that belong to it. It is read line by line into a
 * `Block`, checked as a whole, and then gives one piece of evidence for each of its expressions.
 */
import type { Diagnostic, Layer7Error, Location } from '../errors.ts';
import { parseConditions } from './condition-text.ts';
import type { Condition, Evidence, Expression, Support, Transport, View, Yields } from './model.ts';
import { isProtocolName } from './parsed-file.ts';
import { fault, type Line, SIGNATURE_LIMITS, unknownWord, wordsOf } from './signature-lines.ts';

/** Keywords of the lines in a block. */
export const BLOCK_KEYWORDS: readonly string[] = ['expression', 'where', 'needs', 'yields'];

const TRANSPORTS: readonly string[] = ['tcp', 'udp', 'either'];
const VIEWS: readonly string[] = ['client', 'server', 'packet', 'both'];
const STRENGTHS: readonly string[] = ['strong', 'weak'];
const SUPPORTS: readonly string[] = ['port', 'other-side', 'second-packet'];

/** Most packets that evidence may wait for what it yields to. */
const MOST_AWAITED = 99;

/** A block while it is read. */
export interface Block {
  readonly where: Location;
  readonly transport: Transport;
  readonly view: View;
  readonly strength: 'strong' | 'weak';
  readonly expressions: Expression[];
  readonly conditions: Condition[];
  readonly support: Support[];
  yields?: Yields;
}

/**
 * Begins the block of an `evidence` line.
 * @throws Layer7Error `SIGNATURE_EVIDENCE`, `SIGNATURE_TWICE`
 */
export function beginBlock(line: Line): Block {
  let transport: string | undefined;
  let view: string | undefined;
  let strength: string | undefined;
  for (const { word, where } of wordsOf(line)) {
    if (TRANSPORTS.includes(word) && transport === undefined) transport = word;
    else if (VIEWS.includes(word) && view === undefined) view = word;
    else if (STRENGTHS.includes(word) && strength === undefined) strength = word;
    else {
      const known = [...TRANSPORTS, ...VIEWS, ...STRENGTHS];
      if (known.includes(word)) {
        throw fault(
          'SIGNATURE_TWICE',
          where,
          `"${word}" says a second time what was said`,
          'keep one of the two',
        );
      }
      throw unknownWord('SIGNATURE_EVIDENCE', 'word of an evidence line', word, known, where);
    }
  }
  if (transport === undefined || view === undefined) {
    throw fault(
      'SIGNATURE_EVIDENCE',
      line.valueAt,
      transport === undefined ? 'the transport is missing' : 'the view is missing',
      transport === undefined ? `one of ${TRANSPORTS.join(', ')}` : `one of ${VIEWS.join(', ')}`,
    );
  }
  return {
    where: line.where,
    transport: transport as Transport,
    view: view as View,
    strength: strength === 'weak' ? 'weak' : 'strong',
    expressions: [],
    conditions: [],
    support: [],
  };
}

/**
 * Adds a line of BLOCK_KEYWORDS to its block.
 * @throws Layer7Error with the place of what is wrong in the line
 */
export function readBlockLine(line: Line, block: Block): void {
  if (line.keyword === 'expression') readExpression(line, block);
  else if (line.keyword === 'where') readWhere(line, block);
  else if (line.keyword === 'needs') readNeeds(line, block);
  else readYields(line, block);
}

function readExpression(line: Line, block: Block): void {
  for (let i = 0; i < line.value.length; i++) {
    const code = line.value.charCodeAt(i);
    if (code >= 0x20 && code < 0x7f) continue;
    throw fault(
      'SIGNATURE_EXPRESSION',
      { ...line.valueAt, column: line.valueAt.column! + i },
      'an expression is written in printable ASCII',
      'write other bytes as \\xHH',
    );
  }
  block.expressions.push({ text: line.value, dialect: 'signature', where: line.valueAt });
}

function readWhere(line: Line, block: Block): void {
  block.conditions.push(...parseConditions(line.value, line.valueAt, block.conditions));
  if (block.conditions.length > SIGNATURE_LIMITS.conditions) {
    throw fault(
      'SIGNATURE_LIMIT',
      line.where,
      'the block has too many conditions',
      'say more in the expression',
      {
        limit: SIGNATURE_LIMITS.conditions,
      },
    );
  }
}

function readNeeds(line: Line, block: Block): void {
  for (const { word, where } of wordsOf(line)) {
    if (word === 'or' || word === '|') continue;
    if (!SUPPORTS.includes(word)) {
      throw unknownWord('SIGNATURE_NEEDS', 'second sign', word, SUPPORTS, where);
    }
    if (!block.support.includes(word as Support)) block.support.push(word as Support);
  }
}

function readYields(line: Line, block: Block): void {
  const refuse = (where: Location, message: string): Layer7Error =>
    fault('SIGNATURE_YIELDS', where, message, 'write it like "yields to dtls rtp for 8 packets"');
  if (block.yields !== undefined) {
    throw fault('SIGNATURE_TWICE', line.where, 'the block yields already', 'join the two lines');
  }
  const parts = /^to\s+(.*\S)\s+for\s+(\d{1,3})\s+packets?$/.exec(line.value);
  if (parts === null)
    throw refuse(line.valueAt, 'this does not say to what the block yields, and for how long');
  const to = parts[1]!.split(/\s+/);
  const packets = Number(parts[2]);
  const strange = to.find((name) => !isProtocolName(name));
  if (strange !== undefined) throw refuse(line.valueAt, `"${strange}" is no name of a protocol`);
  const twice = to.find((name, index) => to.indexOf(name) !== index);
  if (twice !== undefined) throw refuse(line.valueAt, `"${twice}" stands there twice`);
  if (packets < 1 || packets > MOST_AWAITED) {
    throw refuse(line.valueAt, `${packets} packets is not within 1 to ${MOST_AWAITED}`);
  }
  // "to" is the first word.
  const places = [...wordsOf(line)].slice(1, 1 + to.length).map(({ where }) => where);
  block.yields = { to, packets, places };
}

/** What is wrong with a block as a whole. `hasPorts`: the file gives usual ports. */
export function* checkBlock(block: Block, hasPorts: boolean): Generator<Diagnostic> {
  const { where, strength, support } = block;
  const needs = (message: string, next: string): Diagnostic =>
    fault('SIGNATURE_NEEDS', where, message, next).diagnostic;
  if (block.expressions.length === 0) {
    const next = 'write one: "expression ^…"';
    yield fault('SIGNATURE_MISSING', where, 'the block has no expression', next).diagnostic;
  }
  if (strength === 'weak' && support.length === 0) {
    const next = `write a line "needs", with one or more of ${SUPPORTS.join(', ')}`;
    yield needs('weak evidence says what it needs beside it', next);
  }
  if (strength === 'strong' && support.length > 0) {
    yield needs('strong evidence needs nothing beside it', 'say "weak" or drop "needs"');
  }
  if (block.yields !== undefined && block.transport !== 'udp') {
    const next = 'of TCP the kernel also counts the packets that nobody looks at; say "evidence udp"';
    yield fault('SIGNATURE_YIELDS', where, 'only evidence over udp may yield', next).diagnostic;
  }
  if (support.includes('port') && !hasPorts) {
    yield needs('the usual port is asked for and none is given', 'write a line "ports …"');
  }
}

/** Several expressions of a block are alternatives: each is a piece of evidence by itself. */
export function evidenceOf(protocol: string, block: Block): readonly Evidence[] {
  const { transport, view, conditions, strength, support, yields } = block;
  return block.expressions.map((expression) => ({
    ...{ protocol, transport, view, expression, conditions, strength, support },
    ...(yields === undefined ? {} : { yields }),
  }));
}
