import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  HOST_CUT,
  HOST_FOUND,
  HOST_NONE,
  HTTP_HOST_REASONS,
  HttpHost,
  isRequest,
} from '../../../src/core/extract/http-host.ts';
import { bytes, latin1 } from '../../support/bytes.ts';

const http = new HttpHost();

/** The host of a request head, or why there is none. */
function hostOf(head: string): string {
  const source = latin1(head);
  const result = http.read(source, 0, source.length);
  return result === HOST_FOUND
    ? String.fromCharCode(...source.subarray(http.start, http.end))
    : HTTP_HOST_REASONS[result]!;
}

describe('the host of a request', () => {
  const cases: readonly (readonly [what: string, head: string, host: string])[] = [
    ['Host', 'GET / HTTP/1.1\r\nHost: example.org\r\n\r\n', 'example.org'],
    ['Host behind others', 'GET / HTTP/1.1\r\nAccept: */*\r\nHost: example.org\r\n\r\n', 'example.org'],
    ['any case', 'GET / HTTP/1.1\r\nhOST: Example.ORG\r\n\r\n', 'Example.ORG'],
    ['no space, tabs, space behind', 'GET / HTTP/1.1\r\nHost:\texample.org \t\r\n\r\n', 'example.org'],
    ['line feeds alone', 'GET / HTTP/1.1\nHost: example.org\n\n', 'example.org'],
    ['a port', 'GET / HTTP/1.1\r\nHost: example.org:8080\r\n\r\n', 'example.org'],
    ['IPv4', 'GET / HTTP/1.1\r\nHost: 192.0.2.1:80\r\n\r\n', '192.0.2.1'],
    ['IPv6', 'GET / HTTP/1.1\r\nHost: [2001:db8::1]\r\n\r\n', '[2001:db8::1]'],
    ['IPv6 and a port', 'GET / HTTP/1.1\r\nHost: [2001:db8::1]:8080\r\n\r\n', '[2001:db8::1]'],
    ['CONNECT', 'CONNECT example.org:443 HTTP/1.1\r\nHost: proxy.example\r\n\r\n', 'example.org'],
    ['CONNECT to IPv6', 'CONNECT [::1]:443 HTTP/1.1\r\n\r\n', '[::1]'],
    ['absolute form', 'GET http://example.org/a:b HTTP/1.1\r\nHost: proxy.example\r\n\r\n', 'example.org'],
    ['absolute form, port', 'GET http://example.org:81/ HTTP/1.1\r\n\r\n', 'example.org'],
    ['absolute form, user', 'GET ftp://me:pass@example.org/ HTTP/1.1\r\n\r\n', 'example.org'],
    ['absolute form, no path', 'GET http://example.org HTTP/1.1\r\n\r\n', 'example.org'],
    ['absolute form, a query and no path', 'GET http://example.org?a=b HTTP/1.1\r\n\r\n', 'example.org'],
    [
      'absolute form, @ in the query',
      'GET http://example.org?x=@other.example HTTP/1.1\r\n\r\n',
      'example.org',
    ],
    [
      'absolute form, @ in the fragment',
      'GET http://example.org#@other.example HTTP/1.1\r\n\r\n',
      'example.org',
    ],
    ['a query before the scheme', 'GET ?u=http://other.example HTTP/1.1\r\nHost: a.b\r\n\r\n', 'a.b'],
    ['a target with a URL in it', 'GET /?u=http://other.example/ HTTP/1.1\r\nHost: a.b\r\n\r\n', 'a.b'],
    ['OPTIONS *', 'OPTIONS * HTTP/1.1\r\nHost: example.org\r\n\r\n', 'example.org'],
    ['none', 'GET / HTTP/1.0\r\nAccept: */*\r\n\r\n', 'host-none'],
    ['empty', 'GET / HTTP/1.1\r\nHost: \r\n\r\n', 'host-none'],
    ['a field that ends in Host', 'GET / HTTP/1.1\r\nX-Host: a.b\r\n\r\n', 'host-none'],
    ['a bracket that is not closed', 'GET / HTTP/1.1\r\nHost: [::1\r\n\r\n', 'host-none'],
    ['Host in the body', 'GET / HTTP/1.0\r\n\r\nHost: a.b\r\n\r\n', 'host-none'],
  ];
  for (const [what, head, host] of cases) {
    it(what, () => assert.equal(hostOf(head), host));
  }

  it('is awaited as long as its line is not there', () => {
    const head = 'GET / HTTP/1.1\r\nHost: example.org\r\n\r\n';
    const lineEnd = head.indexOf('.org\r\n') + 6;
    for (let end = 0; end < lineEnd; end++) assert.equal(hostOf(head.slice(0, end)), 'host-cut');
    for (let end = lineEnd; end <= head.length; end++) {
      assert.equal(hostOf(head.slice(0, end)), 'example.org');
    }
  });

  it('is not looked for outside the bytes', () => {
    const head = latin1('GET / HTTP/1.1\r\nHost: a.b\r\n\r\n');
    const inside = bytes('CONNECT x:1', head, ']\r\nHost: c.d\r\n');
    assert.equal(http.read(inside, 11, 11 + head.length), HOST_FOUND);
    assert.equal(String.fromCharCode(...inside.subarray(http.start, http.end)), 'a.b');
    assert.equal(http.read(inside, 11, 11 + 16), HOST_CUT);
    const bracket = bytes('GET / HTTP/1.1\r\nHost: [::1\r\n', '\r\n]');
    assert.equal(http.read(bracket, 0, bracket.length - 3), HOST_NONE);
  });

  it('of any bytes is inside them', () => {
    const line = fc.constantFrom(
      'GET ',
      'CONNECT ',
      'http://',
      'Host:',
      '\r\n',
      ' ',
      '[',
      ']',
      '@',
      ':',
      '/',
      'a',
    );
    const text = fc.array(line, { maxLength: 24 }).map((parts) => latin1(parts.join('')));
    fc.assert(
      fc.property(fc.oneof(text, fc.uint8Array({ maxLength: 200 })), (source) => {
        const result = http.read(source, 0, source.length);
        assert.ok(result >= 0 && result < HTTP_HOST_REASONS.length);
        if (result !== HOST_FOUND) return;
        assert.ok(http.start < http.end && http.end <= source.length);
        assert.ok(!source.subarray(http.start, http.end).includes(0x0a));
      }),
    );
  });
});

describe('the opening of a request', () => {
  it('is a method and a space, or as much as is there', () => {
    for (const opening of ['GET /', 'G', 'CONNECT a:1', 'M-SEARCH *', 'BASELINE-CONTROL /']) {
      assert.equal(isRequest(latin1(opening), 0, opening.length), true, opening);
    }
    for (const other of ['', ' GET', 'HTTP/1.1 200 OK', 'get /', '\x16\x03\x01', 'A'.repeat(30)]) {
      assert.equal(isRequest(latin1(other), 0, other.length), false, other);
    }
  });
});
