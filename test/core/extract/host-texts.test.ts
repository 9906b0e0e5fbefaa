import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { HostTexts } from '../../../src/core/extract/host-texts.ts';
import { bytes, latin1 } from '../../support/bytes.ts';

test('a text is that of the bytes, wherever they stand and however often they come', () => {
  const texts = new HostTexts();
  const names = fc.array(fc.stringMatching(/^[!-~]{0,12}$/), { maxLength: 40 });
  fc.assert(
    fc.property(names, (list) => {
      for (const name of [...list, ...list]) {
        assert.equal(texts.of(bytes('xx', name, 'yy'), 2, 2 + name.length), name);
      }
    }),
  );
});

test('more texts than there are places push each other out, and none is taken for another', () => {
  const texts = new HostTexts();
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < 20_000; i++) {
      const name = `host-${i}.example`;
      assert.equal(texts.of(latin1(name), 0, name.length), name);
    }
  }
});

test('what is no visible ASCII is a question mark, and 255 characters are enough', () => {
  const texts = new HostTexts();
  assert.equal(texts.of(Uint8Array.of(0x61, 0, 0x20, 0x7e, 0x7f, 0xff), 0, 6), 'a??~??');
  assert.equal(texts.of(new Uint8Array(300).fill(0x61), 10, 300), 'a'.repeat(255));
  assert.equal(texts.of(new Uint8Array(4), 2, 2), '');
});
