/**
 * Radiotap (link type 127): measurements of a wireless card before the IEEE 802.11 frame.
 *
 * ```
 *  0         1     2        4           8
 * +---------+-----+--------+-----------+-------------------------------
 * | version | pad | length | present:4 | [more present words] fields …   (little-endian)
 * +---------+-----+--------+-----------+-------------------------------
 * ```
 * Of the fields only the flags matter here: whether the frame ends with its check sequence (which the IP
 * length cuts off anyway) does not, so the header is stepped over whole.
 */
import { BAD_TUNNEL, LAYER_80211, TRUNCATED_LINK } from './layers.ts';
import type { PacketView } from './packet-view.ts';

const HEADER_LENGTH = 8;

/** Reads the header at `offset`. */
export function decodeRadiotap(view: PacketView, buffer: Uint8Array, offset: number, end: number): number {
  if (end - offset < HEADER_LENGTH) return TRUNCATED_LINK;
  const length = buffer[offset + 2]! | (buffer[offset + 3]! << 8);
  if (buffer[offset] !== 0 || length < HEADER_LENGTH) return BAD_TUNNEL;
  if (end - offset < length) return TRUNCATED_LINK;
  view.cursor = offset + length;
  return LAYER_80211;
}
