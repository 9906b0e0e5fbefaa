/** What a tc command of a script says: classes of HTB, and filters that read marks. */
import { numberOf, refuse } from './not-carried.ts';
import type { ScriptClass, ScriptFilter } from './script-facts.ts';
import type { ShellCommand } from './shell-lines.ts';

/** Value behind a word. */
const after = (words: readonly string[], key: string): string | undefined => {
  const at = words.indexOf(key);
  return at < 0 ? undefined : words[at + 1];
};

/** Adds the facts of one command. @throws NotCarried. */
export function readTc(
  { line }: ShellCommand,
  words: readonly string[],
  classes: ScriptClass[],
  filters: ScriptFilter[],
  defaults: Map<string, string>,
): void {
  const [object = '', verb = ''] = words;
  if (!['add', 'replace', 'change'].includes(verb)) return;
  const device = after(words, 'dev');
  if (device === undefined) return;
  const kinds = ['htb', 'cbq', 'hfsc', 'tbf', 'prio'];
  const kind = kinds.find((one) => words.includes(one));
  if (object === 'qdisc') {
    if (kind !== undefined && kind !== 'htb') refuse(`${kind} is not carried over: a policy shapes with HTB`);
    const handle = after(words, 'handle') ?? '1:';
    const other = after(words, 'default');
    if (kind === 'htb' && other !== undefined) defaults.set(device, handle + other.replace(/^0x/, ''));
    return;
  }
  if (object === 'class') {
    if (kind !== 'htb')
      refuse(`a class of ${kind ?? 'another kind'} is not carried over: a policy shapes with HTB`);
    const id = after(words, 'classid') ?? refuse('the class has no number');
    const ceiling = after(words, 'ceil');
    const priority = after(words, 'prio');
    classes.push({
      line,
      device,
      id,
      parent: after(words, 'parent') ?? '',
      rate: after(words, 'rate') ?? refuse('the class has no rate'),
      ...(ceiling === undefined ? {} : { ceiling }),
      ...(priority === undefined ? {} : { priority: Number(priority) }),
    });
    return;
  }
  if (object !== 'filter') return;
  const classId = after(words, 'flowid') ?? after(words, 'classid');
  const handle = after(words, 'handle');
  if (!words.includes('fw') || handle === undefined || classId === undefined) {
    refuse('only filters that read marks (fw) are carried over');
  }
  filters.push({ device, mark: numberOf(handle!), classId: classId! });
}
