import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { REALM_FOUND, REALM_REASONS, StunRealm } from '../../../src/core/extract/stun-realm.ts';
import { bytes, hex, latin1, u16 } from '../../support/bytes.ts';

const stun = new StunRealm();

/** The realm of a message, or why there is none. */
function realmOf(message: Uint8Array, end = message.length): string {
  const result = stun.read(message, 0, end);
  return result === REALM_FOUND
    ? String.fromCharCode(...message.subarray(stun.start, stun.end))
    : REALM_REASONS[result]!;
}

const attribute = (type: number, value: string): Uint8Array =>
  bytes(u16(type), u16(value.length), value, new Uint8Array(-value.length & 3));

function message(...attributes: readonly Uint8Array[]): Uint8Array {
  const content = bytes(...attributes);
  return bytes(hex('0113'), u16(content.length), hex('2112a442'), new Uint8Array(12), content);
}

test('a challenge names its realm, behind other attributes too', () => {
  assert.equal(realmOf(message(attribute(0x14, 'example.org'))), 'example.org');
  const others = [attribute(0x09, '\0\0\x04\x01Unauthorized'), attribute(0x15, 'nonce')];
  assert.equal(realmOf(message(...others, attribute(0x14, 'example.org'))), 'example.org');
});

test('messages without one, or with one that is no text', () => {
  assert.equal(realmOf(message()), 'realm-none');
  assert.equal(realmOf(message(attribute(0x8022, 'software'))), 'realm-none');
  assert.equal(realmOf(message(attribute(0x14, ''))), 'realm-none');
  assert.equal(realmOf(message(attribute(0x14, 'a\x80b'))), 'realm-none');
});

test('other bytes, and messages that are cut', () => {
  const good = message(attribute(0x14, 'example.org'));
  assert.equal(realmOf(latin1('x'.repeat(40))), 'realm-other');
  assert.equal(realmOf(bytes(0x80, good.subarray(1))), 'realm-other');
  for (let end = 0; end < good.length; end++) {
    assert.equal(realmOf(good, end), end < 20 ? 'realm-other' : 'realm-bad');
  }
  const lying = good.slice();
  lying[23] = 200;
  assert.equal(realmOf(lying), 'realm-bad');
});

test('any bytes are survived', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.boolean(), (rest, likely) => {
      const source = likely ? message(rest) : rest;
      const result = stun.read(source, 0, source.length);
      assert.ok(result >= 0 && result < REALM_REASONS.length);
      assert.ok(stun.end <= source.length);
    }),
  );
});
