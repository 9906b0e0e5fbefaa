/**
 * What is to be known of a rule before it goes live: what cannot be told yet when it is asked, what else it
 * takes, what never reaches it. Judged from the plan alone.
 */
import type { Plan, PlanRule } from './plan.ts';
import { RuleCover } from './rule-cover.ts';

export interface RuleNote {
  readonly rule: PlanRule;
  readonly note: string;
}

/** Protocols that announce other connections, which then carry their name. */
const MASTERS: Readonly<Record<string, string>> = {
  ftp: 'its data connections',
  tftp: 'its transfers',
  sip: 'the calls that it sets up',
  rtsp: 'the streams that it sets up',
  irc: 'its file transfers (DCC)',
  h323: 'the calls that it sets up',
  pptp: 'its tunnels',
};

const namesOf = ({ match }: PlanRule): readonly string[] => match.names.flat();

/** Whether a rule asks for nothing, and so holds for every packet. */
function takesAll({ match }: PlanRule): boolean {
  return match.names.length === 0 && Object.keys(match).every((key) => key === 'names');
}

/** That a rule never acts, where a rule before it surely decides for everything that it holds for. */
function neverActs(before: readonly PlanRule[], rule: PlanRule, cover: RuleCover): string | undefined {
  const first = before.find(({ match }) => cover.covers(match, rule.match));
  if (first === undefined) return undefined;
  return takesAll(first)
    ? `never reached: rule ${first.number} takes everything`
    : `never acts: rule ${first.number} decides for everything it holds for`;
}

/** Notes on the rules of a plan, in their order. */
export function ruleNotes(plan: Plan): readonly RuleNote[] {
  const notes: RuleNote[] = [];
  const cover = new RuleCover();
  for (const [index, rule] of plan.rules.entries()) {
    const add = (note: string): void => void notes.push({ rule, note });
    const never = neverActs(plan.rules.slice(0, index), rule, cover);
    if (never !== undefined) add(never);
    const names = namesOf(rule);
    const blocks = rule.action.kind === 'block';
    if (names.includes('unset')) {
      add(
        blocks
          ? 'every connection begins as unset: this stops all of them before they can have a name'
          : 'holds for the first packets of every connection, until it has its name',
      );
    } else if (blocks && names.length > 0) {
      add('a connection has its name only after some packets; those pass');
      if (rule.action.kind === 'block' && rule.action.how === 'reject') {
        add('the side whose packet is refused is told at once, the other side when it sends the next');
      }
    }
    if (blocks && names.includes('unknown')) {
      add('unknown are also protocols that nobody wrote a pattern for yet, and all that began before layer7');
    }
    for (const name of names) {
      if (Object.hasOwn(MASTERS, name)) add(`${name} also means ${MASTERS[name]}`);
    }
    if (rule.match.time !== undefined && blocks) {
      add('acts on connections that are there already when its time begins');
    }
  }
  if (!plan.local) {
    const judged = plan.rules.find(({ action }) => action.kind === 'block' || action.limit !== undefined);
    if (judged !== undefined && plan.wans.length > 0) {
      notes.push({
        rule: judged,
        note: 'connections of this machine itself are never blocked or limited ("local: true" would)',
      });
    }
  }
  return notes;
}
