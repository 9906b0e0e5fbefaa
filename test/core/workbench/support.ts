/** Small libraries made on the spot: `.pat` and signature texts → protocols in the order given. */
import { FROM_CLIENT, FROM_SERVER } from '../../../src/core/classify/connection-state.ts';
import type { FlowReport } from '../../../src/core/classify/flow-report.ts';
import type { Diagnostic } from '../../../src/core/errors.ts';
import { buildLibrary, type LibraryFile } from '../../../src/core/patterns/library.ts';
import type { Protocol } from '../../../src/core/patterns/model.ts';
import { IPPROTO_TCP, IPPROTO_UDP } from '../../../src/core/wire/packet-view.ts';
import type { FlowRecord, RecordedPacket } from '../../../src/core/workbench/flow-record.ts';
import { type Study, studyLibrary } from '../../../src/core/workbench/study.ts';
import { bytes } from '../../support/bytes.ts';

/** Files of a library: `.pat` files from name → expression, in that order of precedence. */
export function patFiles(patterns: Readonly<Record<string, string>>): LibraryFile[] {
  return Object.entries(patterns).map(([name, expression]) => ({
    path: `${name}.pat`,
    text: `# ${name} of a test\n${name}\n${expression}\n`,
  }));
}

/** A signature file with one or more blocks, each written as in a file. */
export function signatureFile(name: string, ...blocks: readonly string[]): LibraryFile {
  const about = `name ${name}\ntitle Test ${name}\nreference none\ngroups test\nports tcp/1 udp/1\n`;
  return { path: `${name}.sig`, text: `${about}\n${blocks.join('\n\n')}\n` };
}

export interface TestLibrary {
  readonly protocols: readonly Protocol[];
  readonly errors: readonly Diagnostic[];
}

/** The protocols of some files, in the order of the files. */
export function libraryOf(files: readonly LibraryFile[]): TestLibrary {
  const order = files.map(({ path }) => path.replace(/\.(pat|sig)$/, ''));
  return buildLibrary(files, { order });
}

/** `.pat` protocols from name → expression, studied. */
export function studyOf(patterns: Readonly<Record<string, string>>): Study {
  return studyLibrary(libraryOf(patFiles(patterns)).protocols);
}

/** Payloads of a recorded flow; a string is latin1 text. */
export type RecordedTurn = readonly [side: 'client' | 'server', payload: string | Uint8Array];

/** A flow as the recorder keeps it: TCP segments follow each other without gaps. */
export function recordOf(
  protocol: 'tcp' | 'udp',
  turns: readonly RecordedTurn[],
  ports = [4000, 80],
): FlowRecord {
  const sent = [1000, 5000];
  const packets = turns.map(([side, given]): RecordedPacket => {
    const payload = bytes(given) as Uint8Array<ArrayBuffer>;
    const direction = side === 'client' ? FROM_CLIENT : FROM_SERVER;
    const sequence = sent[direction]!;
    sent[direction] = sequence + payload.length;
    return {
      direction,
      sourcePort: ports[direction]!,
      destinationPort: ports[1 - direction]!,
      tcpFlags: 0x18,
      sequence,
      payload,
      payloadLength: payload.length,
    };
  });
  return { protocol: protocol === 'tcp' ? IPPROTO_TCP : IPPROTO_UDP, packets };
}

/** A report that goes with a record. */
export function reportOf(record: FlowRecord, l7: string, packet?: number): FlowReport {
  return {
    proto: record.protocol === IPPROTO_TCP ? 'tcp' : 'udp',
    src: '10.0.0.1',
    sport: 4000,
    dst: '10.0.0.2',
    dport: 80,
    packets: record.packets.length,
    bytes: record.packets.reduce((sum, { payloadLength }) => sum + payloadLength, 0),
    l7,
    ...(packet === undefined ? {} : { decided: { packet, bytes: 1 } }),
  };
}
