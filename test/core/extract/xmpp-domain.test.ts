import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DOMAIN_FOUND, XMPP_DOMAIN_REASONS, XmppDomain } from '../../../src/core/extract/xmpp-domain.ts';
import { latin1 } from '../../support/bytes.ts';

const xmpp = new XmppDomain();

/** The domain of a stream header, or why there is none. */
function domainOf(text: string): string {
  const source = latin1(text);
  const result = xmpp.read(source, 0, source.length);
  return result === DOMAIN_FOUND ? text.slice(xmpp.start, xmpp.end) : XMPP_DOMAIN_REASONS[result]!;
}

const HEADER = `<?xml version='1.0'?>\n<stream:stream xmlns='jabber:client' to='example.org' version='1.0'>`;

test('a stream header names its domain', () => {
  assert.equal(domainOf(HEADER), 'example.org');
  assert.equal(domainOf(`<stream:stream to = "example.org" x='to'>`), 'example.org');
  assert.equal(domainOf(`<stream:stream version='1.0'to="example.org">`), 'example.org');
  assert.equal(domainOf(`<stream:stream\n\txto='a' note="to='b'" to='c.example'`), 'c.example');
});

test('headers without a domain', () => {
  assert.equal(domainOf(`<stream:stream from='example.org'>`), 'domain-none');
  assert.equal(domainOf(`<stream:stream to='me@example.org/home'>`), 'domain-none');
  assert.equal(domainOf(`<stream:stream to=''>`), 'domain-none');
});

test('other bytes', () => {
  for (const text of ['', '<stream', '<iq to="a">', '<stream:stream to=a>']) {
    assert.equal(domainOf(text), 'domain-other', text);
  }
});

test('a header that is cut finds nothing until its domain is there', () => {
  const there = HEADER.indexOf("' version='1.0'>") + 1;
  for (let end = HEADER.indexOf('to='); end < HEADER.length; end++) {
    assert.equal(domainOf(HEADER.slice(0, end)), end < there ? 'domain-cut' : 'example.org');
  }
});

test('any bytes are survived', () => {
  const letters = fc.string({ unit: fc.constantFrom(' ', 'to', '=', "'", '"', '>', 'a.b', '<', '\xff') });
  fc.assert(
    fc.property(letters, (rest) => {
      const text = `<stream:stream${rest}`;
      const result = xmpp.read(latin1(text), 0, text.length);
      assert.ok(result >= 0 && result < XMPP_DOMAIN_REASONS.length);
      assert.ok(xmpp.start <= xmpp.end && xmpp.end <= text.length);
      if (result === DOMAIN_FOUND) assert.match(text.slice(xmpp.start, xmpp.end), /^[!-~]+$/);
    }),
  );
});
