/**
 * PPPoE session stage (RFC 2516 section 4).
 *
 * ```
 *  0        1      2         4        6
 * +--------+------+---------+--------+---
 * | 1 | 1  | code | session | length | PPP
 * +--------+------+---------+--------+---
 * ```
 */
import { BAD_TUNNEL, LAYER_PPP, NOT_IP, TRUNCATED_TUNNEL } from './layers.ts';
import type { PacketView } from './packet-view.ts';

const HEADER_LENGTH = 6;
const VERSION_AND_TYPE = 0x11;
const CODE_SESSION = 0;

/** Reads the header at `offset`. */
export function decodePppoe(view: PacketView, buffer: Uint8Array, offset: number, end: number): number {
  if (end - offset < HEADER_LENGTH) return TRUNCATED_TUNNEL;
  if (buffer[offset] !== VERSION_AND_TYPE) return BAD_TUNNEL;
  if (buffer[offset + 1] !== CODE_SESSION) return NOT_IP;
  view.cursor = offset + HEADER_LENGTH;
  return LAYER_PPP;
}
