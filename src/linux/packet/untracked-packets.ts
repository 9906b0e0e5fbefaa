/**
 * Counts the packets of an interface that connection tracking leaves out by itself, so that an account of
 * connections can be held against the interface's own counters. A packet socket with a filter sees them, and
 * only them (packet(7), classic BPF with the kernel's ancillary loads, linux/filter.h):
 *
 *  - what is not IP: ARP, PPPoE discovery, spanning tree …
 *  - IPv6 neighbour discovery and multicast listener reports (nf_conntrack_proto_icmpv6.c: types 130 to 136
 *    and 143 are untracked)
 *  - ICMP and ICMPv6 errors, which belong to a connection but are not counted with it
 *
 * Left out: packets that a rule exempts (NOTRACK), and those that connection tracking finds invalid; no
 * filter can see that.
 */
import type { Amount } from '../../core/accounting/adding-up.ts';
import {
  addressOf,
  bindSocket,
  closeDescriptor,
  fixedMemory,
  MSG_DONTWAIT,
  MSG_TRUNC,
  openSocket,
  SO_ATTACH_FILTER,
  SOCK_RAW,
  SOL_SOCKET,
  setReceiveBuffer,
  setSocketBytes,
} from '../ffi/libc.ts';
import { ReceiveRing } from '../ffi/receive-ring.ts';

const AF_PACKET = 17;
/** ETH_P_ALL in network order. */
const ALL_PROTOCOLS = 0x0300;
const SLOTS = 64;
/** Only the length is wanted. */
const SLOT_SIZE = 64;
const RECEIVE_BUFFER = 4 << 20;

/** Classic BPF: class | size | mode, and class | operation | source. */
const LD_WORD_ABS = 0x20;
const LD_BYTE_ABS = 0x30;
const LD_BYTE_IND = 0x50;
const LDX_HEADER_LENGTH = 0xb1;
const JUMP_EQUAL = 0x15;
const JUMP_GREATER = 0x25;
const JUMP_AT_LEAST = 0x35;
const RETURN = 0x06;

/** Offsets that the kernel takes relative to itself and to the network header. */
const SKF_AD_PROTOCOL = -0x1000;
const SKF_AD_PKTTYPE = -0x1000 + 4;
const SKF_NET = -0x100000;

const PACKET_OUTGOING = 4;
const WHOLE = 0xffff_ffff;

type Label = string | undefined;
type Instruction = readonly [code: number, k: number, ifTrue?: Label, ifFalse?: Label];

/** Instructions with labels between them; jumps name labels, and no name means the next instruction. */
function assemble(lines: readonly (Instruction | string)[]): Uint8Array<ArrayBuffer> {
  const labels = new Map<string, number>();
  const instructions: Instruction[] = [];
  for (const line of lines) {
    if (typeof line === 'string') labels.set(line, instructions.length);
    else instructions.push(line);
  }
  const bytes = fixedMemory(instructions.length * 8);
  const view = new DataView(bytes.buffer);
  for (const [i, [code, k, ifTrue, ifFalse]] of instructions.entries()) {
    const jump = (label: Label): number => (label === undefined ? 0 : labels.get(label)! - i - 1);
    view.setUint16(8 * i, code, true);
    view.setUint8(8 * i + 2, jump(ifTrue));
    view.setUint8(8 * i + 3, jump(ifFalse));
    view.setInt32(8 * i + 4, k | 0, true);
  }
  return bytes;
}

/** The filter for one direction. */
export function untrackedFilter(direction: 'received' | 'sent'): Uint8Array<ArrayBuffer> {
  return assemble([
    [LD_WORD_ABS, SKF_AD_PKTTYPE],
    direction === 'sent'
      ? [JUMP_EQUAL, PACKET_OUTGOING, undefined, 'reject']
      : [JUMP_AT_LEAST, PACKET_OUTGOING, 'reject', undefined],
    [LD_WORD_ABS, SKF_AD_PROTOCOL],
    [JUMP_EQUAL, 0x0800, 'ipv4', undefined],
    [JUMP_EQUAL, 0x86dd, 'ipv6', 'accept'],
    'ipv4',
    [LD_BYTE_ABS, SKF_NET + 9],
    [JUMP_EQUAL, 1, undefined, 'reject'],
    [LDX_HEADER_LENGTH, SKF_NET],
    [LD_BYTE_IND, SKF_NET],
    [JUMP_EQUAL, 3, 'accept'],
    [JUMP_EQUAL, 4, 'accept'],
    [JUMP_EQUAL, 5, 'accept'],
    [JUMP_EQUAL, 11, 'accept'],
    [JUMP_EQUAL, 12, 'accept', 'reject'],
    'ipv6',
    [LD_BYTE_ABS, SKF_NET + 6],
    [JUMP_EQUAL, 58, 'icmpv6'],
    // Listener reports stand behind a hop-by-hop header of eight bytes.
    [JUMP_EQUAL, 0, undefined, 'reject'],
    [LD_BYTE_ABS, SKF_NET + 40],
    [JUMP_EQUAL, 58, undefined, 'reject'],
    [LD_BYTE_ABS, SKF_NET + 48],
    [JUMP_EQUAL, 143, 'accept', 'listener'],
    'icmpv6',
    [LD_BYTE_ABS, SKF_NET + 40],
    'listener',
    [JUMP_EQUAL, 143, 'accept'],
    [JUMP_AT_LEAST, 128, undefined, 'accept'],
    [JUMP_GREATER, 136, 'reject'],
    [JUMP_AT_LEAST, 130, 'accept', 'reject'],
    'accept',
    [RETURN, WHOLE],
    'reject',
    [RETURN, 0],
  ]);
}

/** Counts one direction of one interface, from its making on. */
export class UntrackedPackets {
  readonly #fd: number;
  readonly #ring = new ReceiveRing(SLOTS, SLOT_SIZE);
  #packets = 0;
  #bytes = 0;
  #isOpen = true;

  /** `index`: number of the interface in this process's network namespace. @throws OpError */
  constructor(index: number, direction: 'received' | 'sent') {
    // Without a protocol it hears nothing until it is bound, when the filter is in place.
    this.#fd = openSocket(AF_PACKET, SOCK_RAW, 0);
    try {
      const filter = untrackedFilter(direction);
      const program = fixedMemory(16);
      const view = new DataView(program.buffer);
      view.setUint16(0, filter.length / 8, true);
      view.setBigUint64(8, addressOf(filter), true);
      setSocketBytes(this.#fd, SOL_SOCKET, SO_ATTACH_FILTER, program);
      setReceiveBuffer(this.#fd, RECEIVE_BUFFER);
      const address = fixedMemory(20);
      const fields = new DataView(address.buffer);
      fields.setUint16(0, AF_PACKET, true);
      fields.setUint16(2, ALL_PROTOCOLS, true);
      fields.setInt32(4, index, true);
      bindSocket(this.#fd, address);
    } catch (error) {
      closeDescriptor(this.#fd);
      throw error;
    }
  }

  /** Packets so far, and their bytes with the link header. */
  read(): Amount {
    for (;;) {
      const count = this.#ring.receive(this.#fd, MSG_DONTWAIT | MSG_TRUNC);
      for (let i = 0; i < count; i++) {
        this.#packets++;
        this.#bytes += this.#ring.length(i);
      }
      if (count < SLOTS) return { packets: this.#packets, bytes: this.#bytes };
    }
  }

  /** Idempotent. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    closeDescriptor(this.#fd);
  }
}
