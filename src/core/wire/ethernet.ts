/**
 * Ethernet II and IEEE 802.3.
 *
 * ```
 *  0               6              12      14
 * +---------------+---------------+-------+---
 * | destination   | source        | type  | payload
 * +---------------+---------------+-------+---
 * ```
 * A type below 0x0600 is a length (802.3), and an LLC header follows.
 */
import { FIRST_ETHERTYPE, layerOfEtherType } from './ether-type.ts';
import { LAYER_LLC, TRUNCATED_LINK } from './layers.ts';
import type { PacketView } from './packet-view.ts';

const HEADER_LENGTH = 14;

/** Reads the frame at `offset`. */
export function decodeEthernet(view: PacketView, buffer: Uint8Array, offset: number, end: number): number {
  if (end - offset < HEADER_LENGTH) return TRUNCATED_LINK;
  const etherType = (buffer[offset + 12]! << 8) | buffer[offset + 13]!;
  view.cursor = offset + HEADER_LENGTH;
  return etherType < FIRST_ETHERTYPE ? LAYER_LLC : layerOfEtherType(etherType);
}
