/**
 * Any text as an application file, and any bytes as packed hosts: a file is read or refused with a place,
 * hosts that were read are found and pack to themselves, packed bytes are refused or answer within bounds.
 * Byte 0 of an input chooses which.
 */
import assert from 'node:assert/strict';
import { parseApplicationFile } from '../src/core/applications/application-file.ts';
import { HostAutomaton } from '../src/core/applications/host-automaton.ts';
import { Layer7Error } from '../src/core/errors.ts';
import { application } from '../test/support/applications.ts';
import { bytes, latin1 } from '../test/support/bytes.ts';
import type { FuzzTarget } from './support/target.ts';

const NAME = latin1('www.video.example');

export const target: FuzzTarget = {
  seeds: () => [
    bytes(0, 'name video\ntitle Video\ngroups video\nhost video.example cdn.example\nalpn v/1\nndpi Video\n'),
    bytes(1, new HostAutomaton([application('a', ['video.example', 'b.video.example'])]).pack()),
    bytes(1, new HostAutomaton([application('a', ['x.y']), application('b', ['z.y', 'y.z'])]).pack()),
  ],

  check: (input) => {
    const rest = input.slice(1);
    if (((input[0] ?? 0) & 1) === 0) checkFile(String.fromCharCode(...rest));
    else checkPacked(rest);
  },
};

function checkFile(text: string): void {
  const { application: one, errors } = parseApplicationFile('video.app', text);
  assert.ok(errors.every(({ where, next }) => where !== undefined && next !== undefined));
  assert.equal(one === undefined, errors.length > 0);
  if (one === undefined) return;
  const hosts = new HostAutomaton([one]);
  for (const host of one.hosts) assert.equal(hosts.find(latin1(host), 0, host.length), 0);
  assert.deepEqual(HostAutomaton.unpack(hosts.pack()).pack(), hosts.pack());
}

function checkPacked(packed: Uint8Array): void {
  try {
    HostAutomaton.unpack(packed).find(NAME, 0, NAME.length);
  } catch (error) {
    assert.ok(error instanceof Layer7Error);
  }
}
