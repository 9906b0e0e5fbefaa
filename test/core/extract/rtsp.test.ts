import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findRtspEndpoints } from '../../../src/core/extract/rtsp.ts';
import { endpointsOf } from '../../support/endpoints.ts';
import { tcpPacket } from '../../support/packets.ts';

const CLIENT = '10.0.0.1:4000';
const SERVER = '10.0.0.2:554';

function request(transport: string): string[] {
  const text = `SETUP rtsp://x/a RTSP/1.0\r\nCSeq: 3\r\nTransport: ${transport}\r\n\r\n`;
  return endpointsOf(findRtspEndpoints, tcpPacket(CLIENT, SERVER, text));
}

function answer(transport: string): string[] {
  const text = `RTSP/1.0 200 OK\r\nCSeq: 3\r\ntransport:${transport}\r\n\r\n`;
  return endpointsOf(findRtspEndpoints, tcpPacket(SERVER, CLIENT, text));
}

test('the ports of both sides', () => {
  assert.deepEqual(request('RTP/AVP;unicast;client_port=3456-3457'), [
    'udp 10.0.0.1:3456',
    'udp 10.0.0.1:3457',
  ]);
  assert.deepEqual(answer('RTP/AVP;unicast;client_port=3456;server_port=5000-5001'), [
    'udp 10.0.0.1:3456',
    'udp 10.0.0.2:5000',
    'udp 10.0.0.2:5001',
  ]);
  assert.deepEqual(answer('RTP/AVP;source=192.0.2.7;server_port=5000'), [
    'udp 10.0.0.2:5000',
    'udp 192.0.2.7:5000',
  ]);
});

test('interleaved media, empty and endless ranges', () => {
  assert.deepEqual(request('RTP/AVP/TCP;interleaved=0-1'), []);
  assert.deepEqual(request('RTP/AVP;client_port='), []);
  assert.deepEqual(request('RTP/AVP;client_port=9-8'), []);
  assert.equal(request('RTP/AVP;client_port=1-65535').length, 8);
  assert.deepEqual(answer(''), []);
});
