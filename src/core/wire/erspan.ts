/**
 * ERSPAN type II inside GRE (draft-foschiano-erspan): 8 bytes, then the mirrored Ethernet frame.
 *
 * ```
 *  0                   2                                4
 * +-------------------+--------------------------------+------------------
 * | version:4 VLAN:12 | class:3 encap:2 T:1 session:10 | reserved index:4 | frame
 * +-------------------+--------------------------------+------------------
 * ```
 * Type III (EtherType 0x22eb) is not undone.
 */
import { BAD_TUNNEL, LAYER_ETHERNET, TRUNCATED_TUNNEL } from './layers.ts';
import type { PacketView } from './packet-view.ts';

const HEADER_LENGTH = 8;
const VERSION_TYPE_2 = 1;

/** Reads the header at `offset`. */
export function decodeErspan(view: PacketView, buffer: Uint8Array, offset: number, end: number): number {
  if (end - offset < HEADER_LENGTH) return TRUNCATED_TUNNEL;
  if (buffer[offset]! >> 4 !== VERSION_TYPE_2) return BAD_TUNNEL;
  view.cursor = offset + HEADER_LENGTH;
  return LAYER_ETHERNET;
}
