import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findSdpEndpoints } from '../../../src/core/extract/sdp.ts';
import { endpointsOf } from '../../support/endpoints.ts';
import { udpPacket } from '../../support/packets.ts';

const HEAD =
  'INVITE sip:b@example.org SIP/2.0\r\nm: <sip:a@example.org>\r\n\r\nv=0\r\no=- 1 1 IN IP4 10.9.9.9\r\ns=-\r\n';

/** Endpoints at addresses other than the sender's, which are expected too. */
function say(...lines: readonly string[]): string[] {
  const packet = udpPacket('10.0.0.1:5060', '10.0.0.2:5060', `${HEAD}${lines.join('\r\n')}\r\n`);
  const found = endpointsOf(findSdpEndpoints, packet);
  for (const endpoint of found) {
    const port = endpoint.slice(endpoint.lastIndexOf(':'));
    assert.ok(
      found.some((other) => other.endsWith(` 10.0.0.1${port}`)),
      endpoint,
    );
  }
  return found.filter((endpoint) => !endpoint.includes(' 10.0.0.1:'));
}

test('media at the address of the session, with the control port after each', () => {
  const lines = ['c=IN IP4 192.0.2.1', 't=0 0', 'm=audio 49170 RTP/AVP 0', 'm=video 51372 RTP/AVP 31'];
  assert.deepEqual(say(...lines), [
    'udp 192.0.2.1:49170',
    'udp 192.0.2.1:49171',
    'udp 192.0.2.1:51372',
    'udp 192.0.2.1:51373',
  ]);
});

test('media with an address, a control port, or several ports of their own', () => {
  const audio = ['m=audio 4000 RTP/AVP 0', 'c=IN IP6 2001:db8::1', 'a=rtcp:53020'];
  assert.deepEqual(say('c=IN IP4 192.0.2.1', ...audio, 'm=video 6000/2 RTP/AVP 31'), [
    'udp [2001:db8::1]:4000',
    'udp [2001:db8::1]:4001',
    'udp [2001:db8::1]:53020',
    'udp 192.0.2.1:6000',
    'udp 192.0.2.1:6001',
    'udp 192.0.2.1:6002',
    'udp 192.0.2.1:6003',
  ]);
});

test('other transports', () => {
  assert.deepEqual(say('c=IN IP4 224.2.1.1/127', 'm=image 5000 udptl t38', 'm=message 2855 TCP/MSRP *'), [
    'udp 224.2.1.1:5000',
    'tcp 224.2.1.1:2855',
  ]);
});

test('refused and held media, and messages without a description, announce nothing elsewhere', () => {
  assert.deepEqual(say('c=IN IP4 192.0.2.1', 'm=audio 0 RTP/AVP 0'), []);
  assert.deepEqual(say('c=IN IP4 0.0.0.0', 'm=audio 49170 RTP/AVP 0'), []);
  assert.deepEqual(say('m=audio'), []);
  assert.deepEqual(say(), []);
});

test('a port at the end of the range does not wrap', () => {
  assert.deepEqual(say('c=IN IP4 192.0.2.1', 'm=audio 65535 RTP/AVP 0'), ['udp 192.0.2.1:65535']);
});
