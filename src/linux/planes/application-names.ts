/** What planes need to name applications, made from their files. */
import { AlpnTable } from '../../core/applications/alpn-table.ts';
import { HostAutomaton } from '../../core/applications/host-automaton.ts';
import type { Application } from '../../core/applications/model.ts';
import type { ApplicationNames } from '../../core/replay/inspection.ts';
import { nodeAead } from '../crypto/node-aead.ts';

/** What a plane needs to name applications; `fingerprints` asks for the JA4 of TLS clients too. */
export function applicationNames(
  applications: readonly Application[],
  fingerprints: boolean = false,
): ApplicationNames {
  return {
    fingerprints,
    hosts: new HostAutomaton(applications),
    alpn: new AlpnTable(applications),
    names: applications.map(({ name }) => name),
    aead: nodeAead,
  };
}
