/**
 * IEEE 802.2 LLC with SNAP, which is how IP travels over 802.3 and 802.11.
 *
 * ```
 *  0      1      2         3             6      8
 * +------+------+---------+-------------+------+---
 * | DSAP | SSAP | control | organisation| type | payload
 * +------+------+---------+-------------+------+---
 *   0xaa   0xaa   0x03      00 00 00 or 00 00 f8
 * ```
 * RFC 1042 and (bridge tunnel) IEEE 802.1H. Everything else behind LLC is no IP.
 */
import { layerOfEtherType } from './ether-type.ts';
import { NOT_IP, TRUNCATED_LINK } from './layers.ts';
import type { PacketView } from './packet-view.ts';

const HEADER_LENGTH = 8;
const SAP_SNAP = 0xaa;
const SAP_IP = 0x06;
const UNNUMBERED_INFORMATION = 0x03;

/** Reads the header at `offset`. */
export function decodeLlc(view: PacketView, buffer: Uint8Array, offset: number, end: number): number {
  if (end - offset < 3) return TRUNCATED_LINK;
  const sap = buffer[offset]!;
  if (sap !== buffer[offset + 1] || buffer[offset + 2] !== UNNUMBERED_INFORMATION) return NOT_IP;
  if (sap === SAP_IP) {
    view.cursor = offset + 3;
    return layerOfEtherType(0x0800);
  }
  if (sap !== SAP_SNAP) return NOT_IP;
  if (end - offset < HEADER_LENGTH) return TRUNCATED_LINK;
  const organisation = (buffer[offset + 3]! << 16) | (buffer[offset + 4]! << 8) | buffer[offset + 5]!;
  if (organisation !== 0 && organisation !== 0xf8) return NOT_IP;
  view.cursor = offset + HEADER_LENGTH;
  return layerOfEtherType((buffer[offset + 6]! << 8) | buffer[offset + 7]!);
}
