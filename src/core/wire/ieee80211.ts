/**
 * IEEE 802.11 data frames (link type 105), IEEE Std 802.11 section 9.2 and 9.3.2.
 *
 * ```
 *  0               2          4     10    16    22         24
 * +---------------+----------+-----+-----+-----+----------+------------------------------------------------
 * | frame control | duration | A 1 | A 2 | A 3 | sequence | [address 4:6] [QoS:2] [HT control:4] LLC, SNAP
 * +---------------+----------+-----+-----+-----+----------+------------------------------------------------
 * ```
 * Only frames that are plain and whole are followed: encrypted ones are named as such, later fragments are
 * not data that can be read alone, and aggregates (A-MSDU) are not taken apart.
 */
import { ENCRYPTED, FRAGMENT, LAYER_LLC, NOT_DATA, TRUNCATED_LINK } from './layers.ts';
import type { PacketView } from './packet-view.ts';

const HEADER_LENGTH = 24;
const TYPE_DATA = 2;
/** Bits of the subtype of data frames. */
const SUBTYPE_NO_DATA = 0x4;
const SUBTYPE_QOS = 0x8;
/** Second byte of the frame control field. */
const TO_DS = 0x01;
const FROM_DS = 0x02;
const MORE_FRAGMENTS = 0x04;
const PROTECTED = 0x40;
const ORDER = 0x80;
/** QoS control: the payload is an aggregate. */
const QOS_AMSDU = 0x80;

/** Reads the frame at `offset`. */
export function decodeIeee80211(view: PacketView, buffer: Uint8Array, offset: number, end: number): number {
  if (end - offset < 2) return TRUNCATED_LINK;
  const control = buffer[offset]!;
  const flags = buffer[offset + 1]!;
  if (((control >> 2) & 3) !== TYPE_DATA || (control & 3) !== 0) return NOT_DATA;
  const subtype = control >> 4;
  if ((subtype & SUBTYPE_NO_DATA) !== 0) return NOT_DATA;
  if ((flags & PROTECTED) !== 0) return ENCRYPTED;
  let headerLength = HEADER_LENGTH;
  if ((flags & (TO_DS | FROM_DS)) === (TO_DS | FROM_DS)) headerLength += 6;
  const qos = headerLength;
  if ((subtype & SUBTYPE_QOS) !== 0) headerLength += (flags & ORDER) !== 0 ? 6 : 2;
  if (end - offset < headerLength) return TRUNCATED_LINK;
  if ((flags & MORE_FRAGMENTS) !== 0 || (buffer[offset + 22]! & 0x0f) !== 0) {
    return FRAGMENT;
  }
  if ((subtype & SUBTYPE_QOS) !== 0 && (buffer[offset + qos]! & QOS_AMSDU) !== 0) return NOT_DATA;
  view.cursor = offset + headerLength;
  return LAYER_LLC;
}
