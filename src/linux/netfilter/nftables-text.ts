/**
 * A rule plan as one nftables table of our own, `inet layer7`, for machines whose kernel has nftables' queue
 * statement. The logic is that of `rule-set.ts`; four things differ in kind:
 *
 *  - One table serves both families. Its chains run just before everybody's mangle chains (priority −151),
 *    so rules of nftables and of iptables alike see the name of the deciding packet.
 *  - nftables cannot copy bits from the packet mark into the connection mark and keep the others, so the id
 *    selects one of many small chains, each of which writes one constant, and the label with it.
 *  - Helpers are objects, and are assigned after connection tracking, not before.
 *  - `@ih` is the payload behind TCP; comparing its first byte fails, and skips the rule, where there is none
 *    (Linux 5.16, nft 1.0.1).
 */

import { POLICY_TABLE } from '../../core/policy/rendering.ts';
import { FAMILIES, HELPERS, type HelperRule } from './helpers.ts';
import { hex, markOf, UNKNOWN_ID } from './mark-field.ts';
import { LABEL_COUNT, type RuleOptions } from './rule-set.ts';

export const NFT_FAMILY = 'inet';
export const NFT_TABLE = 'layer7';

/** Whether a table is of layer7: the daemon's, or the policy's. */
export function isOwnTable(family: string, table: string): boolean {
  return family === NFT_FAMILY && (table === NFT_TABLE || table === POLICY_TABLE.name);
}
const PRIORITY = 'mangle - 1';

interface HelperObject {
  readonly name: string;
  readonly helper: HelperRule;
  /** `inet`, or the one family that the kernel has this helper for. */
  readonly layer3: 'ip' | 'ip6' | 'inet';
}

function helperObjects(options: RuleOptions): readonly HelperObject[] {
  const refused = options.missingHelpers ?? [];
  const objects: HelperObject[] = [];
  for (const helper of options.helpers.flatMap((name): readonly HelperRule[] => HELPERS[name])) {
    const families = FAMILIES.filter(
      (family) =>
        options.families.includes(family) &&
        helper.families.includes(family) &&
        !refused.some((missing) => missing.family === family && missing.kernelName === helper.kernelName),
    );
    if (families.length === 0) continue;
    const layer3 = families.length === 2 ? 'inet' : families[0] === 'ipv4' ? 'ip' : 'ip6';
    const plain = helper.kernelName.toLowerCase().replace(/[^a-z0-9]/g, '');
    objects.push({ name: `${plain}_${helper.transport}`, helper, layer3 });
  }
  return objects;
}

/** Limits a rule to the families of the plan; nothing when both are wanted. */
function familyTest(layer3: 'ip' | 'ip6' | 'inet'): string {
  if (layer3 === 'inet') return '';
  return layer3 === 'ip' ? 'meta nfproto ipv4 ' : 'meta nfproto ipv6 ';
}

/**
 * The file for `nft -f`: it replaces the table as a whole in one transaction.
 * `options.highestId` decides how many ids get a chain.
 */
export function nftablesText(options: RuleOptions): string {
  const { mark, queues } = options;
  const keep = hex(~mark.mask);
  const labels = new Set((options.labels ?? []).filter((id) => id > 0 && id < LABEL_COUNT));
  const highest = Math.max(UNKNOWN_ID, options.highestId ?? UNKNOWN_ID);
  const ids = Array.from({ length: highest }, (_, index) => index + 1);
  const wanted = options.families.length === 2 ? 'inet' : options.families[0] === 'ipv4' ? 'ip' : 'ip6';
  const only = familyTest(wanted);
  const payload = options.payloadTest === false ? '' : '@ih,0,8 >= 0 ';
  const numbers = queues.first === queues.last ? `${queues.first}` : `${queues.first}-${queues.last}`;
  const helpers = helperObjects(options);

  const body: string[] = [];
  const chain = (name: string, ...rules: readonly string[]): void => {
    body.push(`\tchain ${name} {`, ...rules.map((rule) => `\t\t${rule}`), '\t}');
  };
  const hook = (name: string): string => `type filter hook ${name} priority ${PRIORITY}; policy accept;`;

  for (const { name, helper, layer3 } of helpers) {
    body.push(
      `\tct helper ${name} {`,
      `\t\ttype "${helper.kernelName}" protocol ${helper.transport};`,
      `\t\tl3proto ${layer3};`,
      '\t}',
    );
  }
  for (const id of ids) {
    const write = `ct mark set ct mark & ${keep} | ${hex(markOf(mark, id))}`;
    chain(`id_${id}`, labels.has(id) ? `${write} ct label set ${id}` : write);
  }
  const map = ids.map((id) => `${hex(markOf(mark, id))} : jump id_${id}`).join(', ');
  const clear = `meta mark set meta mark & ${hex(~mark.packetBits)}`;
  const nameless = hex(mark.mask & ~markOf(mark, UNKNOWN_ID));
  chain('done', `ct mark & ${nameless} == 0 meta mark & ${hex(mark.mask)} vmap { ${map} }`, clear);
  chain(
    'queue_up',
    `ct direction reply meta mark set meta mark & ${keep} | ${hex(markOf(mark, UNKNOWN_ID))}`,
    `queue flags bypass to ${numbers}`,
  );
  chain('attempt', `meta l4proto tcp ${payload}goto queue_up`, 'meta l4proto udp goto queue_up');
  chain(
    'entry',
    `meta mark & ${hex(mark.seen)} != 0 goto done`,
    `ct mark & ${hex(mark.mask)} != 0 return`,
    'ct state invalid,untracked return',
    'ct status expected return',
    `ct packets <= ${options.packets} goto attempt`,
    `jump id_${UNKNOWN_ID}`,
  );
  chain('forward', hook('forward'), `${only}jump entry`);
  chain('input', hook('input'), `iif != "lo" ${only}jump entry`);
  chain(
    'postrouting',
    hook('postrouting'),
    `${only}ct mark & ${hex(mark.mask)} == 0 fib saddr type local jump entry`,
    `meta mark & ${hex(mark.packetBits)} != 0 ${clear}`,
  );
  if (helpers.length > 0) {
    const assign = helpers.map(
      ({ name, helper, layer3 }) =>
        `${familyTest(layer3)}${helper.transport} dport ${helper.port} ct helper set "${name}"`,
    );
    chain('assign_helpers', ...assign);
    chain('prerouting', hook('prerouting'), 'ct state new jump assign_helpers');
    chain('output', hook('output'), 'ct state new jump assign_helpers');
  }
  const target = `${NFT_FAMILY} ${NFT_TABLE}`;
  return [`add table ${target}`, `delete table ${target}`, `table ${target} {`, ...body, '}', ''].join('\n');
}
