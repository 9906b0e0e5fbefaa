import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatAddress } from '../../../src/core/wire/address.ts';
import { decode, decodeIp, MAX_LAYERS } from '../../../src/core/wire/decode.ts';
import { REASON_NAMES, type ReasonName } from '../../../src/core/wire/layers.ts';
import { PacketView } from '../../../src/core/wire/packet-view.ts';
import { bytes, hex, u16, u16le, u32, u32le } from '../../support/bytes.ts';
import {
  ACK,
  echoPacket,
  ethernet,
  fragmentHeader,
  gre,
  ip,
  ipv4,
  ipv6,
  optionsHeader,
  snap,
  tcp,
  tcpPacket,
  udp,
  udpPacket,
  vlan,
} from '../../support/packets.ts';

/** What a decoded packet says, as text; or the name of the reason why it is none. */
function describe(packet: Uint8Array, linkType: number): string {
  const view = new PacketView();
  // The packet stands inside a larger buffer, full of other bytes, that decoding must not look at.
  const buffer = bytes(new Uint8Array(7).fill(0x45), packet, new Uint8Array(80).fill(0x45));
  const code = decode(view, buffer, 7, 7 + packet.length, linkType);
  if (code !== 0) return REASON_NAMES[code]!;
  const length = view.ipVersion === 4 ? 4 : 16;
  const source = formatAddress(buffer, view.source, length);
  const destination = formatAddress(buffer, view.destination, length);
  const payload = new TextDecoder('latin1').decode(buffer.subarray(view.payload, view.payloadEnd));
  const flags = view.protocol === 6 ? ` flags ${view.tcpFlags} seq ${view.sequence}` : '';
  return `${view.protocol} ${source} ${view.sourcePort} > ${destination} ${view.destinationPort}${flags} ${view.payloadLength} "${payload}"`;
}

const ETHERNET = 1;
const RAW = 101;
const TCP4 = tcpPacket('10.0.0.1:4000', '10.0.0.2:80', 'hello', { sequence: 0xfffffffe });
const TCP4_TEXT = '6 10.0.0.1 4000 > 10.0.0.2 80 flags 24 seq 4294967294 5 "hello"';
const UDP6 = udpPacket('[2001:db8::1]:5353', '[ff02::fb]:5353', 'query');
const UDP6_TEXT = '17 2001:db8::1 5353 > ff02::fb 5353 5 "query"';

test('TCP and UDP over both versions of IP', () => {
  assert.equal(describe(TCP4, RAW), TCP4_TEXT);
  assert.equal(describe(UDP6, RAW), UDP6_TEXT);
  assert.equal(
    describe(udpPacket('1.2.3.4:1', '255.255.255.255:65535', ''), RAW),
    '17 1.2.3.4 1 > 255.255.255.255 65535 0 ""',
  );
  const options = tcpPacket('[::1]:1', '[::1]:2', 'x', { options: new Uint8Array(40).fill(1), flags: ACK });
  assert.equal(describe(options, RAW), '6 ::1 1 > ::1 2 flags 16 seq 1 1 "x"');
});

test('ICMP: the identifier of an echo stands for both ports', () => {
  assert.equal(
    describe(echoPacket('10.0.0.1', '10.0.0.2', 777, 'ping'), RAW),
    '1 10.0.0.1 777 > 10.0.0.2 777 4 "ping"',
  );
  assert.equal(
    describe(echoPacket('10.0.0.2', '10.0.0.1', 777, '', true), RAW),
    '1 10.0.0.2 777 > 10.0.0.1 777 0 ""',
  );
  assert.equal(describe(echoPacket('fe80::1', 'fe80::2', 9), RAW), '58 fe80::1 9 > fe80::2 9 0 ""');
  const unreachable = ip('10.0.0.1', '10.0.0.2', 1, bytes(3, 3, u16(0), u32(0x01020304), 'quoted'));
  assert.equal(describe(unreachable, RAW), '1 10.0.0.1 0 > 10.0.0.2 0 6 "quoted"');
});

test('every link type leads to the same packet', () => {
  const mac = new Uint8Array(8);
  const sll = bytes(u16(0), u16(1), u16(6), mac);
  const sll2 = (type: number): Uint8Array => bytes(u16(type), u16(0), u32(2), u16(1), 0, 6, mac);
  const wlan = bytes(0x08, 0x01, u16(0), new Uint8Array(18), u16(0));
  const links: readonly (readonly [linkType: number, header: Uint8Array])[] = [
    [1, bytes(new Uint8Array(12), u16(0x0800))],
    [1, bytes(new Uint8Array(12), u16(0x8100), vlan(5, new Uint8Array(0), 0x0800))],
    [1, bytes(new Uint8Array(12), u16(0x88a8), vlan(5, vlan(6, new Uint8Array(0), 0x0800), 0x8100))],
    [1, bytes(new Uint8Array(12), u16(8 + TCP4.length), snap(new Uint8Array(0), 0x0800))],
    [1, bytes(new Uint8Array(12), u16(8 + TCP4.length), 0x06, 0x06, 0x03)],
    [1, bytes(new Uint8Array(12), u16(0x8864), 0x11, 0, u16(1), u16(2 + TCP4.length), u16(0x0021))],
    [1, bytes(new Uint8Array(12), u16(0x8847), u32(0x00010040), u32(0x00020140))],
    [1, bytes(new Uint8Array(12), u16(0x8847), u32(0x00020140), u32(0), new Uint8Array(12), u16(0x0800))],
    [12, new Uint8Array(0)],
    [14, new Uint8Array(0)],
    [101, new Uint8Array(0)],
    [228, new Uint8Array(0)],
    [0, u32le(2)],
    [0, u32(2)],
    [108, u32(2)],
    [9, bytes(0xff, 0x03, u16(0x0021))],
    [9, bytes(u16(0x0021))],
    [9, bytes(0x21)],
    [50, bytes(0xff, 0x03, u16(0x0021))],
    [50, bytes(0x0f, 0x00, u16(0x0800))],
    [51, bytes(0x11, 0, u16(1), u16(0), u16(0x0021))],
    [166, bytes(0x01, 0x03, u16(0x0021))],
    [204, bytes(0x00, 0xff, 0x03, u16(0x0021))],
    [204, bytes(0x01, u16(0x0021))],
    [104, bytes(0x0f, 0x00, u16(0x0800))],
    [104, bytes(0x8f, 0x00, u16(0x0800))],
    [105, bytes(wlan, snap(new Uint8Array(0), 0x0800))],
    [105, bytes(0x88, 0x02, u16(0), new Uint8Array(18), u16(0), u16(0), snap(new Uint8Array(0), 0x0800))],
    [105, bytes(0x08, 0x03, u16(0), new Uint8Array(26), snap(new Uint8Array(0), 0x0800))],
    [127, bytes(0, 0, u16le(12), u32(0), u32(0), wlan, snap(new Uint8Array(0), 0x0800))],
    [113, bytes(sll, u16(0x0800))],
    [113, bytes(sll, u16(0x8100), vlan(7, new Uint8Array(0), 0x0800))],
    [113, bytes(sll, u16(0x0004), snap(new Uint8Array(0), 0x0800))],
    [276, sll2(0x0800)],
  ];
  for (const [linkType, header] of links) {
    assert.equal(describe(bytes(header, TCP4), linkType), TCP4_TEXT, `link type ${linkType}`);
  }
  assert.equal(describe(bytes(sll2(0x86dd), UDP6), 276), UDP6_TEXT);
  assert.equal(describe(bytes(u32le(30), UDP6), 0), UDP6_TEXT);
  assert.equal(describe(UDP6, 229), UDP6_TEXT);
  assert.equal(describe(ethernet(UDP6), ETHERNET), UDP6_TEXT);
});

test('tunnels are followed to the innermost packet', () => {
  const inside = (protocol: number, payload: Uint8Array): Uint8Array =>
    ip('192.0.2.1', '192.0.2.2', protocol, payload);
  const inside6 = (protocol: number, payload: Uint8Array): Uint8Array =>
    ip('2001:db8::a', '2001:db8::b', protocol, payload);
  const full = bytes(u16(0xb000), u16(0x0800), u16(0), u16(0), u32(7), u32(8));
  const routed = bytes(u16(0x4000), u16(0x0800), u16(0), u16(0), u16(0x0800), 0, 4, u32(0), u32(0));
  const pptp = bytes(u16(0x3081), u16(0x880b), u16(0), u16(0), u32(1), u32(1), 0xff, 0x03, u16(0x0021));
  const erspan = bytes(u16(0x1000), u16(0x88be), u32(1), u16(0x1001), u16(0), u32(0));
  for (const packet of [
    inside(4, TCP4),
    inside6(4, TCP4),
    inside(47, gre(0x0800, TCP4)),
    inside(47, bytes(full, TCP4)),
    inside(47, bytes(routed, TCP4)),
    inside(47, gre(0x6558, ethernet(TCP4))),
    inside(47, gre(0x88be, ethernet(TCP4))),
    inside(47, bytes(erspan, ethernet(TCP4))),
    inside6(47, gre(0x8847, bytes(u32(0x140), TCP4))),
    inside(47, bytes(pptp, TCP4)),
    inside(4, inside(47, gre(0x0800, inside(4, TCP4)))),
  ]) {
    assert.equal(describe(packet, RAW), TCP4_TEXT);
  }
  assert.equal(describe(inside(41, UDP6), RAW), UDP6_TEXT);
  assert.equal(describe(inside6(41, UDP6), RAW), UDP6_TEXT);
});

test('the payload ends where IP says, or where the capture does', () => {
  assert.equal(describe(ethernet(bytes(TCP4, 'padding')), ETHERNET), TCP4_TEXT);
  assert.equal(describe(ethernet(bytes(UDP6, 'padding')), ETHERNET), UDP6_TEXT);
  const cut = ethernet(TCP4);
  assert.match(describe(cut.subarray(0, cut.length - 3), ETHERNET), / 5 "he"$/);
  assert.match(describe(cut.subarray(0, cut.length - 5), ETHERNET), / 5 ""$/);
  const segment = tcp({ sourcePort: 1, destinationPort: 2 }, 'offloaded');
  const offloaded = { source: '10.0.0.1', destination: '10.0.0.2', protocol: 6, totalLength: 0 };
  assert.match(describe(ipv4(offloaded, segment), RAW), / 9 "offloaded"$/);
  const offloaded6 = { source: '::1', destination: '::2', nextHeader: 6, payloadLength: 0 };
  assert.match(describe(ipv6(offloaded6, segment), RAW), / 9 "offloaded"$/);
  // The UDP length is not asked.
  const short = udp({ sourcePort: 1, destinationPort: 2 }, 'whole').slice();
  short.set(u16(9), 4);
  assert.match(
    describe(ipv4({ source: '1.1.1.1', destination: '2.2.2.2', protocol: 17 }, short), RAW),
    / 5 "whole"$/,
  );
});

test('IPv4 options and IPv6 extension headers are stepped over', () => {
  const v4 = {
    source: '10.0.0.1',
    destination: '10.0.0.2',
    protocol: 17,
    options: new Uint8Array(40).fill(1),
  };
  assert.match(describe(ipv4(v4, udp({ sourcePort: 1, destinationPort: 2 }, 'x')), RAW), / 1 "x"$/);
  const authentication = bytes(17, 4, u16(0), u32(1), u32(1), new Uint8Array(12));
  const extensions = bytes(
    optionsHeader(43),
    bytes(60, 2, 0, 0, u32(0), new Uint8Array(16)),
    optionsHeader(44),
    fragmentHeader(51, 0, false, 99),
    authentication,
  );
  const v6 = { source: '::1', destination: '::2', nextHeader: 0, extensions };
  assert.match(describe(ipv6(v6, udp({ sourcePort: 1, destinationPort: 2 }, 'x')), RAW), / 1 "x"$/);
});

test('fragments are named, with where they belong', () => {
  const view = new PacketView();
  const check = (packet: Uint8Array, expected: readonly number[]): void => {
    assert.equal(REASON_NAMES[decodeIp(view, packet, 0, packet.length)], 'fragment');
    const { fragment, protocol, fragmentOffset, moreFragments, identification, cursor } = view;
    assert.deepEqual([fragment, protocol, fragmentOffset, moreFragments, identification, cursor], expected);
  };
  const v4 = { source: '10.0.0.1', destination: '10.0.0.2', protocol: 17, identification: 4711 };
  check(ipv4({ ...v4, moreFragments: true }, new Uint8Array(16)), [1, 17, 0, 1, 4711, 20]);
  check(ipv4({ ...v4, fragmentOffset: 65528 }, new Uint8Array(4)), [1, 17, 65528, 0, 4711, 20]);
  const v6 = { source: '::1', destination: '::2', nextHeader: 44 };
  const middle = ipv6({ ...v6, extensions: fragmentHeader(6, 1480, true, 0xfedcba98) }, new Uint8Array(8));
  check(middle, [1, 6, 1480, 1, 0xfedcba98, 48]);
  decodeIp(view, TCP4, 0, TCP4.length);
  assert.equal(view.fragment, 0);
});

test('everything else has a name', () => {
  const wlan = (control: string): Uint8Array => bytes(hex(control), new Uint8Array(22), snap(TCP4));
  const inside = (protocol: number, payload: Uint8Array): Uint8Array =>
    ip('192.0.2.1', '192.0.2.2', protocol, payload);
  const noNext = ipv6({ source: '::1', destination: '::2', nextHeader: 59 }, '');
  const endless = ipv6(
    { source: '::1', destination: '::2', nextHeader: 60 },
    bytes(...Array.from({ length: 30 }, () => optionsHeader(60))),
  );
  const overrun = ipv6({ source: '::1', destination: '::2', nextHeader: 60 }, bytes(17, 9, 0, 0, 0, 0, 0, 0));
  let nested = TCP4;
  for (let i = 0; i < MAX_LAYERS; i += 1) nested = inside(4, nested);
  const cases: readonly (readonly [ReasonName, Uint8Array, number])[] = [
    ['unknown-link-type', TCP4, 147],
    ['not-ip', ethernet(new Uint8Array(28), 0x0806), ETHERNET],
    ['not-ip', ethernet(bytes(0x42, 0x42, 3, 0, 0, 0), 6), ETHERNET],
    ['not-ip', bytes(0xff, 0x03, u16(0xc021), 1, 1), 9],
    ['not-ip', bytes(u32le(2), 0x12), 0],
    ['not-ip', bytes(u16(0), u16(824), u16(0), new Uint8Array(8), u16(0x0800), TCP4), 113],
    ['not-ip', bytes(0x11, 0xa7, u16(1), u16(0)), 51],
    ['bad-ip', bytes(0x55, TCP4.subarray(1)), RAW],
    ['bad-ip', ethernet(UDP6, 0x0800), ETHERNET],
    ['bad-ip', ethernet(TCP4, 0x86dd), ETHERNET],
    ['bad-ip', ipv4({ source: '1.1.1.1', destination: '2.2.2.2', protocol: 6, totalLength: 19 }, ''), RAW],
    ['truncated-ip', bytes(TCP4.subarray(0, 19)), RAW],
    ['other-transport', inside(132, new Uint8Array(12)), RAW],
    ['other-transport', noNext, RAW],
    ['bad-ip', overrun, RAW],
    ['too-deep', endless, RAW],
    ['too-deep', nested, RAW],
    [
      'too-deep',
      ethernet(bytes(...Array.from({ length: 16 }, () => u32(0)), u32(0x100), TCP4), 0x8847),
      ETHERNET,
    ],
    ['bad-transport', tcpWithOffset(15), RAW],
    ['truncated-transport', ipv4({ source: '1.1.1.1', destination: '2.2.2.2', protocol: 17 }, 'short'), RAW],
    ['truncated-tunnel', inside(47, u16(0)), RAW],
    ['truncated-tunnel', inside(47, bytes(u16(0x2000), u16(0x0800))), RAW],
    ['truncated-tunnel', ethernet(u32(0x40), 0x8847), ETHERNET],
    ['bad-tunnel', inside(47, bytes(u16(0x0007), u16(0x0800))), RAW],
    ['bad-tunnel', inside(47, bytes(u16(0x0001), u16(0x880b))), RAW],
    ['bad-tunnel', ethernet(bytes(0x22, 0, u16(1), u16(0)), 0x8864), ETHERNET],
    ['not-ip', inside(47, bytes(u16(0x2081), u16(0x880b), u16(0), u16(0), u32(1))), RAW],
    ['not-data', wlan('8000'), 105],
    ['not-data', wlan('4801'), 105],
    ['encrypted', wlan('0841'), 105],
    ['fragment', wlan('0805'), 105],
    ['bad-tunnel', bytes(0, 0, u16le(7), u32(0), wlan('0801')), 127],
    ['truncated-link', new Uint8Array(13), ETHERNET],
  ];
  for (const [reason, packet, linkType] of cases) {
    assert.equal(
      describe(packet, linkType),
      reason,
      `link type ${linkType}: ${Buffer.from(packet).toString('hex').slice(0, 80)}`,
    );
  }
});

test('a header that ends early is taken at its word', () => {
  assert.match(describe(tcpWithOffset(2), RAW), / 17 "/);
});

test('a TCP header whose options were cut off by the capture is no packet', () => {
  const packet = tcpPacket('10.0.0.1:1', '10.0.0.2:2', 'data', { options: new Uint8Array(12) });
  assert.equal(describe(packet.subarray(0, 48), RAW), 'truncated-transport');
  assert.match(describe(packet.subarray(0, 52), RAW), / 4 ""$/);
});

/** A TCP packet of 5 bytes of payload whose data offset is `words`. */
function tcpWithOffset(words: number): Uint8Array {
  const packet = TCP4.slice();
  packet[32] = words << 4;
  return packet;
}
