/**
 * What a tc command of a script says: classes of HTB, the default class, and filters that read marks. Anything
 * else gets its outcome here, words that a policy does not know are told.
 */
import { type Fate, type Ledger, left, needless } from './outcome.ts';
import { markOf, numberOf } from './rule-words.ts';
import type { ScriptClass, ScriptFacts } from './script-facts.ts';
import type { ShellCommand } from './shell-commands.ts';

const KINDS = ['htb', 'cbq', 'hfsc', 'tbf', 'prio', 'ingress', 'clsact', 'drr', 'dsmark'] as const;
const SHAPE =
  'a policy shapes with HTB: say its rates as "min" and "max" of classes, or keep it in the script';

/** Reads the pairs behind a verb; words that stand alone are keys without a value. */
function options(words: readonly string[], flags: ReadonlySet<string>): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (flags.has(word)) found.set(word, '');
    else found.set(word, words[++at] ?? '');
  }
  return found;
}

/** Words without a value; "prio" is a kind of queueing discipline, and a number of classes and filters. */
const QDISC_FLAGS = new Set<string>([...KINDS, 'root']);
const FLAGS = new Set<string>([...KINDS.filter((kind) => kind !== 'prio'), 'root', 'fw', 'u32']);

/** `1:0x0A` → `1:a`: numbers of classes are hexadecimal; undefined where it is none. */
export function idOf(text: string): string | undefined {
  const found = /^(?:0x)?([0-9a-f]{1,4}):(?:0x)?([0-9a-f]{0,4})$/i.exec(text);
  if (found === null) return undefined;
  const [major, minor] = [found[1]!, found[2]! || '0'].map((digits) => Number.parseInt(digits, 16));
  return `${major!.toString(16)}:${minor!.toString(16)}`;
}

/** Adds the facts of one command; if it is none, what becomes of it. */
export function readTc(
  index: number,
  { line, doubts }: ShellCommand,
  all: readonly string[],
  facts: ScriptFacts,
  ledger: Ledger,
): Fate | undefined {
  const first = all.findIndex((word) => !word.startsWith('-'));
  const [object = '', verb = '', ...words] = first < 0 ? [] : all.slice(first);
  if (['show', 'ls', 'list', '', 'get'].includes(verb)) return needless('it only shows');
  if (['del', 'delete'].includes(verb)) {
    const device = words[words.indexOf('dev') + 1];
    const isWhole = object === 'qdisc' && words.includes('dev') && words.includes('root');
    if (isWhole && doubts.length === 0) {
      for (const list of [facts.classes, facts.filters, facts.roots]) {
        const kept = list.filter((one) => one.device !== device);
        for (const one of list)
          if (one.device === device) ledger.say(one.command, needless(`line ${line} takes it out again`));
        (list as unknown[]).splice(0, list.length, ...kept);
      }
    }
    return needless('"layer7 policy revert" takes a policy out again');
  }
  if (!['add', 'replace', 'change'].includes(verb)) return left(`"tc ${object} ${verb}" is not carried over`);
  const given = options(words, object === 'qdisc' ? QDISC_FLAGS : FLAGS);
  const device = given.get('dev');
  const kind = KINDS.find((one) => given.get(one) === '');
  if (device === undefined) return left('the device is missing', 'see whether the line is whole');
  /** Words that the policy has no place for. */
  const changesOf = (known: readonly string[]): readonly string[] => {
    const lost = [...given].filter(([key]) => !known.includes(key)).map((pair) => pair.join(' ').trim());
    return lost.length === 0
      ? doubts
      : [...doubts, `without "${lost.join(' ')}": a policy has no place for it`];
  };
  switch (object) {
    case 'qdisc': {
      if (kind === 'ingress' || kind === 'clsact')
        return left('what comes in is not policed there', 'say "down" of the wan link, and it is shaped');
      const isLeaf = given.has('parent');
      if (kind === 'htb' && !isLeaf) {
        const handle = given.get('handle') ?? '1:';
        const other = given.get('default');
        const changes = changesOf(['dev', 'root', 'handle', 'htb', 'default', 'r2q']);
        const defaultId =
          other === undefined ? {} : { defaultId: idOf(`${handle.replace(/:.*$/, '')}:${other}`) ?? other };
        facts.roots.push({ command: index, device, changes, ...defaultId });
        return undefined;
      }
      if (isLeaf && kind === undefined)
        return {
          kind: 'changed',
          changes: ['each class has the best queue that the kernel offers, whichever the script named'],
          inPart: false,
        };
      const name =
        kind ?? words.find((word, at) => words[at - 1] !== 'dev' && !['dev', 'root'].includes(word));
      return left(`a queueing discipline ${name ?? ''} there is not carried over`.replace('  ', ' '), SHAPE);
    }
    case 'class': {
      const written = given.get('classid');
      const id = idOf(written ?? '');
      const rate = given.get('rate');
      if (kind !== 'htb') return left(`a class of ${kind ?? 'another kind'} is not carried over`, SHAPE);
      if (id === undefined || rate === undefined)
        return left(
          written === undefined || rate === undefined
            ? 'the class has no number or no rate'
            : `"${written}" is no number of a class`,
          'see whether the line is whole',
        );
      const ceiling = given.get('ceil');
      const priority = given.get('prio');
      const made: ScriptClass = {
        command: index,
        line,
        device,
        id,
        parent: idOf(given.get('parent') ?? '') ?? '',
        rate,
        ...(ceiling === undefined ? {} : { ceiling }),
        // HTB knows eight, from 0.
        ...(priority === undefined ? {} : { priority: Math.min(7, numberOf(priority) ?? 0) }),
        changes: changesOf(['dev', 'parent', 'classid', 'htb', 'rate', 'ceil', 'prio']),
      };
      const at = facts.classes.findIndex((one) => one.device === device && one.id === id);
      const before = facts.classes[at];
      if (before === undefined) facts.classes.push(made);
      else if (verb === 'add')
        return left(`line ${before.line} made this class already`, 'say which of the rates are meant');
      else {
        ledger.say(before.command, needless(`line ${line} gives the class other values`));
        facts.classes[at] = { ...made, parent: made.parent === '' ? before.parent : made.parent };
      }
      return undefined;
    }
    case 'filter': {
      const classId = idOf(given.get('flowid') ?? given.get('classid') ?? '');
      const mark = markOf(given.get('handle') ?? '');
      if (!given.has('fw') || mark === undefined || classId === undefined) {
        const next = 'write a rule with "port", "from" or "host" and that class, or keep it in the script';
        return left('only filters that read a mark (handle … fw) are carried over', next);
      }
      const known = [
        'dev',
        'parent',
        'protocol',
        'prio',
        'pref',
        'preference',
        'handle',
        'fw',
        'flowid',
        'classid',
      ];
      facts.filters.push({ command: index, device, mark, classId, changes: changesOf([...known, 'root']) });
      return undefined;
    }
  }
  return left(`"tc ${object}" is not carried over`);
}
