/**
 * The rules of a plan for iptables and ip6tables.
 *
 *     mangle  FORWARD, POSTROUTING (this machine's own) ──► L7P-ENTRY ─► L7P-RULES ─► L7P-CLASS-…: CLASSIFY
 *     filter  FORWARD, with `local` INPUT and OUTPUT ─────► L7P-ENTRY ─► L7P-RULES ─► DROP, L7P-REJECT, L7P-LIMIT-…
 *
 * L7P-ENTRY takes what crosses a link to the outside. The rest are gotos, so the end of any chain returns to
 * the chain that jumped in, and users' own rules there go on. A condition with several alternatives is a
 * rule for each; where a rule of the policy has two such conditions, the second gets a chain of its own, in
 * place of all combinations:
 *
 *     L7P-RULES    alternative of the first condition ─► L7P-R3-1   ┐
 *                  none ─► L7P-FROM-4                               ├ each a goto
 *     L7P-R3-1     alternative of the second ─► what rule 3 does    │
 *                  none ─► L7P-FROM-4, where rule 4 and on stand    ┘
 *
 * In the filter table a block comes first and no rule of the user's can let it pass; in mangle the policy
 * stands directly behind the names.
 */
import { classId, classMark, classMinor } from './class-number.ts';
import type { Features } from './features.ts';
import { conditions, hex } from './iptables-conditions.ts';
import type { Family } from './model.ts';
import type { Plan } from './plan.ts';
import {
  CHAIN_PREFIX,
  DEFAULT_CLASS_MASK,
  type IptablesFamily,
  POLICY_COMMENT,
  type PolicyChain,
  type PolicyJump,
  type PolicyTable,
  type RenderOptions,
} from './rendering.ts';
import { RuleBudget } from './rule-budget.ts';
import { isIdle, type Outcome, type RuleList, treatmentList, verdictList } from './rule-lists.ts';

const chainName = (name: string): string => `${CHAIN_PREFIX}${name}`;
const ENTRY = chainName('ENTRY');
const RULES = chainName('RULES');
const REJECT = chainName('REJECT');

const LONGEST_COMMENT = 200;

/** `-m comment --comment "…"`, of printable ASCII without quotes. */
function comment(text: string): string {
  const plain = `${POLICY_COMMENT} ${text}`.replace(/[^ !#-[\]-~]/g, '?').slice(0, LONGEST_COMMENT);
  return `-m comment --comment "${plain}"`;
}

/** A rule from its parts, empty ones left out. */
const line = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(' ');

/** Where the packets of an outcome go. */
function target(outcome: Outcome, plan: Plan, features: Features): string {
  switch (outcome.kind) {
    case 'pass':
      return '-j RETURN';
    case 'class':
      return `-g ${chainName(`CLASS-${plan.classes[outcome.class]!.name}`)}`;
    case 'treat':
      return `-g ${chainName(`TREAT-${outcome.rule}`)}`;
    case 'limit':
      return `-g ${chainName(`LIMIT-${outcome.rule}`)}`;
    case 'drop':
      return '-j DROP';
    case 'reject':
      return features.reject ? `-g ${REJECT}` : '-j DROP';
  }
}

/** A list of rules as chains, of which the first is L7P-RULES. */
function listChains(
  list: RuleList,
  plan: Plan,
  family: Family,
  features: Features,
  options: RenderOptions,
  budget: RuleBudget,
): readonly PolicyChain[] {
  const chains: { readonly name: string; readonly rules: string[] }[] = [{ name: RULES, rules: [] }];
  let current = chains[0]!.rules;
  const open = (name: string): string[] => {
    const rules: string[] = [];
    chains.push({ name, rules });
    return rules;
  };
  for (const { rule, outcome } of list.entries) {
    const lists = conditions(rule, plan, family, options);
    if (lists === undefined) continue;
    const { number, name } = rule;
    const single = lists.filter((one) => one.length === 1).map(([only]) => only!);
    const several = lists.filter((one) => one.length > 1);
    const does = target(outcome, plan, features);
    const add = (...parts: readonly string[]): void => void current.push(budget.take(line(...parts), rule));
    const counted = comment(
      outcome.kind === 'pass' ? `past the rest by rule ${number}` : `rule ${number}: ${name}`,
    );
    if (several.length === 0) add(...single, counted, does);
    else if (several.length === 1) {
      for (const one of several[0]!) add(...single, one, counted, does);
    } else {
      const rest = chainName(`FROM-${number + 1}`);
      const stages = several.map((_, index) => chainName(`R${number}-${index}`));
      for (const [index, alternatives] of several.entries()) {
        const isLast = index === several.length - 1;
        const go = isLast ? does : `-g ${stages[index + 1]}`;
        const note = isLast ? counted : comment(`rule ${number}, part ${index + 1}`);
        const fixed = index === 0 ? single : [];
        for (const one of alternatives) add(...fixed, one, note, go);
        add(comment(`not rule ${number}`), `-g ${rest}`);
        current = open(isLast ? rest : stages[index + 1]!);
      }
    }
  }
  if (list.otherwise.kind !== 'pass') {
    current.push(line(comment('no rule'), target(list.otherwise, plan, features)));
  }
  return chains;
}

/** What crosses a link to the outside; everything where no link is named. */
function entryChain(plan: Plan): PolicyChain {
  if (plan.wans.length === 0) return { name: ENTRY, rules: [line(comment('everything'), `-g ${RULES}`)] };
  const rules = plan.wans.flatMap(({ device }) => [
    line(`-o ${device}`, comment('up'), `-g ${RULES}`),
    line(`-i ${device}`, comment('down'), `-g ${RULES}`),
  ]);
  return { name: ENTRY, rules };
}

function classChains(plan: Plan, features: Features, options: RenderOptions): readonly PolicyChain[] {
  const mask = options.classMask ?? DEFAULT_CLASS_MASK;
  return plan.classes.map(({ name, up, down }, index) => {
    const rules = plan.wans.flatMap(({ device }, wan) => {
      const minor = classMinor(wan, index);
      const set = features.classify
        ? `-j CLASSIFY --set-class ${classId(minor)}`
        : `-j MARK --set-xmark ${hex(classMark(plan, wan, index, mask))}/${hex(mask)}`;
      return [
        ...(up[wan] === undefined ? [] : [line(`-o ${device}`, comment(`${name} up`), set)]),
        ...(down[wan] === undefined ? [] : [line(`-i ${device}`, comment(`${name} down`), set)]),
      ];
    });
    return { name: chainName(`CLASS-${name}`), rules };
  });
}

/** Chains for rules that do more than choose a class. */
function treatChains(list: RuleList, plan: Plan): readonly PolicyChain[] {
  return list.entries.flatMap(({ outcome }) => {
    if (outcome.kind !== 'treat') return [];
    const { rule, treat } = outcome;
    const rules: string[] = [];
    if (treat.mark !== undefined) {
      const { value, mask } = treat.mark;
      rules.push(line(comment(`mark of rule ${rule}`), `-j MARK --set-xmark ${hex(value)}/${hex(mask)}`));
    }
    if (treat.dscp !== undefined) {
      rules.push(line(comment(`code point of rule ${rule}`), `-j DSCP --set-dscp ${hex(treat.dscp)}`));
    }
    if (treat.class !== undefined) {
      const chain = chainName(`CLASS-${plan.classes[treat.class]!.name}`);
      rules.push(line(comment(`class of rule ${rule}`), `-g ${chain}`));
    }
    return [{ name: chainName(`TREAT-${rule}`), rules }];
  });
}

/**
 * What may come at once after a pause: a second of the rate, or ten full packets. hashlimit takes no less
 * than a second of the rate as it rounds it, which is up to some percent more.
 */
export const limitBurst = (bytesASecond: number): number => Math.max(15_140, Math.ceil(bytesASecond * 1.05));

/**
 * hashlimit finds its table of hosts by name, and one that is there keeps its rate. So another rate is another
 * name, or a policy that replaces this one would limit as this one did.
 */
const limitName = (rule: number, way: 'up' | 'down', bits: number): string =>
  `l7p${rule}${way}${bits.toString(36)}`;

/** Chains for rules that limit each host: its own table of hosts for each way. */
function limitChains(list: RuleList, plan: Plan): readonly PolicyChain[] {
  return list.entries.flatMap(({ outcome }) => {
    if (outcome.kind !== 'limit') return [];
    const { rule, bits } = outcome;
    const bytes = Math.floor(bits / 8);
    const over = (flag: string, device: string, way: 'up' | 'down'): string =>
      line(
        `${flag} ${device}`,
        `-m hashlimit --hashlimit-above ${bytes}b/s --hashlimit-burst ${limitBurst(bytes)}b`,
        `--hashlimit-mode ${way === 'up' ? 'srcip' : 'dstip'} --hashlimit-name ${limitName(rule, way, bits)}`,
        comment(`rule ${rule} over its limit`),
        '-j DROP',
      );
    const rules = plan.wans.flatMap(({ device }) => [over('-o', device, 'up'), over('-i', device, 'down')]);
    return [{ name: chainName(`LIMIT-${rule}`), rules }];
  });
}

function rejectChain(family: Family): PolicyChain {
  const unreachable = family === 'ipv4' ? 'icmp-port-unreachable' : 'icmp6-port-unreachable';
  return {
    name: REJECT,
    rules: [
      line('-p tcp', comment('refuse'), '-j REJECT --reject-with tcp-reset'),
      line(comment('refuse'), `-j REJECT --reject-with ${unreachable}`),
    ],
  };
}

function jump(chain: string, place: PolicyJump['place'], match: string, note: string): PolicyJump {
  return { chain, place, rule: line(match, comment(note), `-j ${ENTRY}`) };
}

function tablesOf(
  plan: Plan,
  family: Family,
  features: Features,
  options: RenderOptions,
): readonly PolicyTable[] {
  const tables: PolicyTable[] = [];
  const budget = new RuleBudget();
  const counted = (chains: readonly PolicyChain[]): readonly PolicyChain[] => {
    for (const { rules } of chains) for (const rule of rules) budget.take(rule);
    return chains;
  };
  const treatments = treatmentList(plan);
  if (!isIdle(treatments)) {
    tables.push({
      name: 'mangle',
      chains: [
        entryChain(plan),
        ...listChains(treatments, plan, family, features, options, budget),
        ...counted(treatChains(treatments, plan)),
        ...counted(classChains(plan, features, options)),
      ],
      jumps: [
        jump('FORWARD', 'behind-names', '', 'forwarded'),
        jump('POSTROUTING', 'behind-names', '-m addrtype --src-type LOCAL', 'from this machine'),
      ],
    });
  }
  const verdicts = verdictList(plan);
  if (!isIdle(verdicts)) {
    const rejects = features.reject && verdicts.entries.some(({ outcome }) => outcome.kind === 'reject');
    const own = [
      jump('INPUT', 'first', '! -i lo', 'to this machine'),
      jump('OUTPUT', 'first', '! -o lo', 'from this machine'),
    ];
    tables.push({
      name: 'filter',
      chains: [
        entryChain(plan),
        ...listChains(verdicts, plan, family, features, options, budget),
        ...counted(limitChains(verdicts, plan)),
        ...(rejects ? [rejectChain(family)] : []),
      ],
      jumps: [jump('FORWARD', 'first', '', 'forwarded'), ...(plan.local ? own : [])],
    });
  }
  return tables;
}

function restoreText(tables: readonly PolicyTable[]): string {
  return tables
    .map(({ name, chains }) => {
      const heads = chains.map((chain) => `:${chain.name} - [0:0]`);
      const rules = chains.flatMap((chain) => chain.rules.map((rule) => `-A ${chain.name} ${rule}`));
      return [`*${name}`, ...heads, ...rules, 'COMMIT', ''].join('\n');
    })
    .join('');
}

/**
 * The rules of a plan for the families that the machine has.
 *
 * @throws Layer7Error `POLICY_TOO_LONG` when a family comes to more lines than `RuleBudget` allows.
 */
export function iptablesPolicy(
  plan: Plan,
  features: Features,
  options: RenderOptions,
): readonly IptablesFamily[] {
  const families: Family[] = [];
  if (features.ipv4) families.push('ipv4');
  if (features.ipv6) families.push('ipv6');
  return families.map((family) => {
    const tables = tablesOf(plan, family, features, options);
    return { family, tables, text: restoreText(tables) };
  });
}
