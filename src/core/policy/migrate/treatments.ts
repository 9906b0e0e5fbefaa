/**
 * Rules of a script that set marks, classes or code points → rules of a policy. A mark that a tc filter reads
 * is the class that the filter leads to; another stays a mark.
 */
import type { KnownNames } from '../fault-list.ts';
import type { RawRule } from '../raw-policy.ts';
import { readDscp, readMark } from '../units.ts';
import { leaveOut, resolved, type Translation } from './marked.ts';
import { isApart } from './match-sets.ts';
import { carried } from './outcome.ts';
import type { FlatRule } from './own-chains.ts';
import type { Mark } from './script-facts.ts';

interface Treatment {
  readonly rule: FlatRule;
  readonly made: readonly RawRule[];
  readonly does: Does;
  readonly changes: readonly string[];
}

type Does = Pick<RawRule, 'class' | 'mark' | 'dscp' | 'allow'>;

/** The rules, and what became of the commands that they are from. */
export function translateTreatments(context: Translation): readonly RawRule[] {
  const found = context.rules.flatMap((rule) => treatmentOf(rule, context) ?? []);
  const points = found.filter(({ does }) => does.dscp !== undefined);
  const others = found.filter(({ does }) => does.dscp === undefined);
  // A class that is set outright goes before one that a filter finds by the mark.
  let ordered = [
    ...others.filter(({ rule }) => rule.action.kind === 'mark'),
    ...others.filter(({ rule }) => rule.action.kind !== 'mark'),
  ];
  if (!isOrderFree(ordered)) {
    ordered = ordered.toReversed();
    context.notes.push(
      'rules that set marks are in the reverse order: there the last one wins, here the first',
    );
  }
  const rules: RawRule[] = [];
  const say = ({ rule, changes }: Treatment): void => {
    const isOwnToo = rule.hook.local && rule.hook.stage > 0;
    const told = isOwnToo ? [] : ['what this machine sends itself is taken too'];
    for (const one of rule.commands) context.ledger.say(one, carried([...rule.changes, ...changes, ...told]));
  };
  const joined = new Set<Treatment>();
  for (const one of ordered) {
    const point = points.find(({ made }) => JSON.stringify(made) === JSON.stringify(one.made));
    if (point !== undefined) joined.add(point);
    const does: Does = { ...one.does, ...(point === undefined || one.does.allow === true ? {} : point.does) };
    rules.push(...one.made.map((made): RawRule => ({ ...made, ...does })));
    say(one);
  }
  for (const one of points.toReversed()) {
    const other = ordered.find(({ rule }) => !isApart(rule.match, one.rule.match));
    if (joined.has(one) || other === undefined) {
      if (!joined.has(one)) rules.push(...one.made.map((made): RawRule => ({ ...made, ...one.does })));
      say(one);
    } else {
      const reason = `line ${other.rule.line} treats some of the same packets, and in a policy the first rule decides alone`;
      leaveOut(one.rule, context, reason, 'write "dscp" into that rule, or keep it in the script');
    }
  }
  return distinct(rules);
}

const distinct = (rules: readonly RawRule[]): readonly RawRule[] => {
  const seen = new Set<string>();
  return rules.filter((rule) => {
    const text = JSON.stringify(rule);
    const isNew = !seen.has(text);
    seen.add(text);
    return isNew;
  });
};

/** Whether no two rules with other results take the same packets: rules on one name each, and no name twice. */
function isOrderFree(all: readonly Treatment[]): boolean {
  const results = new Map<string, string>();
  for (const { made, does } of all) {
    const text = JSON.stringify(does);
    for (const rule of made) {
      const name = rule.protocol ?? rule.application;
      if (name === undefined) return all.every((one) => JSON.stringify(one.does) === text);
      const key = `${rule.protocol === undefined ? 'application' : 'protocol'} ${String(name)}`;
      if ((results.get(key) ?? text) !== text) return false;
      results.set(key, text);
    }
  }
  return true;
}

function treatmentOf(rule: FlatRule, context: Translation): Treatment | undefined {
  const { action, behind, hook } = rule;
  if (action.kind === 'drop' || action.kind === 'reject') return undefined;
  const no = (reason: string, next?: string): undefined => leaveOut(rule, context, reason, next) as undefined;
  if (!hook.forwarded)
    return no(`a policy treats what is forwarded, and ${hook.chain} is about this machine itself`);
  const here = resolved(rule, context);
  if ('problem' in here) return no(here.problem, here.next);
  if (behind.length > 0) {
    const next = 'write a rule for what it lets pass in front of one for the rest';
    return no(`line ${behind[0]!.line} lets some of it pass before, which is not in the policy`, next);
  }
  const changes = [...here.changes];
  const { shaping, known } = context;
  let does: Does;
  if (action.kind === 'classify') {
    const name = shaping.classOfId(action.classId);
    if (name === undefined) return no(`there is no class ${action.classId} without classes of its own`);
    does = { class: name };
  } else if (action.kind === 'dscp') {
    if (readDscp(action.value).wrong !== undefined) return no(`"${action.value}" is no code point`);
    does = { dscp: action.value };
  } else {
    const name = shaping.classOfMark(action.mark);
    if (name !== undefined) does = { class: name };
    else if (action.mark.value === 0) {
      if (shaping.classes.length === 0) return no('a policy takes no marks away');
      does = { allow: true };
    } else {
      const mark = userMark(action.mark, known);
      if (mark === undefined) {
        const next = `choose a mark of up to 0xff, in the script that reads it too`;
        return no("the mark uses bits that are layer7's own", next);
      }
      does = { mark };
      if (action.mark.mask === 0xffffffff)
        changes.push(`the mark is ${mark}: its other bits stay as they are`);
    }
  }
  return { rule, made: here.rules, does, changes };
}

/** A mark as a policy sets it, if its bits are free. */
function userMark({ value, mask }: Mark, known: KnownNames): string | undefined {
  const bits = mask !== 0xffffffff ? mask : value <= 0xff ? 0xff : 0xffff;
  const text = `0x${value.toString(16)}/0x${(bits >>> 0).toString(16)}`;
  const reading = readMark(text);
  return reading.wrong === undefined && (reading.value.mask & known.reservedMark) === 0 ? text : undefined;
}
