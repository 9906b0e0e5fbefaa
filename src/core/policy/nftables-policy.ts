/**
 * The rules of a plan as one nftables table, `inet layer7_policy`. The same two lists as for iptables:
 *
 *     forward (with `local` input and output)  priority −10, before everybody's filter ─► verdicts
 *     forward, postrouting of this machine's own  priority −140, behind the names ───────► treatment
 *
 * Sets take the place of rules for each alternative, and one table serves both families; a rule with
 * addresses becomes one for each family that it has addresses of.
 *
 * Times are in UTC: nft is to be run with TZ=UTC, or it moves them by its own idea of local time.
 */
import { classId, classMark, classMinor } from './class-number.ts';
import type { Features } from './features.ts';
import { distinctMarks, hex } from './iptables-conditions.ts';
import { limitBurst } from './iptables-policy.ts';
import type { Family, Prefix } from './model.ts';
import type { Plan, PlanRule } from './plan.ts';
import {
  DEFAULT_CLASS_MASK,
  type MarkValue,
  POLICY_COMMENT,
  POLICY_TABLE,
  type RenderOptions,
} from './rendering.ts';
import { RuleBudget } from './rule-budget.ts';
import { isIdle, type Outcome, type RuleList, treatmentList, verdictList } from './rule-lists.ts';
import { clockText, utcWindows } from './utc-windows.ts';

const TREATMENT_PRIORITY = -140;
const VERDICT_PRIORITY = -10;
const LONGEST_COMMENT = 120;
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

function comment(text: string): string {
  const plain = `${POLICY_COMMENT} ${text}`.replace(/[^ !#-[\]-~]/g, '?').slice(0, LONGEST_COMMENT);
  return `comment "${plain}"`;
}

const line = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(' ');
const setOf = (values: readonly (string | number)[]): string =>
  values.length === 1 ? String(values[0]) : `{ ${values.join(', ')} }`;
const quoted = (devices: readonly string[]): string => setOf(devices.map((device) => `"${device}"`));

/** Names: one comparison for each mask among them. */
function markTests(marks: readonly MarkValue[]): readonly string[] {
  const byMask = new Map<number, string[]>();
  for (const { value, mask } of distinctMarks(marks)) {
    byMask.set(mask, [...(byMask.get(mask) ?? []), hex(value)]);
  }
  return [...byMask].map(
    ([mask, values]) => `ct mark & ${hex(mask)} ${values.length === 1 ? '== ' : ''}${setOf(values)}`,
  );
}

const familyTest = (family: Family): string => `meta nfproto ${family}`;

function addressTests(match: PlanRule['match'], family: Family): readonly (readonly string[])[] | undefined {
  const word = family === 'ipv4' ? 'ip' : 'ip6';
  const lists: (readonly string[])[] = [];
  const add = (prefixes: readonly Prefix[] | undefined, ...sides: readonly string[]): void => {
    if (prefixes === undefined) return;
    const usable = prefixes.filter((prefix) => prefix.family === family).map(({ text }) => text);
    lists.push(usable.length === 0 ? [] : sides.map((side) => `ct ${side} ${word} saddr ${setOf(usable)}`));
  };
  add(match.from, 'original');
  add(match.to, 'reply');
  add(match.host, 'original', 'reply');
  return lists.some((list) => list.length === 0) ? undefined : lists;
}

/** Every choice of one from each list, as one line, made when it is asked for: there can be very many. */
function* product(lists: readonly (readonly string[])[]): Generator<string> {
  const [first, ...rest] = lists;
  if (first === undefined) yield '';
  else for (const one of first) for (const others of product(rest)) yield line(one, others);
}

/** Every way in which a rule can hold, each as one line of tests. */
function* tests(rule: PlanRule, plan: Plan, features: Features, options: RenderOptions): Generator<string> {
  const { match } = rule;
  const plain: (readonly string[])[] = [];
  if (match.direction !== undefined) {
    const devices = quoted(plan.wans.map(({ device }) => device));
    plain.push([`${match.direction === 'up' ? 'oifname' : 'iifname'} ${devices}`]);
  }
  if (match.transport !== undefined) plain.push([`meta l4proto ${match.transport}`]);
  for (const names of match.names) plain.push(markTests(names.map((name) => options.markOf(name))));
  if (match.ports !== undefined) {
    const ranges = match.ports.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`));
    // nft 1.0.6 writes the ports of a tuple in the wrong byte order; those of the packet are as good.
    const any = match.transport === undefined ? 'meta l4proto { tcp, udp } ' : '';
    plain.push([
      `${any}ct direction original th dport ${setOf(ranges)}`,
      `${any}ct direction reply th sport ${setOf(ranges)}`,
    ]);
  }
  if (match.time !== undefined) {
    plain.push(
      utcWindows(match.time, options.utcOffset).map(({ days, from, to }) => {
        const names = DAYS.filter((_, day) => (days & (1 << day)) !== 0).map((day) => `"${day}"`);
        const hours = `meta hour "${clockText(from * 60)}"-"${clockText(to * 60 - 1)}"`;
        return line(names.length === 7 ? '' : `meta day ${setOf(names)}`, hours);
      }),
    );
  }
  if (match.after !== undefined) plain.push([`ct bytes >= ${match.after}`]);
  if (match.until !== undefined) plain.push([`ct bytes <= ${match.until}`]);
  const hasAddresses = (match.from ?? match.to ?? match.host) !== undefined;
  const families: readonly Family[] = [
    ...(features.ipv4 ? (['ipv4'] as const) : []),
    ...(features.ipv6 ? (['ipv6'] as const) : []),
  ];
  if (!hasAddresses) {
    yield* product(plain);
    return;
  }
  for (const family of families) {
    const addresses = addressTests(match, family);
    if (addresses !== undefined) yield* product([[familyTest(family)], ...addresses, ...plain]);
  }
}

function target(outcome: Outcome, plan: Plan, features: Features): string {
  switch (outcome.kind) {
    case 'pass':
      return 'return';
    case 'class':
      return `goto class_${plan.classes[outcome.class]!.name}`;
    case 'treat':
      return `goto treat_${outcome.rule}`;
    case 'limit':
      return `goto limit_${outcome.rule}`;
    case 'drop':
      return 'drop';
    case 'reject':
      return features.reject ? 'goto refuse' : 'drop';
  }
}

function listRules(
  list: RuleList,
  plan: Plan,
  features: Features,
  options: RenderOptions,
  budget: RuleBudget,
): readonly string[] {
  const rules: string[] = [];
  for (const { rule, outcome } of list.entries) {
    const note =
      outcome.kind === 'pass' ? `past the rest by rule ${rule.number}` : `rule ${rule.number}: ${rule.name}`;
    const does = target(outcome, plan, features);
    for (const test of tests(rule, plan, features, options)) {
      rules.push(budget.take(line(test, 'counter', does, comment(note)), rule));
    }
  }
  if (list.otherwise.kind !== 'pass') {
    rules.push(line('counter', target(list.otherwise, plan, features), comment('no rule')));
  }
  return rules;
}

function classRules(
  plan: Plan,
  index: number,
  features: Features,
  options: RenderOptions,
): readonly string[] {
  const mask = options.classMask ?? DEFAULT_CLASS_MASK;
  const { name, up, down } = plan.classes[index]!;
  return plan.wans.flatMap(({ device }, wan) => {
    const set = features.classify
      ? `meta priority set ${classId(classMinor(wan, index))}`
      : `meta mark set meta mark & ${hex(~mask)} | ${hex(classMark(plan, wan, index, mask))}`;
    return [
      ...(up[wan] === undefined ? [] : [line(`oifname "${device}"`, set, comment(`${name} up`))]),
      ...(down[wan] === undefined ? [] : [line(`iifname "${device}"`, set, comment(`${name} down`))]),
    ];
  });
}

/**
 * The file for `nft -f`: it replaces the table as a whole in one transaction.
 *
 * @throws Layer7Error `POLICY_TOO_LONG` when the rules come to more than `RuleBudget` allows.
 */
export function nftablesPolicy(plan: Plan, features: Features, options: RenderOptions): string {
  const treatments = treatmentList(plan);
  const verdicts = verdictList(plan);
  const budget = new RuleBudget();
  const body: string[] = [];
  const chain = (name: string, ...rules: readonly string[]): void => {
    body.push(`\tchain ${name} {`, ...rules.map((rule) => `\t\t${rule}`), '\t}');
  };
  const hook = (name: string, priority: number): string =>
    `type filter hook ${name} priority ${priority}; policy accept;`;
  const devices = plan.wans.map(({ device }) => device);
  const enter = (name: string): readonly string[] =>
    devices.length === 0
      ? [`goto ${name}`]
      : [`oifname ${quoted(devices)} goto ${name}`, `iifname ${quoted(devices)} goto ${name}`];

  for (const { outcome } of verdicts.entries) {
    if (outcome.kind === 'limit') addLimit(outcome.rule, outcome.bits, devices, features, body);
  }
  if (!isIdle(treatments)) {
    for (const [index, { name }] of plan.classes.entries()) {
      chain(`class_${name}`, ...classRules(plan, index, features, options));
    }
    for (const { outcome } of treatments.entries) {
      if (outcome.kind === 'treat') chain(`treat_${outcome.rule}`, ...treatRules(outcome, plan));
    }
    chain('treatment', ...listRules(treatments, plan, features, options, budget));
    chain('treatment_entry', ...enter('treatment'));
    chain('treat_forwarded', hook('forward', TREATMENT_PRIORITY), 'jump treatment_entry');
    chain('treat_own', hook('postrouting', TREATMENT_PRIORITY), 'fib saddr type local jump treatment_entry');
  }
  if (!isIdle(verdicts)) {
    if (features.reject && verdicts.entries.some(({ outcome }) => outcome.kind === 'reject')) {
      chain('refuse', 'meta l4proto tcp reject with tcp reset', 'reject with icmpx type port-unreachable');
    }
    chain('verdicts', ...listRules(verdicts, plan, features, options, budget));
    chain('verdict_entry', ...enter('verdicts'));
    chain('judge_forwarded', hook('forward', VERDICT_PRIORITY), 'jump verdict_entry');
    if (plan.local) {
      chain('judge_input', hook('input', VERDICT_PRIORITY), 'iifname != "lo" jump verdict_entry');
      chain('judge_output', hook('output', VERDICT_PRIORITY), 'oifname != "lo" jump verdict_entry');
    }
  }
  const name = `${POLICY_TABLE.family} ${POLICY_TABLE.name}`;
  return [`add table ${name}`, `delete table ${name}`, `table ${name} {`, ...body, '}', ''].join('\n');
}

function treatRules(outcome: Extract<Outcome, { kind: 'treat' }>, plan: Plan): readonly string[] {
  const { rule, treat } = outcome;
  const rules: string[] = [];
  if (treat.mark !== undefined) {
    const { value, mask } = treat.mark;
    rules.push(`meta mark set meta mark & ${hex(~mask)} | ${hex(value)} ${comment(`mark of rule ${rule}`)}`);
  }
  if (treat.dscp !== undefined) {
    const note = comment(`code point of rule ${rule}`);
    rules.push(
      `meta nfproto ipv4 ip dscp set ${treat.dscp} ${note}`,
      `meta nfproto ipv6 ip6 dscp set ${treat.dscp} ${note}`,
    );
  }
  if (treat.class !== undefined) rules.push(`goto class_${plan.classes[treat.class]!.name}`);
  return rules;
}

/** Hosts that a limit remembers, each way and family. */
const HOSTS = 65_536;

/** Sets of hosts, and the chain that drops what is over the limit. */
function addLimit(
  rule: number,
  bits: number,
  devices: readonly string[],
  features: Features,
  body: string[],
): void {
  const bytes = Math.floor(bits / 8);
  const rules: string[] = [];
  for (const [family, word] of [
    ['ipv4', 'ip'],
    ['ipv6', 'ip6'],
  ] as const) {
    if (!features[family]) continue;
    for (const way of ['up', 'down'] as const) {
      const set = `hosts_${rule}_${way}_${family}`;
      body.push(
        `\tset ${set} {`,
        `\t\ttype ${family}_addr;`,
        `\t\tsize ${HOSTS};`,
        '\t\tflags dynamic, timeout;',
        '\t\ttimeout 1m;',
        '\t}',
      );
      const test = `${way === 'up' ? 'oifname' : 'iifname'} ${quoted(devices)}`;
      const key = `${word} ${way === 'up' ? 'saddr' : 'daddr'}`;
      const rate = `limit rate over ${bytes} bytes/second burst ${limitBurst(bytes)} bytes`;
      rules.push(
        `${test} ${familyTest(family)} update @${set} { ${key} ${rate} } counter drop ${comment(`rule ${rule} over its limit`)}`,
      );
    }
  }
  body.push(`\tchain limit_${rule} {`, ...rules.map((text) => `\t\t${text}`), '\t}');
}
