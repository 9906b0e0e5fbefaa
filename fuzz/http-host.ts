/**
 * Any bytes as the head of an HTTP/1 request: the host lies inside one line of it, bytes behind the end do
 * not matter, and a host that was found is found again when more has come.
 */
import assert from 'node:assert/strict';
import {
  HOST_CUT,
  HOST_FOUND,
  HTTP_HOST_REASONS,
  HttpHost,
  isRequest,
} from '../src/core/extract/http-host.ts';
import { bytes, latin1 } from '../test/support/bytes.ts';
import type { FuzzTarget } from './support/target.ts';

const http = new HttpHost();
const other = new HttpHost();

export const target: FuzzTarget = {
  seeds: () =>
    [
      'GET / HTTP/1.1\r\nAccept: */*\r\nHost: www.example.org:8080\r\n\r\nbody',
      'CONNECT [2001:db8::1]:443 HTTP/1.1\r\nHost: proxy.example\r\n\r\n',
      'GET http://me@example.org:81/a?b=c://d HTTP/1.1\nhost:\texample.org \n\n',
      'OPTIONS * HTTP/1.0\r\n\r\n',
    ].map(latin1),

  check: (input) => {
    isRequest(input, 0, input.length);
    const result = http.read(input, 0, input.length);
    assert.ok(result >= 0 && result < HTTP_HOST_REASONS.length);
    if (result === HOST_FOUND) {
      assert.ok(http.start < http.end && http.end <= input.length);
      assert.ok(!input.subarray(http.start, http.end).includes(0x0a));
    }
    const inside = bytes('Host: x', input, '\nHost: y\n]:/@');
    assert.equal(other.read(inside, 7, 7 + input.length), result);
    if (result === HOST_FOUND) assert.deepEqual([other.start - 7, other.end - 7], [http.start, http.end]);
    const early = other.read(input, 0, input.length >> 1);
    if (early !== HOST_CUT) assert.equal(result, early);
  },
};
