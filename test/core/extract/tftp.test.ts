import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findTftpEndpoints } from '../../../src/core/extract/tftp.ts';
import { endpointsOf, type Finder } from '../../support/endpoints.ts';
import { udpPacket } from '../../support/packets.ts';

const find: Finder = (view, buffer, _cursor, found) => findTftpEndpoints(view, buffer, found);
const say = (text: string): string[] => endpointsOf(find, udpPacket('[::1]:2000', '[::2]:69', text));

test('requests announce the port that they came from, other messages nothing', () => {
  assert.deepEqual(say('\0\x01file\0octet\0'), ['udp [::1]:2000']);
  assert.deepEqual(say('\0\x02file\0octet\0'), ['udp [::1]:2000']);
  for (const text of ['\0\x03\0\x01data', '\0\x04\0\x01', '\0\x05\0\x01no\0', '\x01\0\0\0', '\0\x01', '']) {
    assert.deepEqual(say(text), [], JSON.stringify(text));
  }
});
