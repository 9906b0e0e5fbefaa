/**
 * A rule plan as one nftables table of our own, `inet layer7`, for machines whose kernel has nftables' queue
 * statement. The logic is that of `rule-set.ts`; four things differ in kind:
 *
 *  - One table serves both families. Its chains run just before everybody's mangle chains (priority −151),
 *    so rules of nftables and of iptables alike see the name of the deciding packet.
 *  - nftables cannot copy bits from the packet mark into the connection mark and keep the others, so each
 *    bit of the field has a rule, and each label a small chain.
 *  - Helpers are objects, and are assigned after connection tracking, not before.
 *  - `@ih` is the payload behind TCP; comparing its first byte fails, and skips the rule, where there is none
 *    (Linux 5.16, nft 1.0.1).
 */

import { POLICY_TABLE } from '../../core/policy/rendering.ts';
import { FAMILIES, HELPERS, type HelperRule } from './helpers.ts';
import { UNKNOWN_LABEL } from './labels.ts';
import { carrierOf, hex, markOf, matchOf, UNKNOWN_ID } from './mark-field.ts';
import { type RuleOptions, settlings, usableLabels } from './rule-set.ts';

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

/** The file for `nft -f`: it replaces the table as a whole in one transaction. */
export function nftablesText(options: RuleOptions): string {
  const { mark, queues } = options;
  const keep = hex(~mark.mask);
  const field = hex(mark.mask);
  const unset = hex(matchOf(mark, options.ids, 'unset').mask);
  const unknown = markOf(mark, UNKNOWN_ID);
  const labels = usableLabels(options);
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
  const write = (value: number, label?: number): string =>
    `ct mark set ct mark & ${keep} | ${hex(value)}${label === undefined ? '' : ` ct label set ${label}`}`;
  for (const { number } of labels) chain(`label_${number}`, `ct label set ${number}`);
  const bits = Array.from({ length: mark.width }, (_, index) => (1 << (mark.shift + index)) >>> 0);
  const chosen = (mask: number, isCarrier: boolean): readonly string[] => {
    const pairs = labels
      .filter(({ name }) => carrierOf(name) > 0 === isCarrier)
      .map(({ number, name }) => `${hex(matchOf(mark, options.ids, name).value)} : jump label_${number}`);
    return pairs.length === 0 ? [] : [`meta mark & ${hex(mask)} vmap { ${pairs.join(', ')} }`];
  };
  chain(
    'name',
    `ct mark set ct mark & ${keep}`,
    ...bits.map((bit) => `meta mark & ${hex(bit)} != 0 ct mark set ct mark | ${hex(bit)}`),
    ...chosen(mark.carrierMask, true),
    ...chosen(mark.nameMask, false),
  );
  const clear = `meta mark set meta mark & ${hex(~mark.packetBits)}`;
  const nameless = hex(matchOf(mark, options.ids, 'unset').mask & ~unknown);
  chain(
    'done',
    `meta mark & ${field} == ${hex(unknown)} ct mark & ${field} != 0 ${clear} return`,
    `meta mark & ${field} != 0 ct mark & ${nameless} == 0 jump name`,
    clear,
  );
  chain(
    'queue_up',
    `ct direction reply meta mark set meta mark & ${keep} | ${hex(unknown)}`,
    `queue flags bypass to ${numbers}`,
  );
  chain('attempt', `meta l4proto tcp ${payload}goto queue_up`, 'meta l4proto udp goto queue_up');
  chain(
    'entry',
    `meta mark & ${hex(mark.seen)} != 0 goto done`,
    `ct mark & ${unset} != 0 return`,
    'ct state invalid,untracked return',
    'ct status expected return',
    `ct packets <= ${options.packets} goto attempt`,
    ...settlings(options).map(
      ({ pending, settled, label }) =>
        `ct mark & ${field} == ${hex(pending)} ${write(settled, label)} return`,
    ),
    write(unknown, labels.find(({ number }) => number === UNKNOWN_LABEL)?.number),
  );
  chain('forward', hook('forward'), `${only}jump entry`);
  chain('input', hook('input'), `iif != "lo" ${only}jump entry`);
  chain(
    'postrouting',
    hook('postrouting'),
    `${only}ct mark & ${unset} == 0 fib saddr type local jump entry`,
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
