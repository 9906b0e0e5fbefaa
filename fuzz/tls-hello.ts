/**
 * Any bytes as a ClientHello of TLS and of DTLS, as a stream of records, and as a datagram: every
 * offset lies inside, what a prefix told the whole tells too, and a whole hello can be fingerprinted.
 */
import assert from 'node:assert/strict';
import { COLLECTOR_LENGTH, HandshakeCollector } from '../src/core/extract/handshake-collector.ts';
import { JA4_CARRIER, ja4 } from '../src/core/extract/ja4.ts';
import {
  ClientHello,
  HELLO_CUT,
  HELLO_READ,
  HELLO_REASONS,
  readClientHello,
} from '../src/core/extract/tls-client-hello.ts';
import { RECORDS_LENGTH, TlsRecords } from '../src/core/extract/tls-records.ts';
import { latin1 } from '../test/support/bytes.ts';
import {
  clientHello,
  dtlsFragment,
  extension,
  helloBody,
  records as recordsOf,
} from '../test/support/hello.ts';
import type { FuzzTarget } from './support/target.ts';

const FIELDS = {
  name: 'www.example.org',
  alpn: ['h2', 'http/1.1'],
  versions: [0x0304, 0x0303],
  groups: [29, 23],
  algorithms: [0x0403, 0x0804],
  last: [extension(0xfe0d, new Uint8Array(40))],
};

const hello = new ClientHello();
const shorter = new ClientHello();
const records = new TlsRecords();
const whole = new HandshakeCollector();

export const target: FuzzTarget = {
  seeds: () => [
    clientHello(FIELDS),
    recordsOf(clientHello(FIELDS)),
    recordsOf(clientHello(FIELDS), 50),
    dtlsFragment(helloBody({ ...FIELDS, cookie: latin1('biscuit') })),
    clientHello(),
  ],

  check: (input) => {
    for (const headerLength of [4, 12] as const) checkHello(input, headerLength);
    records.read(input, 0, input.length);
    assert.ok(records.length <= RECORDS_LENGTH && records.length <= input.length);
    const content = records.bytes.slice(0, records.length);
    if (content.length > 0) checkHello(content, 4);
    records.read(input, 0, input.length >> 1);
    assert.deepEqual(records.bytes.subarray(0, records.length), content.subarray(0, records.length));
    whole.clear();
    assert.ok(whole.addDatagram(input, 0, input.length) <= COLLECTOR_LENGTH);
    if (whole.length > 0) checkHello(whole.bytes.subarray(0, whole.length), 12);
  },
};

function checkHello(bytes: Uint8Array, headerLength: 4 | 12): void {
  const result = readClientHello(hello, bytes, 0, bytes.length, headerLength);
  assert.ok(result >= 0 && result < HELLO_REASONS.length);
  for (const [key, value] of Object.entries(hello)) {
    if (key.endsWith('End')) assert.ok(value <= bytes.length, key);
  }
  assert.ok(hello.serverName <= hello.serverNameEnd || hello.serverNameEnd === 0);
  if (result === HELLO_READ) {
    const text = ja4(JA4_CARRIER.tls, hello, bytes);
    assert.match(text, /^t..[di]\d{4}.._[\da-f]{12}_[\da-f]{12}$/);
  }
  const end = bytes.length >> 1;
  const before = readClientHello(shorter, bytes, 0, end, headerLength);
  if (before === HELLO_CUT && shorter.serverNameEnd > 0) {
    assert.equal(hello.serverName, shorter.serverName);
    assert.equal(hello.serverNameEnd, shorter.serverNameEnd);
  }
}
