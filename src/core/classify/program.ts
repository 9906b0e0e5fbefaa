/**
 * A classifier program: everything a plane needs to name connections, compiled from a library of protocols.
 * It is the packed tables of `automata/` plus what each piece of evidence is worth. Like the tables it is
 * flat: evidence number in, integers out.
 *
 * `compileProgram` makes one from protocols in order of precedence; `packProgram` and `unpackProgram` turn
 * it into bytes and back, which is how it reaches the disk cache and the workers of the queue plane.
 *
 * File layout: 8 bytes label `L7PROG\0\0`, u32 version, u32 length of the JSON part (both little-endian),
 * the JSON part (names and worth, ASCII, padded with spaces to a multiple of 8), then the packed tables.
 */
import { type CompiledSet, compileEvidence } from '../automata/compile.ts';
import type { SetLimits } from '../automata/limits.ts';
import { pack, unpack } from '../automata/pack.ts';
import type { Tables } from '../automata/tables.ts';
import { type Diagnostic, Layer7Error } from '../errors.ts';
import type { Evidence, Protocol, Support, UsualPort } from '../patterns/model.ts';
import { compileConditions } from './conditions.ts';

/** Bits of `Program.worth`. */
export const WORTH_WEAK = 1;
export const WORTH_CONDITIONAL = 2;
export const WORTH_SUPPORT_OTHER_SIDE = 4;
export const WORTH_SUPPORT_SECOND_PACKET = 8;
export const WORTH_SUPPORT_PORT = 16;
export const WORTH_YIELDS = 32;

/** Offset in `Program.conditions` or `Program.yields` of evidence that has none. */
const NONE = -1;

export interface Program {
  readonly tables: Tables;
  /** Names of the protocols; index 0 is verdict 2, and so on. */
  readonly protocols: readonly string[];
  /** Per protocol: a number for each usual port, `port | TRANSPORT_* << 16`. */
  readonly usualPorts: readonly Uint32Array[];
  /** Per evidence: index of its protocol. */
  readonly protocolOf: Uint16Array;
  /** Per evidence: bits WORTH_*. */
  readonly worth: Uint8Array;
  /** Per evidence: where its conditions begin in `conditions`, or −1. */
  readonly conditionOffset: Int32Array;
  /** Compiled conditions of all evidence; see `conditions.ts`. */
  readonly conditions: Int32Array;
  /** Per evidence: where the protocols that it yields to begin in `yields`, or −1. */
  readonly yieldOffset: Int32Array;
  /** Runs of integers: how many more packets are waited for, the number of protocols, their indices. */
  readonly yields: Int32Array;
}

export interface CompiledProgram {
  readonly program: Program;
  /** What was wrong with single expressions; the evidence they belong to takes no part. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What of a protocol survives compilation. */
type ProtocolFacts = Pick<Protocol, 'name' | 'ports'>;

/**
 * Compiles protocols, in order of precedence, into a program.
 * @throws Layer7Error when the set as a whole passes a limit.
 */
export function compileProgram(protocols: readonly Protocol[], limits?: Partial<SetLimits>): CompiledProgram {
  const evidence = protocols.flatMap((protocol) => protocol.evidence);
  const compiled: CompiledSet = compileEvidence(evidence, limits);
  const { tables, diagnostics } = compiled;
  return { program: assemble(tables, protocols, evidence), diagnostics };
}

function assemble(
  tables: Tables,
  protocols: readonly ProtocolFacts[],
  evidence: readonly Evidence[],
): Program {
  const index = new Map(protocols.map((protocol, i) => [protocol.name, i]));
  const conditionOffset = new Int32Array(evidence.length).fill(NONE);
  const conditions: number[] = [];
  evidence.forEach((one, i) => {
    if (one.conditions.length === 0) return;
    conditionOffset[i] = conditions.length;
    conditions.push(...compileConditions(one.conditions));
  });
  const { yieldOffset, yields } = compileYields(evidence, index);
  return {
    tables,
    protocols: protocols.map((protocol) => protocol.name),
    usualPorts: protocols.map((protocol) => Uint32Array.from(protocol.ports, encodePort)),
    protocolOf: Uint16Array.from(evidence, (one) => index.get(one.protocol) ?? 0),
    worth: Uint8Array.from(evidence, (one, i) => worthOf(one) | (yieldOffset[i] === NONE ? 0 : WORTH_YIELDS)),
    conditionOffset,
    conditions: Int32Array.from(conditions),
    yieldOffset,
    yields,
  };
}

/** Protocols that are not in the set cannot show, so nobody waits for them. */
function compileYields(
  evidence: readonly Evidence[],
  index: ReadonlyMap<string, number>,
): Pick<Program, 'yieldOffset' | 'yields'> {
  const yieldOffset = new Int32Array(evidence.length).fill(NONE);
  const yields: number[] = [];
  evidence.forEach((one, i) => {
    const to = (one.yields?.to ?? []).flatMap((name) => index.get(name) ?? []);
    if (one.yields === undefined || to.length === 0) return;
    yieldOffset[i] = yields.length;
    yields.push(one.yields.packets, to.length, ...to);
  });
  return { yieldOffset, yields: Int32Array.from(yields) };
}

function encodePort({ transport, port }: UsualPort): number {
  return port | ((transport === 'tcp' ? 1 : 2) << 16);
}

const SUPPORT_BITS: Readonly<Record<Support, number>> = {
  'other-side': WORTH_SUPPORT_OTHER_SIDE,
  'second-packet': WORTH_SUPPORT_SECOND_PACKET,
  port: WORTH_SUPPORT_PORT,
};

function worthOf(evidence: Evidence): number {
  let bits = evidence.conditions.length > 0 ? WORTH_CONDITIONAL : 0;
  if (evidence.strength === 'strong') return bits;
  bits |= WORTH_WEAK;
  for (const support of evidence.support) bits |= SUPPORT_BITS[support];
  return bits;
}

const LABEL = 'L7PROG\0\0';
const VERSION = 2;
const HEADER_LENGTH = 16;

/** The JSON part of a packed program. */
interface Facts {
  readonly protocols: readonly string[];
  readonly usualPorts: readonly (readonly number[])[];
  readonly protocolOf: readonly number[];
  readonly worth: readonly number[];
  readonly conditionOffset: readonly number[];
  readonly conditions: readonly number[];
  readonly yieldOffset: readonly number[];
  readonly yields: readonly number[];
}

/** The program as bytes. */
export function packProgram(program: Program): Uint8Array<ArrayBuffer> {
  const facts: Facts = {
    protocols: program.protocols,
    usualPorts: program.usualPorts.map((ports) => [...ports]),
    protocolOf: [...program.protocolOf],
    worth: [...program.worth],
    conditionOffset: [...program.conditionOffset],
    conditions: [...program.conditions],
    yieldOffset: [...program.yieldOffset],
    yields: [...program.yields],
  };
  const text = encodeJson(facts);
  const tables = pack(program.tables);
  const bytes = new Uint8Array(HEADER_LENGTH + text.length + tables.length);
  for (let i = 0; i < LABEL.length; i++) bytes[i] = LABEL.charCodeAt(i);
  const view = new DataView(bytes.buffer);
  view.setUint32(8, VERSION, true);
  view.setUint32(12, text.length, true);
  bytes.set(text, HEADER_LENGTH);
  bytes.set(tables, HEADER_LENGTH + text.length);
  return bytes;
}

/** JSON in ASCII (the standard allows to escape the rest), padded so that the tables begin aligned. */
function encodeJson(value: unknown): Uint8Array {
  const ascii = JSON.stringify(value).replace(
    /[^\0-~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const padded = ascii.padEnd(Math.ceil(ascii.length / 8) * 8);
  return Uint8Array.from(padded, (character) => character.charCodeAt(0));
}

/**
 * The program that `packProgram` wrote. The tables stay views on `bytes`, which must begin at a multiple
 * of 8 of its buffer.
 * @throws Layer7Error `PROGRAM_UNREADABLE` when the bytes are not a program of this version.
 */
export function unpackProgram(bytes: Uint8Array): Program {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < LABEL.length; i++) {
    if (bytes[i] !== LABEL.charCodeAt(i)) throw unreadable('the label is missing');
  }
  if (bytes.length < HEADER_LENGTH) throw unreadable('it is shorter than its header');
  const version = view.getUint32(8, true);
  if (version !== VERSION) throw unreadable(`it has version ${version}, this program reads ${VERSION}`);
  const end = HEADER_LENGTH + view.getUint32(12, true);
  if (end > bytes.length) throw unreadable('it is cut short');
  const facts = parseFacts(bytes.subarray(HEADER_LENGTH, end));
  const program: Program = {
    tables: unpack(bytes.subarray(end)),
    protocols: facts.protocols,
    usualPorts: facts.usualPorts.map((ports) => Uint32Array.from(ports)),
    protocolOf: Uint16Array.from(facts.protocolOf),
    worth: Uint8Array.from(facts.worth),
    conditionOffset: Int32Array.from(facts.conditionOffset),
    conditions: Int32Array.from(facts.conditions),
    yieldOffset: Int32Array.from(facts.yieldOffset),
    yields: Int32Array.from(facts.yields),
  };
  if (
    program.protocolOf.some((protocol) => protocol >= program.protocols.length) ||
    program.conditionOffset.some((offset) => offset >= program.conditions.length && offset !== NONE) ||
    program.yieldOffset.some((offset) => offset >= program.yields.length && offset !== NONE)
  ) {
    throw unreadable('its parts do not fit together');
  }
  return program;
}

function parseFacts(text: Uint8Array): Facts {
  try {
    return JSON.parse(decodeAscii(text)) as Facts;
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message : String(error));
  }
}

/** Letters that are made of bytes at a time: more than a call can take would be too many. */
const CHUNK = 8192;

function decodeAscii(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK) {
    text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  }
  return text;
}

function unreadable(why: string): Layer7Error {
  return new Layer7Error({
    code: 'PROGRAM_UNREADABLE',
    kind: 'input',
    message: `this is not a compiled pattern set: ${why}`,
    next: 'compile the patterns again; a cached file may simply be deleted',
  });
}
