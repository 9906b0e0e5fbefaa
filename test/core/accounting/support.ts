/** Connections as the kernel would show them, for the tests of the accounts. */
import { addressWords } from '../../../src/core/accounting/prefix-table.ts';
import type { AccountRow } from '../../../src/core/accounting/row.ts';
import type { Sight } from '../../../src/core/accounting/sight.ts';
import { parseAddress } from '../../../src/core/wire/address.ts';

export interface SightOf {
  readonly id: number;
  readonly ports?: number;
  readonly protocol?: number;
  readonly port?: number;
  readonly mark?: number;
  /** Packets sent, bytes sent, packets answered, bytes answered. */
  readonly counters?: readonly [number, number, number, number];
  readonly from?: string;
  readonly to?: string;
}

export function sight(of: SightOf): Sight {
  const [sentPackets, sentBytes, answeredPackets, answeredBytes] = of.counters ?? [0, 0, 0, 0];
  const from = parseAddress(of.from ?? '192.0.2.1')!;
  return {
    id: of.id,
    ports: of.ports ?? 0,
    protocol: of.protocol ?? 6,
    responderPort: of.port ?? 0,
    mark: of.mark ?? 0,
    isCounted: of.counters !== undefined,
    sentPackets,
    sentBytes,
    answeredPackets,
    answeredBytes,
    version: from.length === 4 ? 4 : 6,
    originator: addressWords(from),
    responder: addressWords(parseAddress(of.to ?? '198.51.100.1')!),
  };
}

/** A row with nothing in it but what is given. */
export function row(given: Partial<AccountRow>): AccountRow {
  return {
    protocol: 'http',
    application: '',
    group: '',
    host: '192.0.2.1',
    hostLink: 'eth1',
    link: 'eth0',
    class: '',
    connections: 1,
    upPackets: 0,
    upBytes: 0,
    downPackets: 0,
    downBytes: 0,
    ...given,
  };
}
