/**
 * Any bytes as a policy file, and as a script to be taken over: a policy comes out, or faults with their
 * places; what a script becomes is a policy file that can be read again.
 */
import assert from 'node:assert/strict';
import { readPolicy } from '../src/app/policy/read.ts';
import type { KnownNames } from '../src/core/policy/fault-list.ts';
import { EVERYTHING } from '../src/core/policy/features.ts';
import { policyFromScript } from '../src/core/policy/migrate/from-script.ts';
import { migratedRemarks } from '../src/core/policy/migrate/migrate-text.ts';
import { policyYaml } from '../src/core/policy/migrate/policy-yaml.ts';
import { planPolicy } from '../src/core/policy/planner.ts';
import { renderPolicy } from '../src/core/policy/render.ts';
import { latin1 } from '../test/support/bytes.ts';
import type { FuzzTarget } from './support/target.ts';

const SEEDS: readonly string[] = [
  'links:\n  - { wan: eth0, up: 20 mbit, down: 100 mbit }\n  - lan: eth1\nclasses:\n  - { name: a, share: 20% }\n',
  'rules:\n  - protocol: [http, unset]\n    time: mon-fri 09:00-17:00\n    block: drop\n  - { group: p2p, allow: true }\n',
  'hosts: { o: [10.0.0.0/8, "fd00::/8"] }\nrules: [{ host: o, port: [1-9, 80], mark: 0x1/0xf, dscp: EF }]\n',
  'A="x y"\nfor p in http ftp; do iptables -A FORWARD -m layer7 --l7proto $p -j DROP; done\n',
  'tc class add dev eth0 parent 1: classid 1:10 htb rate 1mbit ceil 2mbit prio 3\ntc filter add dev eth0 handle 5 fw flowid 1:10\niptables -t mangle -A FORWARD -p tcp --dport 80 -s 10.0.0.1 -m layer7 --l7proto http -j MARK --set-mark 5\n',
];

const KNOWN: KnownNames = {
  protocols: new Set(['unset', 'unknown', 'http', 'ftp']),
  applications: new Set(['youtube']),
  groups: new Set(['p2p']),
  members: () => ['http'],
  reservedMark: 0x8fffff00,
};
const OPTIONS = { markOf: () => ({ value: 0x20000, mask: 0xfff0000 }), utcOffset: 60 };

/** Every line of a rendering stays one line, and every rule of it ours. */
function checkPolicy(text: string): void {
  const { policy, errors } = readPolicy(text, 'f', KNOWN);
  assert.equal(policy === undefined, errors.length > 0);
  for (const { where } of errors) assert.ok((where?.line ?? 1) >= 1 && (where?.column ?? 1) >= 1);
  if (policy === undefined) return;
  const { rules, devices } = renderPolicy(
    planPolicy(policy, () => ['http']),
    EVERYTHING,
    OPTIONS,
  );
  assert.ok(rules.kind === 'iptables');
  for (const { text: lines } of rules.families) {
    for (const line of lines.split('\n'))
      assert.match(line, /^(?:|COMMIT|\*\w+|:L7P-\S+ - \[0:0\]|-A L7P-.*)$/);
  }
  for (const { args } of devices.flatMap(({ apply }) => apply))
    assert.ok(args.every((word) => !/\s/.test(word)));
}

export const target: FuzzTarget = {
  seeds: () => SEEDS.map(latin1),
  check: (input) => {
    const text = String.fromCharCode(...input.subarray(0, 4000));
    checkPolicy(text);
    const migrated = policyFromScript(text, KNOWN);
    const yaml = policyYaml(migrated.policy, migratedRemarks(migrated, 'a script'));
    for (const { code } of readPolicy(yaml, 'f', KNOWN).errors) assert.notEqual(code, 'POLICY_YAML', yaml);
  },
};
