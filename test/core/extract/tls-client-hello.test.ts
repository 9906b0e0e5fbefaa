import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  ClientHello,
  HELLO_BAD,
  HELLO_CUT,
  HELLO_OTHER,
  HELLO_READ,
  HELLO_REASONS,
  isGrease,
  opensTls,
  readClientHello,
} from '../../../src/core/extract/tls-client-hello.ts';
import { bytes, latin1, u16 } from '../../support/bytes.ts';
import { clientHello, dtlsFragment, extension, helloBody, records, serverName } from '../../support/hello.ts';

const hello = new ClientHello();

/** Text between two offsets. */
const text = (source: Uint8Array, start: number, end: number): string =>
  String.fromCharCode(...source.subarray(start, end));

const nameOf = (message: Uint8Array): string => text(message, hello.serverName, hello.serverNameEnd);

const read = (message: Uint8Array, end = message.length): number => readClientHello(hello, message, 0, end);

/** A share for X25519MLKEM768: 1216 bytes (draft-ietf-tls-ecdhe-mlkem). */
const POST_QUANTUM_SHARE = extension(51, bytes(u16(1220), u16(0x11ec), u16(1216), new Uint8Array(1216)));

describe('a ClientHello', () => {
  it('tells where its lists stand', () => {
    const message = clientHello({
      name: 'www.example.org',
      alpn: ['h2', 'http/1.1'],
      versions: [0x0304, 0x0303],
      groups: [29, 23],
      algorithms: [0x0403, 0x0804, 0x0401],
      ciphers: [0x1301, 0xc02b],
    });
    assert.equal(read(message), HELLO_READ);
    assert.equal(nameOf(message), 'www.example.org');
    assert.equal(hello.version, 0x0303);
    assert.equal(text(message, hello.alpn, hello.alpnEnd), '\x02h2\x08http/1.1');
    assert.equal(hello.cipherSuitesEnd - hello.cipherSuites, 4);
    assert.equal(hello.supportedVersionsEnd - hello.supportedVersions, 4);
    assert.equal(hello.supportedGroupsEnd - hello.supportedGroups, 4);
    assert.equal(hello.signatureAlgorithmsEnd - hello.signatureAlgorithms, 6);
    assert.equal(hello.extensionsEnd, message.length);
    assert.equal(hello.encryptedHello, false);
  });

  it('may have no name, no extensions, no session', () => {
    assert.equal(read(clientHello({ ciphers: [0x002f], sessionId: new Uint8Array(0) })), HELLO_READ);
    assert.equal(hello.serverNameEnd, 0);
    assert.equal(hello.extensionsEnd, 0);
  });

  it('keeps its name behind GREASE and a post-quantum key share', () => {
    const message = clientHello({
      name: 'example.org',
      ciphers: [0x1a1a, 0x1301],
      first: [extension(0x2a2a), POST_QUANTUM_SHARE],
      last: [extension(0xfafa, Uint8Array.of(0))],
    });
    assert.ok(message.length > 1300);
    assert.equal(read(message), HELLO_READ);
    assert.equal(nameOf(message), 'example.org');
  });

  it('is flagged when it carries an encrypted one', () => {
    const message = clientHello({ name: 'cover.example', last: [extension(0xfe0d, new Uint8Array(200))] });
    assert.equal(read(message), HELLO_READ);
    assert.equal(hello.encryptedHello, true);
    assert.equal(nameOf(message), 'cover.example');
  });

  it('is read as far as it goes, at every length', () => {
    const message = clientHello({ name: 'example.org', alpn: ['h2'], last: [POST_QUANTUM_SHARE] });
    read(message);
    const { serverNameEnd } = hello;
    for (let end = 0; end < message.length; end++) {
      assert.equal(read(message, end), HELLO_CUT, `${end} bytes`);
      const known = end >= serverNameEnd;
      assert.equal(hello.serverNameEnd > 0, known, `${end} bytes`);
      if (known) assert.equal(nameOf(message), 'example.org');
    }
  });

  it('of DTLS has a cookie', () => {
    const body = helloBody({ name: 'example.org', cookie: latin1('biscuit'), legacyVersion: 0xfefd });
    const message = dtlsFragment(body).subarray(13);
    assert.equal(readClientHello(hello, message, 0, message.length, 12), HELLO_READ);
    assert.equal(nameOf(message), 'example.org');
  });

  it('inside other bytes is read the same', () => {
    const message = clientHello({ name: 'example.org' });
    const inside = bytes(new Uint8Array(9).fill(0xff), message, new Uint8Array(9).fill(0xff));
    assert.equal(readClientHello(hello, inside, 9, 9 + message.length), HELLO_READ);
    assert.equal(nameOf(inside), 'example.org');
  });
});

describe('bytes that are no good hello', () => {
  it('of another type', () => {
    assert.equal(read(Uint8Array.of(2, 0, 0, 4, 3, 3, 0, 0)), HELLO_OTHER);
  });

  it('with an inner list longer than the outer', () => {
    const whole = clientHello({ name: 'example.org' });
    const short = clientHello({ first: [bytes(u16(0), u16(200), 'x')] });
    assert.equal(read(short), HELLO_BAD);
    for (const [what, at] of [
      ['session', 4 + 34],
      ['cipher suites', 4 + 34 + 33],
    ] as const) {
      const bad = whole.slice();
      bad[at] = 0xff;
      assert.equal(read(bad), HELLO_BAD, what);
    }
    const extensions = whole.slice();
    extensions[extensions.length - serverName('example.org').length - 1] = 0xff;
    assert.equal(read(extensions), HELLO_BAD);
  });

  it('with a name list that contradicts itself: no name', () => {
    for (const list of [[0, 9, 0, 0, 50, 65], [0, 0], [], [0, 4, 1, 0, 1, 65], [0, 3, 0, 0, 0]]) {
      assert.equal(read(clientHello({ first: [extension(0, Uint8Array.from(list))] })), HELLO_READ);
      assert.equal(hello.serverNameEnd - hello.serverName, 0, String(list));
    }
  });

  it('with a name of another type before the host name', () => {
    const message = clientHello({
      first: [extension(0, bytes(u16(15), 1, u16(2), 'xx', 0, u16(7), 'a.bc.de'))],
    });
    assert.equal(read(message), HELLO_READ);
    assert.equal(nameOf(message), 'a.bc.de');
  });

  it('with two server names: the first', () => {
    const message = clientHello({ first: [serverName('first.example')], name: 'second.example' });
    assert.equal(read(message), HELLO_READ);
    assert.equal(nameOf(message), 'first.example');
  });

  it('of any kind are survived, and nothing beyond them is pointed at', () => {
    const anything = fc.uint8Array({ maxLength: 300 });
    const likely = fc.tuple(fc.nat(200), fc.uint8Array({ maxLength: 40 })).map(([at, noise]) => {
      const message = clientHello({ name: 'example.org', alpn: ['h2'], versions: [0x0304] });
      message.set(noise.subarray(0, Math.max(0, message.length - at)), Math.min(at, message.length));
      return message;
    });
    fc.assert(
      fc.property(fc.oneof(anything, likely), fc.constantFrom(4, 12), (message, header) => {
        const result = readClientHello(hello, message, 0, message.length, header as 4 | 12);
        assert.ok(result >= 0 && result < HELLO_REASONS.length);
        for (const [key, value] of Object.entries(hello)) {
          if (typeof value === 'number' && key !== 'version') assert.ok(value <= message.length, key);
        }
      }),
    );
  });
});

describe('the opening of a TLS stream', () => {
  it('is known from its first byte on', () => {
    const stream = records(clientHello());
    for (let end = 1; end <= stream.length; end++) assert.equal(opensTls(stream, 0, end), true);
  });

  it('is not any other record', () => {
    for (const other of [[], [23, 3, 3], [22, 2], [22, 3, 3, 0, 9, 2], [0x80, 0x2e, 1]]) {
      assert.equal(opensTls(Uint8Array.from(other), 0, other.length), false, String(other));
    }
  });
});

describe('GREASE', () => {
  it('is sixteen values', () => {
    const values = Array.from({ length: 65_536 }, (_, i) => i).filter(isGrease);
    assert.equal(values.length, 16);
    assert.ok(values.every((value) => (value & 0xff) === value >> 8 && (value & 0x0f) === 0x0a));
  });
});
