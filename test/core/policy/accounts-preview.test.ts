import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccountRow } from '../../../src/core/accounting/row.ts';
import {
  accountsJson,
  accountsSections,
  previewAccounts,
} from '../../../src/core/policy/accounts-preview.ts';
import { sectionsText } from '../../../src/core/workbench/layout.ts';
import { planOf } from './support.ts';

const PLAN = planOf({
  links: [{ wan: 'eth0', up: '10 mbit', down: '50 mbit' }],
  hosts: { guests: '192.168.2.0/24' },
  classes: [{ name: 'calls' }, { name: 'web' }],
  default: 'web',
  rules: [
    { protocol: 'bittorrent', block: 'drop' },
    { host: 'guests', protocol: 'http', class: 'calls' },
    { protocol: 'ftp', port: 21, class: 'calls' },
    { direction: 'up', protocol: 'ssh', class: 'calls' },
  ],
});

function row(change: Partial<AccountRow>): AccountRow {
  return {
    protocol: 'http',
    application: '',
    group: '',
    host: '192.168.1.5',
    hostLink: 'eth1',
    link: 'eth0',
    class: '',
    connections: 2,
    upPackets: 10,
    upBytes: 1000,
    downPackets: 20,
    downBytes: 9000,
    ...change,
  };
}

const certain = (rows: readonly AccountRow[], number: number): unknown => {
  const found = previewAccounts(PLAN, rows).rules.find(({ rule }) => (rule?.number ?? 0) === number)!;
  return [found.certain.connections, found.certain.bytes, found.perhaps.bytes];
};

test('names, hosts and directions are certain', () => {
  assert.deepEqual(certain([row({ protocol: 'bittorrent' })], 1), [2, 10_000, 0]);
  assert.deepEqual(certain([row({ host: '192.168.2.9' })], 2), [2, 10_000, 0]);
  assert.deepEqual(certain([row({ protocol: 'ssh' })], 4), [0, 1000, 0]);
  assert.deepEqual(certain([row({ protocol: 'ssh' })], 0), [2, 9000, 0]);
});

test('what accounts do not know is perhaps, at each rule that may have taken it', () => {
  const ftp = [row({ protocol: 'ftp' })];
  assert.deepEqual(certain(ftp, 3), [0, 0, 10_000]);
  assert.deepEqual(certain(ftp, 0), [0, 0, 10_000]);
  // The other end of a connection may be a guest as well.
  assert.deepEqual(certain([row({})], 2), [0, 0, 10_000]);
});

test('only what crosses a link of the policy counts, unless the accounts know none of them', () => {
  const rows = [row({ protocol: 'bittorrent' }), row({ protocol: 'bittorrent', link: 'eth2' })];
  assert.equal(previewAccounts(PLAN, rows).total.bytes, 10_000);
  assert.equal(previewAccounts(PLAN, [rows[1]!]).total.bytes, 10_000);
});

test('connections that were there before layer7 are as unset ones', () => {
  const plan = planOf({ rules: [{ protocol: 'unset', block: 'drop' }] });
  const { rules } = previewAccounts(plan, [row({ protocol: 'seen-too-late' })]);
  assert.equal(rules[0]!.certain.connections, 2);
});

test('it fits 80 columns, and is data as well', () => {
  const preview = previewAccounts(PLAN, [row({ protocol: 'bittorrent' }), row({ protocol: 'ftp' })]);
  const text = sectionsText(accountsSections(PLAN, preview, '1h'));
  for (const line of text.split('\n')) assert.ok(line.length <= 80, line);
  assert.match(text, /the last 1h: 4 connections, 20 KB/);
  const found = JSON.parse(JSON.stringify(accountsJson(PLAN, preview, '1h')));
  assert.equal(found.rules[0].certain.bytes, 10_000);
  assert.equal(found.rules[2].perhaps.bytes, 10_000);
});
