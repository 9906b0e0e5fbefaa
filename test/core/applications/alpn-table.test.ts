import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AlpnTable } from '../../../src/core/applications/alpn-table.ts';
import { NO_APPLICATION } from '../../../src/core/applications/host-automaton.ts';
import { application } from '../../support/applications.ts';
import { bytes, latin1 } from '../../support/bytes.ts';

const table = new AlpnTable([
  application('hosts only', ['a.b']),
  application('push', [], ['push/1', 'push/2']),
  application('resolver', [], ['dot']),
]);

const list = (...names: readonly string[]): Uint8Array =>
  bytes(...names.map((name) => bytes(name.length, name)));
const find = (source: Uint8Array): number => table.find(source, 0, source.length);

test('the first name that is anybody’s own decides', () => {
  assert.equal(find(list('h2', 'push/2', 'dot')), 1);
  assert.equal(find(list('dot', 'push/2')), 2);
});

test('names are compared whole, in their case', () => {
  assert.equal(find(list('h2', 'http/1.1', 'do', 'dott', 'DOT', '')), NO_APPLICATION);
});

test('a list that is cut, or empty', () => {
  assert.equal(find(new Uint8Array(0)), NO_APPLICATION);
  assert.equal(find(bytes(4, 'dot')), NO_APPLICATION);
  assert.equal(table.find(latin1('\x03dot'), 0, 3), NO_APPLICATION);
});
