import assert from 'node:assert/strict';
import { test } from 'node:test';
import { captureFault, captureWarning } from '../../src/app/capture-fault.ts';

test('a capture that was read to its end has no fault, another one says how far it was read', () => {
  assert.equal(captureFault('a.pcap', { reason: 'end-of-file', counters: { flows: 2 } }), undefined);
  const fault = captureFault('a.pcap', { reason: 'truncated-record', counters: { flows: 2 } })!;
  assert.equal(fault.code, 'CAPTURE_TRUNCATED_RECORD');
  assert.match(fault.message, /2 connections/);
});

test('what is no IP, or no packet of a connection, is nothing to warn of', () => {
  const counters = { decoded: 10, 'not-ip': 3, 'other-transport': 2, 'not-data': 1, fragment: 4, flows: 2 };
  assert.equal(captureWarning('a.pcap', counters), undefined);
});

test('packets that cannot be read are counted by reason', () => {
  const warning = captureWarning('a.pcap', { decoded: 10, 'bad-ip': 3, 'unknown-interface': 2, flows: 2 })!;
  assert.match(warning.message, /^not every packet .*: 2 × unknown-interface .*; 3 × bad-ip /);
  assert.deepEqual(warning.where, { file: 'a.pcap' });
  assert.match(
    captureWarning('a.pcap', { 'unknown-link-type': 9 })!.message,
    /^no packet .*9 × unknown-link-type/,
  );
});
