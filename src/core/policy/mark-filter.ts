/**
 * How tc finds the class of a packet in its mark, where rules cannot set the class themselves. The filter made
 * for it is fw. Kernels without it may have u32 with marks, or else run a program of four steps: classic BPF,
 * which reads the mark as one of the kernel's additions (include/uapi/linux/filter.h, SKF_AD_MARK).
 */
import type { MarkFilter } from './features.ts';

const hex = (bits: number): string => `0x${(bits >>> 0).toString(16)}`;

/** `SKF_AD_OFF + SKF_AD_MARK`, as the unsigned number that it is in an instruction. */
const MARK_OFFSET = -0x1000 + 20;
/** Codes of include/uapi/linux/bpf_common.h: load a word at an offset, and, jump if equal, return. */
const CODES = { load: 0x20, and: 0x54, jumpIfEqual: 0x15, give: 0x06 } as const;

/** An instruction: code, steps to skip when true, when false, operand. */
type Instruction = readonly [code: number, whenTrue: number, whenFalse: number, operand: number];

/** Gives −1, which is the filter's own class, for packets with this mark, and 0 for no match. */
function program(value: number, mask: number): readonly Instruction[] {
  return [
    [CODES.load, 0, 0, MARK_OFFSET],
    [CODES.and, 0, 0, mask],
    [CODES.jumpIfEqual, 0, 1, value],
    [CODES.give, 0, 0, -1],
    [CODES.give, 0, 0, 0],
  ];
}

/** Numbers joined by plus signs, which tc reads like blanks: so it is one word wherever it is written. */
function byteCode(instructions: readonly Instruction[]): string {
  const lines = instructions.map((instruction) => instruction.map((number) => number >>> 0).join('+'));
  return [instructions.length, ...lines, ''].join(',');
}

/** The words behind `tc filter add … prio N`: packets with `value` under `mask` belong to this class. */
export function markFilterText(filter: MarkFilter, value: number, mask: number, classId: string): string {
  switch (filter) {
    case 'fw':
      return `handle ${hex(value)}/${hex(mask)} fw classid ${classId}`;
    case 'u32':
      return `u32 match mark ${hex(value)} ${hex(mask)} flowid ${classId}`;
    case 'bpf':
      return `bpf bytecode ${byteCode(program(value, mask))} flowid ${classId}`;
  }
}
