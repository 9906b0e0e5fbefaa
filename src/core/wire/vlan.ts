/**
 * A VLAN tag (IEEE 802.1Q, 802.1ad), after its own EtherType. Tags nest.
 *
 * ```
 *  0     2      4
 * +-----+------+---
 * | tag | type | payload
 * +-----+------+---
 * ```
 */
import { FIRST_ETHERTYPE, layerOfEtherType } from './ether-type.ts';
import { LAYER_LLC, TRUNCATED_LINK } from './layers.ts';
import type { PacketView } from './packet-view.ts';

const HEADER_LENGTH = 4;

/** Reads the tag at `offset`. */
export function decodeVlan(view: PacketView, buffer: Uint8Array, offset: number, end: number): number {
  if (end - offset < HEADER_LENGTH) return TRUNCATED_LINK;
  const etherType = (buffer[offset + 2]! << 8) | buffer[offset + 3]!;
  view.cursor = offset + HEADER_LENGTH;
  return etherType < FIRST_ETHERTYPE ? LAYER_LLC : layerOfEtherType(etherType);
}
