/**
 * Any bytes as the packets of a connection whose protocol tells a name: the finder ends after its dozen of
 * packets, tells at most one host, and lends out nothing for good. Byte 0 of an input chooses the protocol,
 * byte 1 how long its packets are.
 */
import assert from 'node:assert/strict';
import { AlpnTable } from '../src/core/applications/alpn-table.ts';
import { HostAutomaton } from '../src/core/applications/host-automaton.ts';
import { NameFinder } from '../src/core/extract/name-finder.ts';
import { PacketView } from '../src/core/wire/packet-view.ts';
import { nodeAead } from '../src/linux/crypto/node-aead.ts';
import { application } from '../test/support/applications.ts';
import { bytes, hex } from '../test/support/bytes.ts';
import {
  clientHello,
  cryptoFrame,
  dtlsFragment,
  helloBody,
  initialPacket,
  records,
} from '../test/support/hello.ts';
import type { FuzzTarget } from './support/target.ts';

const APPLICATIONS = [application('example', ['example.org'], ['example/1'])];
const KINDS = 8;

let told = 0;
const finder = new NameFinder({
  hosts: new HostAutomaton(APPLICATIONS),
  alpn: new AlpnTable(APPLICATIONS),
  aead: nodeAead,
  onHost: (_, host) => {
    told++;
    assert.ok(host.length > 0 && host.length <= 255);
  },
  onFingerprint: () => undefined,
});
finder.reserve(2);
const view = new PacketView();

export const target: FuzzTarget = {
  seeds: () => {
    const hello = clientHello({ name: 'example.org', alpn: ['example/1'] });
    return [
      bytes(1, 40, records(hello)),
      bytes(2, 255, dtlsFragment(helloBody({ name: 'example.org', cookie: hex('00') }))),
      bytes(3, 255, initialPacket(cryptoFrame(0, hello))),
      bytes(4, 20, 'GET / HTTP/1.1\r\nHost: example.org\r\n\r\n'),
      bytes(5, 255, hex('0001 0100 0001 0000 0000 0000'), 7, 'example', 3, 'org', 0, hex('0001 0001')),
      bytes(6, 255, hex('0113 0010 2112a442'), new Uint8Array(12), hex('0014 000b'), 'example.org', 0),
      bytes(7, 255, "<stream:stream xmlns='jabber:client' to='example.org' version='1.0'>"),
    ];
  },

  check: (input) => {
    const tells = (input[0] ?? 0) % KINDS;
    const size = 1 + (input[1] ?? 0) * 4;
    told = 0;
    finder.begin(1);
    let wanted = 1;
    let packets = 0;
    for (let at = 2; at < input.length && wanted === 1; at += size) {
      view.payload = at;
      view.payloadEnd = Math.min(at + size, input.length);
      view.sequence = at;
      wanted = finder.packet(1, tells, packets % 7 === 6 ? 1 : 0, view, input);
      packets++;
    }
    assert.ok(packets <= 13 && told <= 1);
    finder.forget(1);
    assert.equal(finder.isLooking(1), false);
    assert.equal(finder.reclaimed, 0);
  },
};
