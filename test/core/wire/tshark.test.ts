/**
 * Every packet of every shared capture, decoded here and by tshark: the same addresses, ports, lengths and
 * times. Where the two must differ, the reason is stated and checked.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { formatAddress } from '../../../src/core/wire/address.ts';
import { decode } from '../../../src/core/wire/decode.ts';
import { DECODED, FRAGMENT, REASON_NAMES } from '../../../src/core/wire/layers.ts';
import { IPPROTO_TCP, IPPROTO_UDP, PacketView } from '../../../src/core/wire/packet-view.ts';
import { type ReadRecord, readCapture } from '../../support/read-capture.ts';
import { sharedCaptures, WITHOUT_SHARED } from '../../support/shared.ts';
import { tsharkFields, WITHOUT_TSHARK } from '../../support/tshark.ts';

const FIELDS = [
  'frame.len',
  'frame.time_epoch',
  'ip.src',
  'ip.dst',
  'ipv6.src',
  'ipv6.dst',
  'tcp.srcport',
  'tcp.dstport',
  'tcp.len',
  'udp.srcport',
  'udp.dstport',
  'udp.length',
] as const;

type Fields = Readonly<Record<(typeof FIELDS)[number], string>>;

/** tshark counts a frame's length in 31 bits. */
const LONGEST_FRAME = 0x7fff_ffff;

test('the same packets as tshark', { skip: WITHOUT_SHARED || WITHOUT_TSHARK }, () => {
  const captures = sharedCaptures()
    .map((path) => ({ path, read: readCapture(readFileSync(path)) }))
    .filter(({ read }) => read.reason === 'end-of-file');
  const rows = tsharkFields(
    captures.map(({ path }) => path),
    FIELDS,
  );
  const view = new PacketView();
  let row = 0;
  let compared = 0;
  for (const { path, read } of captures) {
    for (const [number, record] of read.records.entries()) {
      const values = rows[row++]!;
      const fields = Object.fromEntries(FIELDS.map((name, i) => [name, values[i]])) as Fields;
      const where = `${path} frame ${number + 1}`;
      assert.equal(Math.min(record.originalLength, LONGEST_FRAME), Number(fields['frame.len']), where);
      const time = `${record.seconds}.${String(record.nanoseconds).padStart(9, '0')}`;
      if (record.nanoseconds < 1e9) assert.equal(time, fields['frame.time_epoch'], where);
      const code = decode(view, record.data, 0, record.data.length, record.linkType);
      if (comparePacket(view, code, record, fields, where)) compared += 1;
    }
  }
  assert.equal(row, rows.length);
  assert.ok(compared > 0.9 * rows.length, `${compared} of ${rows.length} packets were compared`);
});

/** Asserts that both say the same; false when this packet cannot be compared. */
function comparePacket(
  view: PacketView,
  code: number,
  record: ReadRecord,
  fields: Fields,
  where: string,
): boolean {
  // tshark goes on into the first fragment of a datagram, and into the packet that an ICMP error quotes.
  if (code === FRAGMENT) return false;
  const transport = view.protocol === IPPROTO_TCP || view.protocol === IPPROTO_UDP;
  if (code === DECODED && !transport) return false;
  if (code !== DECODED) {
    // A TCP header cut off by the capture still has ports, but no length.
    assert.equal(fields['tcp.len'] + fields['udp.length'], '', `${where}: ${REASON_NAMES[code]}`);
    return true;
  }
  // tshark does not go beyond an IPv4 header that claims to be shorter than 20 bytes.
  if (view.ipVersion === 4 && (record.data[view.ip]! & 0x0f) < 5) return false;

  const length = view.ipVersion === 4 ? 4 : 16;
  const ip = view.ipVersion === 4 ? 'ip' : 'ipv6';
  assert.equal(formatAddress(record.data, view.source, length), fields[`${ip}.src`], where);
  assert.equal(formatAddress(record.data, view.destination, length), fields[`${ip}.dst`], where);
  const name = view.protocol === IPPROTO_TCP ? 'tcp' : 'udp';
  assert.equal(view.sourcePort, Number(fields[`${name}.srcport`]), where);
  assert.equal(view.destinationPort, Number(fields[`${name}.dstport`]), where);
  if (name === 'udp') {
    // tshark shows the UDP header's length; ours is by the IP header.
    const header = view.payload - 8;
    const stated = (record.data[header + 4]! << 8) | record.data[header + 5]!;
    assert.equal(stated, Number(fields['udp.length']), where);
    if (stated === view.payloadLength + 8) return true;
    assert.ok(isDamaged(where) || stated === 0, `${where}: UDP length ${stated}`);
    return true;
  }
  // Where an IP header claims more than the frame had on the wire, tshark believes the frame.
  const frameEnd = Math.max(view.payload, record.originalLength);
  const believed = Math.min(view.payloadLength, frameEnd - view.payload);
  assert.equal(believed, Number(fields['tcp.len']), where);
  return true;
}

/** Captures that were made by damaging others. */
function isDamaged(where: string): boolean {
  return /fuzz|crash|invalid|malformed|garbage/.test(where);
}
