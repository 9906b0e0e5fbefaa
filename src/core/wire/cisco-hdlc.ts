/**
 * Cisco HDLC (link type 104): address, control, EtherType.
 *
 * ```
 *  0         1         2      4
 * +---------+---------+------+---
 * | address | control | type | payload
 * +---------+---------+------+---
 * ```
 */
import { layerOfEtherType } from './ether-type.ts';
import { TRUNCATED_LINK } from './layers.ts';
import type { PacketView } from './packet-view.ts';

const HEADER_LENGTH = 4;

/** Reads the frame at `offset`. */
export function decodeCiscoHdlc(view: PacketView, buffer: Uint8Array, offset: number, end: number): number {
  if (end - offset < HEADER_LENGTH) return TRUNCATED_LINK;
  view.cursor = offset + HEADER_LENGTH;
  return layerOfEtherType((buffer[offset + 2]! << 8) | buffer[offset + 3]!);
}
