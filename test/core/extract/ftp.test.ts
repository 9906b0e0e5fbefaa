import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findFtpEndpoints } from '../../../src/core/extract/ftp.ts';
import { endpointsOf } from '../../support/endpoints.ts';
import { tcpPacket } from '../../support/packets.ts';

const say = (text: string): string[] =>
  endpointsOf(findFtpEndpoints, tcpPacket('10.0.0.1:4000', '10.0.0.2:21', text));
const say6 = (text: string): string[] =>
  endpointsOf(findFtpEndpoints, tcpPacket('[::1]:4000', '[::2]:21', text));

test('active and passive, both generations', () => {
  assert.deepEqual(say('PORT 192,168,7,9,19,137\r\n'), ['tcp 192.168.7.9:5001', 'tcp 10.0.0.1:5001']);
  assert.deepEqual(say('port 192,168,7,9,0,21\n'), ['tcp 192.168.7.9:21', 'tcp 10.0.0.1:21']);
  assert.deepEqual(say('EPRT |1|132.235.1.2|6275|\r\n'), ['tcp 132.235.1.2:6275', 'tcp 10.0.0.1:6275']);
  assert.deepEqual(say6('EPRT !2!2001:db8::1!5282!\r\n'), ['tcp [2001:db8::1]:5282', 'tcp [::1]:5282']);
  assert.deepEqual(say('227 Entering Passive Mode (1,2,3,4,255,255).\r\n'), [
    'tcp 1.2.3.4:65535',
    'tcp 10.0.0.1:65535',
  ]);
  assert.deepEqual(say('227 Entering Passive Mode 1,2,3,4,4,0'), ['tcp 1.2.3.4:1024', 'tcp 10.0.0.1:1024']);
  assert.deepEqual(say6('229 Entering Extended Passive Mode (|||6446|)\r\n'), ['tcp [::1]:6446']);
});

test('an announcement may stand among other lines', () => {
  assert.deepEqual(say('TYPE I\r\nPORT 1,1,1,1,1,1\r\nRETR x\r\n'), ['tcp 1.1.1.1:257', 'tcp 10.0.0.1:257']);
});

test('what is no announcement, or a broken one, announces nothing', () => {
  for (const text of [
    '',
    '\r\n\r\n',
    'XPORT 1,2,3,4,5,6\r\n',
    'PORT 1,2,3,4,5\r\n',
    'PORT 1,2,3,4,5,256\r\n',
    'PORT 1,2,3,4,0,0\r\n',
    'PORT 1 2 3 4 5 6\r\n',
    'PORT ',
    'EPRT |1|10.0.0.1|5282',
    'EPRT |1|10.0.0.1|65536|',
    'EPRT |1|10.0.0.1||',
    'EPRT',
    '227 ',
    '229 Entering (',
    '229 Entering (|||',
    '230 logged in (|||99|)',
  ]) {
    assert.deepEqual(say(text), [], JSON.stringify(text));
  }
});
