/**
 * Any bytes as a pcapng file: reading ends, nothing is delivered that is not in the file, and windows of any
 * size give the same.
 */
import { bytes, latin1 } from '../test/support/bytes.ts';
import { PcapngBlocks } from '../test/support/captures.ts';
import { checkCapture } from './support/check-capture.ts';
import type { FuzzTarget } from './support/target.ts';

export const target: FuzzTarget = {
  seeds: () =>
    (['little', 'big'] as const).map((order) => {
      const ng = new PcapngBlocks(order);
      return bytes(
        ng.section(),
        ng.interface(1, { snapshotLength: 64 }),
        ng.interface(113, { resolution: 9, offset: -5 }),
        ng.packet(latin1('enhanced'), 1_700_000_000_000_000n, 0, 90),
        ng.simplePacket(latin1('simple')),
        ng.block(5, 'statistics of an interface'),
        ng.obsoletePacket(latin1('old'), 5n, 1),
        ng.section(),
        ng.interface(101, { resolution: 0x94 }),
        ng.packet(latin1('last'), 0xffff_ffff_ffff_ffffn),
      );
    }),
  check: checkCapture,
};
