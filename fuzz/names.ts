/**
 * Any bytes as the messages that tell a name in one packet: a DNS question, a STUN realm, an XMPP stream
 * header, Google's hello. Whatever is found lies inside the bytes, what stands behind the end does not
 * matter, and an announcement is read alike. Byte 0 of an input chooses the reader.
 */
import assert from 'node:assert/strict';
import { DNS_READ, DNS_REASONS, DnsName } from '../src/core/extract/dns-name.ts';
import { CHLO_REASONS, GoogleHello } from '../src/core/extract/gquic-chlo.ts';
import { REALM_FOUND, REALM_REASONS, StunRealm } from '../src/core/extract/stun-realm.ts';
import { DOMAIN_FOUND, XMPP_DOMAIN_REASONS, XmppDomain } from '../src/core/extract/xmpp-domain.ts';
import { bytes, hex } from '../test/support/bytes.ts';
import type { FuzzTarget } from './support/target.ts';

const dns = new DnsName();
const stun = new StunRealm();
const xmpp = new XmppDomain();
const google = new GoogleHello();

/** Runs a reader at a place; its result, and where in the input the name stands (−1, −1 for none). */
type Reader = (source: Uint8Array, start: number, end: number) => readonly [number, number, number];

const READERS: readonly { readonly reasons: readonly string[]; readonly read: Reader }[] = [
  {
    reasons: DNS_REASONS,
    read: (source, start, end) => {
      const result = dns.read(source, start, end);
      if (result === DNS_READ) assert.ok(dns.length > 0 && dns.length <= 255);
      return [result, -1, result === DNS_READ ? dns.length : -1];
    },
  },
  {
    reasons: REALM_REASONS,
    read: (source, start, end) => {
      const result = stun.read(source, start, end);
      return [result, ...(result === REALM_FOUND ? within(stun, start, end) : NOWHERE)];
    },
  },
  {
    reasons: XMPP_DOMAIN_REASONS,
    read: (source, start, end) => {
      const result = xmpp.read(source, start, end);
      return [result, ...(result === DOMAIN_FOUND ? within(xmpp, start, end) : NOWHERE)];
    },
  },
  {
    reasons: CHLO_REASONS,
    read: (source, start, end) => {
      const result = google.search(source, start, end);
      if (google.nameEnd > google.name) within({ start: google.name, end: google.nameEnd }, start, end);
      return [result, ...NOWHERE];
    },
  },
];

const NOWHERE = [-1, -1] as const;

function within(
  place: { readonly start: number; readonly end: number },
  start: number,
  end: number,
): readonly [number, number] {
  assert.ok(place.start >= start && place.start < place.end && place.end <= end);
  return [place.start - start, place.end - start];
}

export const target: FuzzTarget = {
  seeds: () => [
    bytes(0, hex('0001 0100 0001 0000 0000 0000'), 7, 'example', 3, 'org', 0, hex('0001 0001')),
    bytes(1, hex('0113 0010 2112a442'), new Uint8Array(12), hex('0014 000b'), 'example.org', 0),
    bytes(2, "<?xml version='1.0'?><stream:stream xmlns='jabber:client' to='example.org'>"),
    bytes(3, 'CHLO', hex('0100 0000'), 'SNI', hex('00 0b000000'), 'example.org'),
  ],

  check: (input) => {
    const { reasons, read } = READERS[(input[0] ?? 0) % READERS.length]!;
    const found = read(input, 1, input.length);
    assert.ok(found[0] >= 0 && found[0] < reasons.length);
    const inside = bytes(input.subarray(0, 1), 'xx', input.subarray(1), ' to="a.b">\0\0\0\0');
    assert.deepEqual(read(inside, 3, input.length + 2), found);
  },
};
