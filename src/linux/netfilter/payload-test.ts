/**
 * "Does this packet carry payload?" as a classic BPF program for the `bpf` match of iptables. A TCP
 * connection begins with packets that carry none, and those would only waste a trip to the daemon.
 *
 * The program asks the kernel's own flow dissector where the payload begins (the `poff` load) and compares
 * that with the packet's length. The dissector walks IPv4 options, IPv6 extension headers and TCP options,
 * so one program serves both families. Where it cannot tell, it answers a smaller offset, at worst 0, and
 * the packet counts as one with payload: in doubt it is queued.
 *
 * Sources: linux/filter.h (SKF_AD_PAY_OFFSET, Linux 3.10), linux/bpf_common.h, net/core/flow_dissector.c
 * (`skb_get_poff`), and iptables' `--bytecode` text form.
 */

/** One instruction of classic BPF: `struct sock_filter`. */
export interface ClassicInstruction {
  readonly code: number;
  readonly jumpTrue: number;
  readonly jumpFalse: number;
  readonly constant: number;
}

const LOAD_WORD = 0x00; // BPF_LD | BPF_W
const ABSOLUTE = 0x20; // BPF_ABS
const LENGTH = 0x80; // BPF_LEN
const JUMP_GREATER = 0x25; // BPF_JMP | BPF_JGT
const OPERAND_X = 0x08; // BPF_X
const RETURN = 0x06; // BPF_RET | BPF_K
const COPY_A_TO_X = 0x07; // BPF_MISC | BPF_TAX

/** SKF_AD_OFF (−0x1000) as an unsigned word: loads from here on are answered by the kernel itself. */
const ANCILLARY = 0xfffff000;
/** SKF_AD_PAY_OFFSET: where the transport payload begins, counted from the network header. */
const PAYLOAD_OFFSET = 52;

const instruction = (code: number, constant = 0, jumpTrue = 0, jumpFalse = 0): ClassicInstruction => ({
  code,
  jumpTrue,
  jumpFalse,
  constant,
});

/** Returns non-zero (a match) when the packet is longer than its headers. */
export const HAS_PAYLOAD: readonly ClassicInstruction[] = [
  instruction(LOAD_WORD | ABSOLUTE, ANCILLARY + PAYLOAD_OFFSET), // A = offset of the payload
  instruction(COPY_A_TO_X), //                                      X = A
  instruction(LOAD_WORD | LENGTH), //                               A = length of the packet
  instruction(JUMP_GREATER | OPERAND_X, 0, 0, 1), //                A > X ? next : one further
  instruction(RETURN, 0xffff), //                                   match
  instruction(RETURN, 0), //                                        no match
];

/** The text that `-m bpf --bytecode` takes: the count, then `code true false constant` of each. */
export function bytecodeText(program: readonly ClassicInstruction[]): string {
  const parts = program.map((one) => `${one.code} ${one.jumpTrue} ${one.jumpFalse} ${one.constant}`);
  return `${program.length},${parts.join(',')}`;
}
