/**
 * Linux cooked capture, version 1 (link type 113) and 2 (276): what the `any` interface gives in place of
 * a link header.
 *
 * ```
 * v1:  0 packet type | 2 ARPHRD | 4 address length | 6 address:8      | 14 protocol | 16 payload
 * v2:  0 protocol    | 2 zero   | 4 interface:4 | 8 ARPHRD | 10 type | 11 length | 12 address:8 | 20 payload
 * ```
 * The protocol is an EtherType, or one of a few Linux numbers below 0x0600.
 */
import { layerOfEtherType } from './ether-type.ts';
import { LAYER_LLC, NOT_IP, TRUNCATED_LINK } from './layers.ts';
import type { PacketView } from './packet-view.ts';

const HEADER_LENGTH_1 = 16;
const HEADER_LENGTH_2 = 20;
/** Linux's ETH_P_802_2: an LLC header follows. */
const PROTOCOL_LLC = 0x0004;
/** ARPHRD_* (linux/if_arp.h) of links whose protocol field is no EtherType. */
const ARPHRD_NETLINK = 824;

function layerOfCookedProtocol(protocol: number, arphrd: number): number {
  if (arphrd === ARPHRD_NETLINK) return NOT_IP;
  return protocol === PROTOCOL_LLC ? LAYER_LLC : layerOfEtherType(protocol);
}

/** Version 1. */
export function decodeCooked1(view: PacketView, buffer: Uint8Array, offset: number, end: number): number {
  if (end - offset < HEADER_LENGTH_1) return TRUNCATED_LINK;
  view.cursor = offset + HEADER_LENGTH_1;
  const arphrd = (buffer[offset + 2]! << 8) | buffer[offset + 3]!;
  return layerOfCookedProtocol((buffer[offset + 14]! << 8) | buffer[offset + 15]!, arphrd);
}

/** Version 2. */
export function decodeCooked2(view: PacketView, buffer: Uint8Array, offset: number, end: number): number {
  if (end - offset < HEADER_LENGTH_2) return TRUNCATED_LINK;
  view.cursor = offset + HEADER_LENGTH_2;
  const arphrd = (buffer[offset + 8]! << 8) | buffer[offset + 9]!;
  return layerOfCookedProtocol((buffer[offset]! << 8) | buffer[offset + 1]!, arphrd);
}
