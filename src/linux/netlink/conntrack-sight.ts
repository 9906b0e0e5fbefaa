/**
 * A conntrack message, from an event or from a list, as a `Sight`: the same object filled anew for each, in
 * one pass over the attributes and without making anything, so that tens of thousands of connections a
 * second can be accounted.
 *
 * ```
 * CTA_TUPLE_ORIG  → originator, ports      CTA_COUNTERS_ORIG   → sent
 * CTA_TUPLE_REPLY → responder              CTA_COUNTERS_REPLY  → answered
 * CTA_MARK → mark                          CTA_ID → id
 * ```
 */
import type { Sight } from '../../core/accounting/sight.ts';
import {
  align,
  attributeLength,
  attributeType,
  NLA_HDRLEN,
  readUint32Big,
  readUint64Big,
} from './attribute.ts';
import {
  CTA_COUNTERS_BYTES,
  CTA_COUNTERS_ORIG,
  CTA_COUNTERS_PACKETS,
  CTA_COUNTERS_REPLY,
  CTA_ID,
  CTA_IP_V4_SRC,
  CTA_IP_V6_SRC,
  CTA_MARK,
  CTA_PROTO_DST_PORT,
  CTA_PROTO_NUM,
  CTA_PROTO_SRC_PORT,
  CTA_TUPLE_IP,
  CTA_TUPLE_ORIG,
  CTA_TUPLE_PROTO,
  CTA_TUPLE_REPLY,
} from './conntrack-messages.ts';
import { NFNETLINK_HDRLEN } from './nfnetlink.ts';

export class ConntrackSight implements Sight {
  id = 0;
  ports = 0;
  protocol = 0;
  responderPort = 0;
  mark = 0;
  isCounted = false;
  sentPackets = 0;
  sentBytes = 0;
  answeredPackets = 0;
  answeredBytes = 0;
  version = 0;
  readonly originator = new Uint32Array(4);
  readonly responder = new Uint32Array(4);
  /** Where the attribute of the original tuple stands in the buffer; 0 when there is none. */
  tupleAt = 0;

  #packets = 0;
  #bytes = 0;

  /** Takes what the conntrack message that begins at `at` says; what it lacks is zero. */
  read(buffer: Uint8Array, at: number, end: number): void {
    this.id = 0;
    this.ports = 0;
    this.protocol = 0;
    this.responderPort = 0;
    this.mark = 0;
    this.isCounted = false;
    this.sentPackets = 0;
    this.sentBytes = 0;
    this.answeredPackets = 0;
    this.answeredBytes = 0;
    this.version = 0;
    this.tupleAt = 0;
    let position = at + NFNETLINK_HDRLEN;
    let length = attributeLength(buffer, position, end);
    while (length !== 0) {
      const inner = position + NLA_HDRLEN;
      switch (attributeType(buffer, position)) {
        case CTA_TUPLE_ORIG:
          this.tupleAt = position;
          this.#readTuple(buffer, inner, position + length, this.originator, true);
          break;
        case CTA_TUPLE_REPLY:
          this.#readTuple(buffer, inner, position + length, this.responder, false);
          break;
        case CTA_MARK:
          if (length >= NLA_HDRLEN + 4) this.mark = readUint32Big(buffer, inner);
          break;
        case CTA_ID:
          if (length >= NLA_HDRLEN + 4) this.id = readUint32Big(buffer, inner);
          break;
        case CTA_COUNTERS_ORIG:
          this.#readCounters(buffer, inner, position + length);
          this.sentPackets = this.#packets;
          this.sentBytes = this.#bytes;
          break;
        case CTA_COUNTERS_REPLY:
          this.#readCounters(buffer, inner, position + length);
          this.answeredPackets = this.#packets;
          this.answeredBytes = this.#bytes;
          break;
      }
      position += align(length);
      length = attributeLength(buffer, position, end);
    }
  }

  /** Takes the tuple's source address and its ports: both of the original tuple, the source of the reply. */
  #readTuple(buffer: Uint8Array, at: number, end: number, words: Uint32Array, isOriginal: boolean): void {
    let length = attributeLength(buffer, at, end);
    while (length !== 0) {
      const type = attributeType(buffer, at);
      const inner = at + NLA_HDRLEN;
      if (type === CTA_TUPLE_IP) this.#readSource(buffer, inner, at + length, words);
      else if (type === CTA_TUPLE_PROTO) this.#readPorts(buffer, inner, at + length, isOriginal);
      at += align(length);
      length = attributeLength(buffer, at, end);
    }
  }

  #readSource(buffer: Uint8Array, at: number, end: number, words: Uint32Array): void {
    let length = attributeLength(buffer, at, end);
    while (length !== 0) {
      const type = attributeType(buffer, at);
      const inner = at + NLA_HDRLEN;
      if (type === CTA_IP_V4_SRC && length >= NLA_HDRLEN + 4) {
        words[0] = readUint32Big(buffer, inner);
        words[1] = 0;
        words[2] = 0;
        words[3] = 0;
        this.version = 4;
      } else if (type === CTA_IP_V6_SRC && length >= NLA_HDRLEN + 16) {
        for (let word = 0; word < 4; word++) words[word] = readUint32Big(buffer, inner + 4 * word);
        this.version = 6;
      }
      at += align(length);
      length = attributeLength(buffer, at, end);
    }
  }

  #readPorts(buffer: Uint8Array, at: number, end: number, isOriginal: boolean): void {
    let source = 0;
    let destination = 0;
    let length = attributeLength(buffer, at, end);
    while (length !== 0) {
      const type = attributeType(buffer, at);
      const value = at + NLA_HDRLEN;
      if (type === CTA_PROTO_NUM) this.protocol = buffer[value]!;
      else if (type === CTA_PROTO_SRC_PORT) source = (buffer[value]! << 8) | buffer[value + 1]!;
      else if (type === CTA_PROTO_DST_PORT) destination = (buffer[value]! << 8) | buffer[value + 1]!;
      at += align(length);
      length = attributeLength(buffer, at, end);
    }
    if (isOriginal) this.ports = ((source << 16) | destination) >>> 0;
    else this.responderPort = source;
  }

  #readCounters(buffer: Uint8Array, at: number, end: number): void {
    this.isCounted = true;
    this.#packets = 0;
    this.#bytes = 0;
    let length = attributeLength(buffer, at, end);
    while (length !== 0) {
      if (length >= NLA_HDRLEN + 8) {
        const type = attributeType(buffer, at);
        if (type === CTA_COUNTERS_PACKETS) this.#packets = readUint64Big(buffer, at + NLA_HDRLEN);
        else if (type === CTA_COUNTERS_BYTES) this.#bytes = readUint64Big(buffer, at + NLA_HDRLEN);
      }
      at += align(length);
      length = attributeLength(buffer, at, end);
    }
  }
}
