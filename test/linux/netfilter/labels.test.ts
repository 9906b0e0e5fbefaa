import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { LABEL_COUNT, labelNumber, labelsOf, WELL_KNOWN } from '../../../src/linux/netfilter/labels.ts';

const SIGNATURES = join(import.meta.dirname, '..', '..', '..', 'signatures');

test('numbers are promises: what rules of users hold as a number never means another name', () => {
  const promised = { http: 127, tls: 126, quic: 125, dns: 124, ssh: 122, nntp: 102, mqtt: 105, gkrellm: 32 };
  for (const [name, number] of Object.entries(promised)) {
    // Whatever its id: ids differ from machine to machine.
    for (const id of [2, 31, 200]) assert.equal(labelNumber(name, id), number, name);
  }
  assert.equal(labelNumber('unknown', 1), 1);
});

test('the well-known names are names of the library, each once, and fill their numbers', () => {
  for (const name of WELL_KNOWN) assert.ok(existsSync(join(SIGNATURES, `${name}.sig`)), name);
  assert.equal(new Set(WELL_KNOWN).size, WELL_KNOWN.length);
  assert.equal(WELL_KNOWN.length, 96);
});

test('other names go by id, unset has none, and those most used come first', () => {
  const ids = new Map([
    ['unset', 0],
    ['unknown', 1],
    ['can', 2],
    ['egd', 31],
    ['hp-virtgrp', 32],
    ['ssh', 33],
    ['http', 300],
  ]);
  assert.deepEqual(labelsOf(ids), [
    { number: 127, name: 'http' },
    { number: 122, name: 'ssh' },
    { number: 31, name: 'egd' },
    { number: 2, name: 'can' },
    { number: 1, name: 'unknown' },
  ]);
});

test('no two names ever have the same label', () => {
  const names = fc.constantFrom(...WELL_KNOWN, ...Array.from({ length: 50 }, (_, index) => `own-${index}`));
  fc.assert(
    fc.property(fc.uniqueArray(names), fc.integer({ min: 1, max: 60 }), (given, first) => {
      const labels = labelsOf(new Map(given.map((name, index) => [name, first + index])));
      assert.equal(new Set(labels.map(({ number }) => number)).size, labels.length);
      for (const { number } of labels) assert.ok(number > 0 && number < LABEL_COUNT);
    }),
  );
});
