/**
 * What is said of a capture file that ends before its end, or whose packets cannot be read: why, and how much
 * is missing.
 */
import type { EndReason } from '../core/capture/reader.ts';
import type { Diagnostic } from '../core/errors.ts';
import { REASON_TEXTS, type ReasonName } from '../core/wire/layers.ts';
import type { Counters } from '../linux/planes/plane.ts';
import type { ReplayResult } from '../linux/planes/replay.ts';

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

/** Why packets of a capture are no packets of connections although they should be: there is something wrong. */
const LEFT_OUT: readonly (ReasonName | 'unknown-interface')[] = [
  'unknown-link-type',
  'unknown-interface',
  'encrypted',
  'too-deep',
  'truncated-link',
  'truncated-ip',
  'truncated-transport',
  'truncated-tunnel',
  'bad-ip',
  'bad-transport',
  'bad-tunnel',
];

const MEANINGS: Readonly<Record<string, string>> = {
  ...REASON_TEXTS,
  'unknown-interface': 'an interface that the capture does not describe',
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

/** A word on the packets that are missing from what is told of a capture; undefined when none are. */
export function captureWarning(path: string, counters: Counters): Diagnostic | undefined {
  const reasons = LEFT_OUT.filter((reason) => (counters[reason] ?? 0) > 0);
  if (reasons.length === 0) return undefined;
  const list = reasons.map((reason) => `${counters[reason]} × ${reason} (${MEANINGS[reason]})`);
  const which = (counters.decoded ?? 0) === 0 ? 'no packet' : 'not every packet';
  return {
    code: 'CAPTURE_PACKETS_LEFT_OUT',
    kind: 'input',
    message: `${which} of the capture can be read: ${list.join('; ')}`,
    where: { file: path },
    next: NEXT[reasons[0]!] ?? 'see whether packets were cut: tcpdump keeps them whole with -s 0',
  };
}

const NEXT: Readonly<Record<string, string>> = {
  'unknown-link-type': 'capture on an interface of another kind, or convert the file to Ethernet or raw IP',
  'unknown-interface': 'see whether the file was put together from pieces',
  'too-deep': 'look at the packets with another program; layer7 follows a bounded number of headers',
  encrypted: 'decrypt the frames first, or capture behind the access point',
};
