/** What is said of a capture file that ends before its end: why, and how far it was read. */
import type { EndReason } from '../../core/capture/reader.ts';
import type { Diagnostic } from '../../core/errors.ts';
import type { ReplayResult } from '../../linux/planes/replay.ts';

/** Why a capture was not read to its end, in words; undefined when it was. */
const REASONS: Readonly<Record<EndReason, string | undefined>> = {
  'end-of-file': undefined,
  'empty-file': 'the file is empty',
  'not-a-capture': 'the file is neither pcap nor pcapng',
  'compressed-file': 'the file is compressed',
  'unsupported-version': 'the file is of a version that is not known',
  'truncated-header': 'the file ends within its header',
  'truncated-record': 'the file ends in the middle of a packet',
  'record-too-large': 'a packet is longer than any can be, so the file is damaged',
  'bad-block-length': 'the lengths of a block disagree, so the file is damaged',
  'bad-byte-order-magic': 'a section says nothing about its byte order, so the file is damaged',
  'too-many-interfaces': 'a section has more interfaces than are kept',
};

/** The fault of a capture that was not read to its end; undefined when it was. */
export function captureFault(path: string, { reason, counters }: ReplayResult): Diagnostic | undefined {
  const message = REASONS[reason];
  if (message === undefined) return undefined;
  return {
    code: `CAPTURE_${reason.toUpperCase().replaceAll('-', '_')}`,
    kind: 'input',
    message: `${message}; ${counters.flows ?? 0} connections were read up to there`,
    where: { file: path },
    next: reason === 'compressed-file' ? 'unpack it first' : 'see whether the file was copied in full',
  };
}
