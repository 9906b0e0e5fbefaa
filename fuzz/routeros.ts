/**
 * Any bytes as a RouterOS export, as a filter of flows, as labels: what can be read is read, the rest is
 * reported with what to do next, and nothing takes long.
 */
import assert from 'node:assert/strict';
import { Layer7Error } from '../src/core/errors.ts';
import { isProtocolName } from '../src/core/patterns/parsed-file.ts';
import { parseFlowFilter } from '../src/core/workbench/flow-filter.ts';
import { routerOsProtocols } from '../src/core/workbench/import.ts';
import { parseLabels } from '../src/core/workbench/label-tally.ts';
import { parseRouterOsExport } from '../src/core/workbench/routeros-export.ts';
import { latin1 } from '../test/support/bytes.ts';
import type { FuzzTarget } from './support/target.ts';

const SEEDS: readonly string[] = [
  '/ip firewall layer7-protocol\nadd comment="a b" name=one regexp="^a\\\\x01\\$\\\n    b\\"\\0F"\n',
  '/ip/firewall/layer7-protocol/add name="x y" regexp=plain; add name=z regexp="\\_\\?"\r\n# comment\n',
  '/interface\nadd name=lan\n/ip firewall layer7-protocol set [ find ] regexp="$x"\n',
  'tcp and (port 443 or host 10.0.0.1) and not l7 tls',
  'udp or host 2001:db8::1 and not not port 53',
  '{"capture":"a","proto":"tcp","src":"10.0.0.1","sport":1,"dst":"::1","dport":2,"label":"X"}\n',
];

const FLOW = { proto: 'tcp', src: '10.0.0.1', sport: 1, dst: '10.0.0.2', dport: 443 } as const;

function checkExport(text: string): void {
  const { patterns, errors, warnings } = parseRouterOsExport(text, 'f');
  for (const { next, where } of [...errors, ...warnings]) {
    assert.ok(next !== undefined && (where?.line ?? 1) >= 1);
  }
  const names = routerOsProtocols(patterns, 'f').map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  for (const name of names) assert.ok(isProtocolName(name), name);
}

function checkFilter(text: string): void {
  try {
    const filter = parseFlowFilter(text);
    assert.notEqual(filter({ ...FLOW, l7: 'tls' }), undefined, 'everything is known of this flow');
    filter(FLOW);
  } catch (error) {
    assert.ok(error instanceof Layer7Error && error.code === 'FLOW_FILTER', String(error));
  }
}

export const target: FuzzTarget = {
  seeds: () => SEEDS.map(latin1),
  check: (input) => {
    const text = String.fromCharCode(...input.subarray(0, 4000));
    checkExport(text);
    checkFilter(text.slice(0, 400));
    const { count, broken } = parseLabels(text);
    assert.ok(count + broken.length <= text.split('\n').length);
  },
};
