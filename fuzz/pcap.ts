/**
 * Any bytes as a pcap file: reading ends, nothing is delivered that is not in the file, and windows of any
 * size give the same.
 */
import { bytes, latin1 } from '../test/support/bytes.ts';
import { type PcapOptions, pcapFile } from '../test/support/captures.ts';
import { checkCapture } from './support/check-capture.ts';
import type { FuzzTarget } from './support/target.ts';

const VARIANTS: readonly PcapOptions[] = [
  {},
  { byteOrder: 'big' },
  { nanoseconds: true, linkType: 113 },
  { modified: true },
  { version: [2, 2] },
  { version: [2, 3] },
];

export const target: FuzzTarget = {
  seeds: () =>
    VARIANTS.map((options) =>
      pcapFile(
        [
          { data: latin1('first'), seconds: 1 },
          bytes(new Uint8Array(40)),
          { data: latin1('x'), originalLength: 9 },
        ],
        options,
      ),
    ),
  check: checkCapture,
};
