/**
 * From a policy to its plan: groups become the names in them, shares become rates, classes and rules get
 * numbers. Pure, and cannot fail: what can be wrong with a policy was told when it was read.
 */
import type { LanLink, Policy, PolicyClass, PolicyRule, WanLink } from './model.ts';
import type { ClassRates, Plan, PlanAction, PlanMatch } from './plan.ts';
import { resolveRates } from './rates.ts';

/** The protocols and applications of a group. */
export type Members = (group: string) => readonly string[];

const PRIORITY_LOWEST = 7;

/** What a policy without classes shapes its links with: all packets are in one class, which has the whole link. */
const WHOLE_LINK: PolicyClass = { name: 'all', least: {}, most: {}, priority: 1, traffic: 'normal' };

/** The classes of a policy; without any, one for what links carry where their rate is given. */
function classesOf(policy: Policy, wans: readonly WanLink[]): Pick<Policy, 'classes' | 'defaultClass'> {
  const isShaped = wans.some(({ up, down }) => (up ?? down) !== undefined);
  if (policy.classes.length > 0 || !isShaped) return policy;
  return { classes: [WHOLE_LINK], defaultClass: WHOLE_LINK.name };
}

/** The plan of a policy. */
export function planPolicy(policy: Policy, members: Members): Plan {
  const wans = policy.links.filter((link): link is WanLink => link.kind === 'wan');
  const lans = policy.links.filter((link): link is LanLink => link.kind === 'lan');
  const { classes, defaultClass: defaultName } = classesOf(policy, wans);
  const ratesOf = (way: 'up' | 'down'): readonly (readonly ClassRates[] | undefined)[] =>
    wans.map((wan) => {
      const link = wan[way];
      return link === undefined ? undefined : resolveRates(classes, way, link).rates;
    });
  const up = ratesOf('up');
  const down = ratesOf('down');
  const indexOf = new Map(classes.map(({ name }, index) => [name, index]));
  const defaultClass = defaultName === undefined ? undefined : indexOf.get(defaultName);
  return {
    wans: wans.map((wan) => ({ device: wan.device, up: wan.up, down: wan.down })),
    lans: lans.map(({ device, hosts }) => ({ device, hosts })),
    classes: classes.map(({ name, priority, traffic }, index) => ({
      name,
      traffic,
      priority: Math.min(PRIORITY_LOWEST, priority - 1),
      up: up.map((rates) => rates?.[index]),
      down: down.map((rates) => rates?.[index]),
    })),
    defaultClass,
    rules: policy.rules.map((rule, index) => ({
      number: index + 1,
      name: rule.name,
      line: rule.line,
      match: matchOf(rule, members),
      action: actionOf(rule, indexOf, defaultClass),
    })),
    local: policy.local,
  };
}

function matchOf({ match }: PolicyRule, members: Members): PlanMatch {
  const { protocols, applications, groups, ...rest } = match;
  const names: (readonly string[])[] = [];
  if (protocols !== undefined) names.push(protocols);
  if (applications !== undefined) names.push(applications);
  if (groups !== undefined) names.push([...new Set(groups.flatMap((group) => members(group)))]);
  return { names, ...rest };
}

function actionOf(
  { action }: PolicyRule,
  indexOf: ReadonlyMap<string, number>,
  defaultClass: number | undefined,
): PlanAction {
  if (action.kind === 'block') return action;
  const { class: name, ...rest } = action;
  return { ...rest, class: name === undefined ? defaultClass : indexOf.get(name) };
}
