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
import { idOf } from './tc-facts.ts';

interface Treatment {
  readonly rule: FlatRule;
  readonly made: readonly RawRule[];
  /** What becomes of the packets; of those of one way, where the two differ. */
  readonly ways: readonly OneWay[];
  readonly changes: readonly string[];
}

interface OneWay {
  readonly direction?: 'up' | 'down';
  readonly does: Does;
  /** It goes the way of all that no rule names: said only where another rule could take it. */
  readonly isRest?: true;
}

type Does = Pick<RawRule, 'class' | 'mark' | 'dscp' | 'allow'>;

/** The rules, and what became of the commands that they are from. */
export function translateTreatments(context: Translation): readonly RawRule[] {
  const elsewhere = bitsSet(context.rules);
  const found = withoutMixtures(
    context.rules.flatMap((rule) => treatmentOf(rule, elsewhere, context) ?? []),
    context,
  );
  const points = found.filter(({ rule }) => rule.action.kind === 'dscp');
  const others = found.filter(({ rule }) => rule.action.kind !== 'dscp');
  // A class that is set outright goes before one that a filter finds by the mark.
  let ordered = [
    ...others.filter(({ rule }) => rule.action.kind === 'mark'),
    ...others.filter(({ rule }) => rule.action.kind !== 'mark'),
  ];
  const isFree = isOrderFree(ordered);
  if (!isFree) {
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
  const pointOf = new Map(points.toReversed().map((point) => [JSON.stringify(point.made), point]));
  for (const one of ordered) {
    const point = pointOf.get(JSON.stringify(one.made));
    if (point !== undefined) joined.add(point);
    for (const { direction, does, isRest } of one.ways) {
      if (isRest === true && isFree && point === undefined) continue;
      const both: Does =
        point === undefined
          ? does
          : isRest === true
            ? point.ways[0]!.does
            : { ...does, ...(does.allow === true ? {} : point.ways[0]!.does) };
      const way = direction === undefined ? {} : { direction };
      rules.push(...one.made.map((made): RawRule => ({ ...made, ...way, ...both })));
    }
    say(one);
  }
  for (const one of points.toReversed()) {
    const other = ordered.find(({ rule }) => !isApart(rule.match, one.rule.match));
    if (joined.has(one) || other === undefined) {
      if (!joined.has(one))
        rules.push(...one.made.map((made): RawRule => ({ ...made, ...one.ways[0]!.does })));
      say(one);
    } else {
      const reason = `line ${other.rule.line} treats some of the same packets, and in a policy the first rule decides alone`;
      leaveOut(one.rule, context, reason, 'write "dscp" into that rule, or keep it in the script');
    }
  }
  return distinct(rules);
}

/** Bits of marks that rules of the script set. */
function bitsSet(rules: readonly FlatRule[]): number {
  let bits = 0;
  for (const { action, match } of rules) {
    if (action.kind !== 'mark') continue;
    // One that is not read may set any.
    bits |= action.mark.value === 0 && match.problem !== undefined ? action.mark.mask : action.mark.value;
  }
  return bits;
}

/**
 * Without rules that set only a part of a mark which another has set before them: such packets have bits of both,
 * and in a policy one rule decides.
 */
function withoutMixtures(all: readonly Treatment[], context: Translation): readonly Treatment[] {
  const kept: Treatment[] = [];
  for (const one of all) {
    const { action } = one.rule;
    const mixed = (other: Treatment): boolean =>
      action.kind === 'mark' &&
      other.rule.action.kind === 'mark' &&
      (other.rule.action.mark.mask & ~action.mark.mask) !== 0 &&
      !isApart(other.rule.match, one.rule.match);
    const at = kept.findIndex(mixed);
    if (at < 0) {
      kept.push(one);
      continue;
    }
    const { line } = kept[at]!.rule;
    const reason = `line ${line} sets other bits of the mark on some of the same packets, and in a policy the first rule decides alone`;
    leaveOut(one.rule, context, reason);
    const lost = `the bits that line ${one.rule.line} sets on some of these packets are not set`;
    kept[at] = { ...kept[at]!, changes: [...kept[at]!.changes, lost] };
  }
  return kept;
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
  for (const { made, ways } of all) {
    const text = JSON.stringify(ways);
    for (const rule of made) {
      const name = rule.protocol ?? rule.application;
      if (name === undefined) return all.every((one) => JSON.stringify(one.ways) === text);
      const key = `${rule.protocol === undefined ? 'application' : 'protocol'} ${String(name)}`;
      if ((results.get(key) ?? text) !== text) return false;
      results.set(key, text);
    }
  }
  return true;
}

function treatmentOf(rule: FlatRule, elsewhere: number, context: Translation): Treatment | undefined {
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
  const made = here.rules;
  const whole = (does: Does): Treatment => ({ rule, made, ways: [{ does }], changes });
  if (action.kind === 'dscp') {
    if (readDscp(action.value).wrong !== undefined) return no(`"${action.value}" is no code point`);
    return whole({ dscp: action.value });
  }
  const id = action.kind === 'classify' ? (idOf(action.classId) ?? '') : '';
  const lead = action.kind === 'classify' ? shaping.ofId(id) : shaping.ofMark(action.mark, elsewhere);
  if ('problem' in lead) return no(lead.problem);
  const one = made.every(({ direction }) => direction === made[0]?.direction)
    ? made[0]?.direction
    : undefined;
  const ways = waysOf(one === undefined ? lead : { up: lead[one], down: lead[one] });
  if (ways !== undefined) return { rule, made, ways, changes: [...changes, ...lead.changes] };
  if (action.kind === 'classify') return no(`there is no class ${action.classId} without classes of its own`);
  if (action.mark.value === 0) {
    if (shaping.classes.length === 0) return no('a policy takes no marks away');
    return action.mark.mask === 0xffffffff
      ? whole({ allow: true })
      : no('a policy takes no bits of marks away');
  }
  const mark = userMark(action.mark, known);
  if (mark === undefined) {
    const next = `choose a mark of up to 0xff, in the script that reads it too`;
    return no("the mark uses bits that are layer7's own", next);
  }
  if (action.mark.mask === 0xffffffff) changes.push(`the mark is ${mark}: its other bits stay as they are`);
  return whole({ mark });
}

/** Classes of both ways; undefined where there is none. */
function waysOf({ up, down }: { up: string | undefined; down: string | undefined }): OneWay[] | undefined {
  if (up === undefined && down === undefined) return undefined;
  if (up === down) return [{ does: { class: up } }];
  const way = (direction: 'up' | 'down', name: string | undefined): OneWay =>
    name === undefined
      ? { direction, does: { allow: true }, isRest: true }
      : { direction, does: { class: name } };
  return [way('up', up), way('down', down)];
}

/** A mark as a policy sets it, if its bits are free. */
function userMark({ value, mask }: Mark, known: KnownNames): string | undefined {
  const bits = mask !== 0xffffffff ? mask : value <= 0xff ? 0xff : 0xffff;
  const text = `0x${value.toString(16)}/0x${(bits >>> 0).toString(16)}`;
  const reading = readMark(text);
  return reading.wrong === undefined && (reading.value.mask & known.reservedMark) === 0 ? text : undefined;
}
