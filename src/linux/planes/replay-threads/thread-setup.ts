/** What the two threads of a replay tell each other besides packets. */
import type { MessagePort } from 'node:worker_threads';
import { AlpnTable, type OwnName } from '../../../core/applications/alpn-table.ts';
import { HostAutomaton } from '../../../core/applications/host-automaton.ts';
import type { Program } from '../../../core/classify/program.ts';
import type { FindingsColumns } from '../../../core/replay/findings.ts';
import type { ApplicationNames, InspectionOptions } from '../../../core/replay/inspection.ts';
import { nodeAead } from '../../crypto/node-aead.ts';

/** Flows that have left the table and whose findings are fetched at a time. */
export const ENDED_ROWS = 4096;

/** What is needed to name applications, as values that can be handed over. */
export interface PackedNames {
  readonly hosts: Uint8Array;
  readonly alpn: readonly OwnName[];
  readonly names: readonly string[];
  readonly fingerprints: boolean;
}

export function packNames({ hosts, alpn, names, fingerprints }: ApplicationNames): PackedNames {
  return { hosts: hosts.pack(), alpn: alpn?.names ?? [], names, fingerprints: fingerprints ?? false };
}

/** What `packNames` has packed; the AEAD is Node's. */
export function unpackNames({ hosts, alpn, names, fingerprints }: PackedNames): ApplicationNames {
  return {
    hosts: HostAutomaton.unpack(hosts),
    alpn: AlpnTable.of(alpn),
    names,
    aead: nodeAead,
    fingerprints,
  };
}

/** What the inspecting thread is to do, and where it finds its work. */
export interface ThreadSetup extends Pick<InspectionOptions, 'budget' | 'children'> {
  readonly program: Program;
  readonly names?: PackedNames;
  readonly ring: SharedArrayBuffer;
  /** By number; the last is for packets that stand in no window of the file. */
  readonly windows: readonly Uint8Array[];
  /** By slot: serial of the last flow there that is no longer looked into. */
  readonly closed: SharedArrayBuffer;
  readonly port: MessagePort;
}

/** From the reading thread: a window that takes the place of a smaller one. */
export interface NewWindow {
  readonly index: number;
  readonly window: Uint8Array;
}

/** From the inspecting thread. */
export type Answer = { readonly columns: FindingsColumns } | { readonly failure: string };
