import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findDccEndpoints } from '../../../src/core/extract/irc-dcc.ts';
import { endpointsOf } from '../../support/endpoints.ts';
import { tcpPacket } from '../../support/packets.ts';

const say = (text: string): string[] =>
  endpointsOf(findDccEndpoints, tcpPacket('10.0.0.1:4000', '10.0.0.2:6667', text));

test('files and chats', () => {
  assert.deepEqual(say('PRIVMSG friend :\x01DCC SEND file.txt 3232235777 5000 12345\x01\r\n'), [
    'tcp 192.168.1.1:5000',
    'tcp 10.0.0.1:5000',
  ]);
  assert.deepEqual(say(':a!b@c PRIVMSG d :\x01dcc chat chat 16909060 80\x01\n'), [
    'tcp 1.2.3.4:80',
    'tcp 10.0.0.1:80',
  ]);
  assert.deepEqual(say('PRIVMSG friend :\x01DCC SEND "a b c.txt" 2001:db8::1 5000 1\x01'), [
    'tcp [2001:db8::1]:5000',
    'tcp 10.0.0.1:5000',
  ]);
});

test('what announces nothing', () => {
  for (const text of [
    'PRIVMSG friend :DCC SEND file 1 2 3',
    'PRIVMSG friend :\x01DCC SEND file 3232235777 0 12345 7\x01',
    'PRIVMSG friend :\x01DCC SEND file 3232235777\x01',
    'PRIVMSG friend :\x01DCC SEND "open\x01',
    'PRIVMSG friend :\x01DCC ',
    '',
  ]) {
    assert.deepEqual(say(text), [], JSON.stringify(text));
  }
  assert.deepEqual(say('PRIVMSG f :\x01DCC SEND x 99999999999 5000\x01'), ['tcp 10.0.0.1:5000']);
});
