/** What a rule without a name is called: what it matches and what it does, in the words of the file. */
import type { RawRule, Words } from './raw-policy.ts';

const MATCHES = [
  'protocol',
  'application',
  'group',
  'transport',
  'port',
  'from',
  'to',
  'host',
  'direction',
  'time',
  'after',
  'until',
] as const;

const LONGEST = 60;

const wordsText = (words: Words): string => (Array.isArray(words) ? words.join(',') : String(words));

/** `bittorrent mon-fri 09:00-17:00`, `port 25 from office`; `everything` where nothing is asked. */
export function ruleTitle(rule: RawRule): string {
  const parts: string[] = [];
  for (const key of MATCHES) {
    const words = rule[key];
    if (words === undefined) continue;
    const plain = key === 'protocol' || key === 'application' || key === 'group' || key === 'time';
    parts.push(plain || key === 'transport' ? wordsText(words) : `${key} ${wordsText(words)}`);
  }
  const title = parts.length === 0 ? 'everything' : parts.join(' ');
  return title.length <= LONGEST ? title : `${title.slice(0, LONGEST - 1)}…`;
}
