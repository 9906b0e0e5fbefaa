/**
 * Children: connections that another one has announced. Runs behind the classifier. Packets of connections
 * whose protocol announces others (FTP, TFTP, SIP, RTSP, IRC) are read for endpoints, which are expected
 * from then on; a new flow that has an expected endpoint is a child, and carries its master's protocol.
 *
 * Live planes leave this to the kernel's conntrack helpers. A message that is split over two TCP segments is
 * missed, as those helpers miss it.
 */
import {
  type ExpectationOptions,
  ExpectationTable,
  type ExpectationTerms,
} from '../flow/expectation-table.ts';
import { ExpectedEndpoints } from '../flow/expected-endpoints.ts';
import { grown } from '../grown.ts';
import type { PacketView } from '../wire/packet-view.ts';
import { findFtpEndpoints } from './ftp.ts';
import { findDccEndpoints } from './irc-dcc.ts';
import { LineCursor } from './line-cursor.ts';
import { findRtspEndpoints } from './rtsp.ts';
import { findSdpEndpoints } from './sdp.ts';
import { findTftpEndpoints } from './tftp.ts';

/** What a protocol announces. */
export const ANNOUNCES_NOTHING = 0;
export const ANNOUNCES_BY_FTP = 1;
export const ANNOUNCES_BY_TFTP = 2;
export const ANNOUNCES_BY_SDP = 3;
export const ANNOUNCES_BY_RTSP = 4;
export const ANNOUNCES_BY_DCC = 5;

/** Protocols of the library that announce others. */
export const ANNOUNCING: Readonly<Record<string, number>> = {
  ftp: ANNOUNCES_BY_FTP,
  tftp: ANNOUNCES_BY_TFTP,
  sip: ANNOUNCES_BY_SDP,
  rtsp: ANNOUNCES_BY_RTSP,
  irc: ANNOUNCES_BY_DCC,
};

/** One data connection for each announcement. */
const TRANSFER: ExpectationTerms = { once: true, fromPeer: false };
/** The server, and nobody else, will answer. */
const ANSWER: ExpectationTerms = { once: true, fromPeer: true };
/** Media come and go while the session lasts. */
const MEDIA: ExpectationTerms = { once: false, fromPeer: false };

export class ChildFinder {
  /** Announcements read, and children found. */
  announced = 0;
  children = 0;
  /** By slot: 1 + the running number of the flow there, 0 for none. */
  #serials = new Uint32Array(0);
  readonly #expectations: ExpectationTable;
  readonly #cursor: LineCursor = new LineCursor();
  readonly #found: ExpectedEndpoints = new ExpectedEndpoints();

  constructor(options: Partial<ExpectationOptions> = {}) {
    this.#expectations = new ExpectationTable(options);
  }

  /** Makes room for slots below `capacity`. */
  reserve(capacity: number): void {
    this.#serials = grown(this.#serials, capacity);
  }

  /** A new flow has been given `slot`; `serial` tells it from others that had the slot before. */
  begin(slot: number, serial: number): void {
    this.#serials[slot] = serial + 1;
  }

  /** The flow in `slot` is no more: nothing that it has announced is its child any longer. */
  end(slot: number): void {
    this.#serials[slot] = 0;
  }

  /** Reads a packet of the flow in `slot`, whose protocol announces others by `kind` (ANNOUNCES_*). */
  observe(kind: number, slot: number, view: PacketView, buffer: Uint8Array, seconds: number): void {
    if (view.payload === view.payloadEnd) return;
    const found = this.#found;
    found.clear();
    const terms = announcements(kind, view, buffer, this.#cursor, found);
    if (found.count === 0) return;
    this.announced += found.count;
    this.#expectations.expect(found, terms, slot, this.#serials[slot], view, buffer, seconds);
  }

  /** The slot of the flow that announced the new flow whose first packet this is; −1 when none did. */
  master(view: PacketView, buffer: Uint8Array, seconds: number): number {
    const slot = this.#expectations.match(view, buffer, seconds);
    if (slot < 0) return slot;
    if (this.#serials[slot] !== this.#expectations.serial) return -1;
    this.children += 1;
    return slot;
  }
}

function announcements(
  kind: number,
  view: PacketView,
  buffer: Uint8Array,
  cursor: LineCursor,
  found: ExpectedEndpoints,
): ExpectationTerms {
  switch (kind) {
    case ANNOUNCES_BY_FTP:
      findFtpEndpoints(view, buffer, cursor, found);
      return TRANSFER;
    case ANNOUNCES_BY_TFTP:
      findTftpEndpoints(view, buffer, found);
      return ANSWER;
    case ANNOUNCES_BY_SDP:
      findSdpEndpoints(view, buffer, cursor, found);
      return MEDIA;
    case ANNOUNCES_BY_RTSP:
      findRtspEndpoints(view, buffer, cursor, found);
      return MEDIA;
    case ANNOUNCES_BY_DCC:
      findDccEndpoints(view, buffer, cursor, found);
      return TRANSFER;
    default:
      return TRANSFER;
  }
}
