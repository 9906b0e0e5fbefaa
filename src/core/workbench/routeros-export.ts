/**
 * The layer-7 patterns in a RouterOS export: the `add` lines of `/ip firewall layer7-protocol` with their
 * name, regexp and comment. Rules elsewhere in the export that use a pattern are told, as what they do is lost;
 * everything else has nothing to do with patterns and is passed over.
 *
 * The console's rules of quoting: a string stands in double quotes; `\` before `" \ $ ?` means that character,
 * `\_` a space, `\n \r \t \a \b \f \v` what they mean in C, `\HH` (capital letters) any byte; a `\` at the end
 * of a line joins the next one to it, whose white space at the beginning does not count. The text is one
 * character per byte of the file.
 *
 * Left out: scripts. A `$name` in a string is a variable of a script; it is kept as it is, with a warning.
 */
import type { Diagnostic, Location } from '../errors.ts';

/** One pattern of an export. */
export interface RouterOsPattern {
  readonly name: string;
  readonly regexp: string;
  readonly comment: string;
  /** Where its command begins. */
  readonly where: Location;
}

export interface RouterOsExport {
  readonly patterns: readonly RouterOsPattern[];
  readonly errors: readonly Diagnostic[];
  readonly warnings: readonly Diagnostic[];
}

/** Characters of an export that are read, and patterns. */
export const ROUTEROS_LIMITS = { characters: 1 << 24, patterns: 10_000 } as const;

const MENU = 'ip firewall layer7-protocol';
const NAMED: Readonly<Record<string, string>> = {
  ...{ n: '\n', r: '\r', t: '\t', a: '\x07', b: '\b', f: '\f', v: '\v' },
  ...{ '"': '"', '\\': '\\', $: '$', '?': '?', _: ' ' },
};

/** One word of a command: a bare one, or `key=value`. */
interface Word {
  readonly key: string;
  readonly value: string | undefined;
}

class ExportReader {
  readonly #text: string;
  readonly #file: string;
  #at = 0;
  #line = 1;
  readonly warnings: Diagnostic[] = [];
  readonly errors: Diagnostic[] = [];

  constructor(text: string, file: string) {
    this.#text = text;
    this.#file = file;
  }

  get ended(): boolean {
    return this.#at >= this.#text.length;
  }

  get where(): Location {
    return { file: this.#file, line: this.#line, column: 1 };
  }

  #peek(ahead = 0): string {
    return this.#text[this.#at + ahead] ?? '';
  }

  #take(): string {
    const character = this.#peek();
    this.#at += 1;
    if (character === '\n') this.#line += 1;
    return character;
  }

  /** Length of a line's end here, or 0. */
  #lineEnd(ahead = 0): number {
    if (this.#peek(ahead) === '\n') return 1;
    return this.#peek(ahead) === '\r' && this.#peek(ahead + 1) === '\n' ? 2 : 0;
  }

  /** A `\` at the end of a line joins the next: takes both, and white space behind them. */
  #join(): boolean {
    if (this.#peek() !== '\\') return false;
    const end = this.#lineEnd(1);
    if (end === 0) return false;
    for (let count = 0; count <= end; count += 1) this.#take();
    while (this.#peek() === ' ' || this.#peek() === '\t') this.#take();
    return true;
  }

  /** The words of one command; empty for blank lines and comments. */
  command(): Word[] {
    const words: Word[] = [];
    for (;;) {
      while (this.#peek() === ' ' || this.#peek() === '\t') this.#take();
      if (this.ended) return words;
      if (this.#join()) continue;
      const end = this.#lineEnd();
      if (end > 0 || this.#peek() === ';') {
        for (let count = 0; count < Math.max(end, 1); count += 1) this.#take();
        return words;
      }
      if (this.#peek() === '#' && words.length === 0) {
        while (!this.ended && this.#lineEnd() === 0) this.#take();
        continue;
      }
      words.push(this.#word());
    }
  }

  #word(): Word {
    let key = '';
    while (!this.ended && !this.#isBreak()) {
      if (this.#peek() === '=') {
        this.#take();
        return { key, value: this.#value() };
      }
      key += this.#take();
    }
    return { key, value: undefined };
  }

  #isBreak(): boolean {
    const character = this.#peek();
    const isJoin = character === '\\' && this.#lineEnd(1) > 0;
    return character === ' ' || character === '\t' || character === ';' || this.#lineEnd() > 0 || isJoin;
  }

  #value(): string {
    // An export may break the line between `=` and the value.
    while (this.#join());
    if (this.#peek() !== '"') {
      let value = '';
      while (!this.ended && !this.#isBreak()) value += this.#take();
      return value;
    }
    return this.#string();
  }

  #string(): string {
    const { where } = this;
    this.#take();
    let value = '';
    while (!this.ended) {
      if (this.#join()) continue;
      const character = this.#take();
      if (character === '"') return value;
      if (character === '\\') value += this.#escape();
      else {
        if (character === '$' && /[A-Za-z]/.test(this.#peek())) this.#warnVariable();
        value += character;
      }
    }
    this.errors.push({
      code: 'ROUTEROS_STRING',
      kind: 'input',
      message: 'a string that begins here is never closed; nothing behind it is read',
      where,
      next: 'see whether the export was copied in full',
    });
    return value;
  }

  #escape(): string {
    const hex = /^[0-9A-F]{2}/.exec(this.#text.slice(this.#at, this.#at + 2));
    if (hex !== null) {
      this.#at += 2;
      return String.fromCharCode(Number.parseInt(hex[0], 16));
    }
    const character = this.#take();
    const named = Object.hasOwn(NAMED, character) ? NAMED[character] : undefined;
    if (named !== undefined) return named;
    this.warnings.push({
      code: 'ROUTEROS_ESCAPE',
      kind: 'input',
      message: 'this escape is not known; both characters are kept',
      where: this.where,
      given: `\\${character}`,
      next: 'a backslash of the expression is written \\\\ in an export',
    });
    return `\\${character}`;
  }

  #warnVariable(): void {
    this.warnings.push({
      code: 'ROUTEROS_VARIABLE',
      kind: 'input',
      message: 'the string uses a variable of a script; its text is kept as it is',
      where: this.where,
      next: 'export the pattern from a router instead of copying the script',
    });
  }
}

/** The menu that the words of a command lead to from `menu`, and the words behind it. */
function enter(
  menu: string,
  words: readonly Word[],
): { readonly menu: string; readonly rest: readonly Word[] } {
  const [first] = words;
  if (first?.key.startsWith('/') !== true) return { menu, rest: words };
  const path: string[] = [];
  let used = 0;
  for (const { key, value } of words) {
    // A command of the menu ends the path; from version 7 on it may be joined to it by a slash.
    if (value !== undefined) break;
    const parts = key.split('/').filter((part) => part !== '');
    const command = parts.findIndex((part) => COMMANDS.includes(part));
    path.push(...(command < 0 ? parts : parts.slice(0, command)));
    used += 1;
    if (command >= 0)
      return {
        menu: path.join(' '),
        rest: [{ key: parts[command]!, value: undefined }, ...words.slice(used)],
      };
  }
  return { menu: path.join(' '), rest: words.slice(used) };
}

const COMMANDS: readonly string[] = ['add', 'set', 'remove', 'print', 'export', 'find', 'edit', 'move'];

/** Reads an export. What cannot be used costs only itself. */
export function parseRouterOsExport(text: string, file: string): RouterOsExport {
  if (text.length > ROUTEROS_LIMITS.characters) {
    const error: Diagnostic = {
      code: 'ROUTEROS_LIMIT',
      kind: 'input',
      message: 'the export is too large',
      where: { file },
      given: String(text.length),
      limit: ROUTEROS_LIMITS.characters,
      next: 'export only /ip firewall layer7-protocol',
    };
    return { patterns: [], errors: [error], warnings: [] };
  }
  const reader = new ExportReader(text, file);
  const patterns: RouterOsPattern[] = [];
  let menu = '';
  while (!reader.ended) {
    const { where } = reader;
    const faults = reader.errors.length;
    const entered = enter(menu, reader.command());
    menu = entered.menu;
    const [command, ...rest] = entered.rest;
    if (command === undefined || reader.errors.length > faults) continue;
    if (menu !== MENU) {
      const used = rest.find(({ key, value }) => key === 'layer7-protocol' && value !== undefined);
      if (used !== undefined) reader.warnings.push(ruleWarning(menu, rest, used.value!, where));
      continue;
    }
    if (command.key !== 'add') {
      reader.warnings.push({
        code: 'ROUTEROS_COMMAND',
        kind: 'input',
        message: 'only "add" is read here; the command is passed over',
        where,
        given: command.key,
        next: 'use the output of "/ip firewall layer7-protocol export"',
      });
      continue;
    }
    const pattern = patternOf(rest, where, reader.errors);
    reader.warnings.push(...keyWarnings(rest, where));
    if (pattern === undefined) continue;
    if (patterns.length === ROUTEROS_LIMITS.patterns) {
      reader.errors.push({
        code: 'ROUTEROS_LIMIT',
        kind: 'input',
        message: 'the export has too many patterns; this one and those behind it are left out',
        where,
        limit: ROUTEROS_LIMITS.patterns,
        next: 'split the export',
      });
      break;
    }
    patterns.push(pattern);
  }
  return { patterns, errors: reader.errors, warnings: reader.warnings };
}

/** A rule that uses a pattern: what it does with the packets is not taken over. */
function ruleWarning(menu: string, words: readonly Word[], name: string, where: Location): Diagnostic {
  const action = words.find(({ key }) => key === 'action')?.value ?? 'accept';
  return {
    code: 'ROUTEROS_RULE',
    kind: 'input',
    message: `a rule of /${menu} uses the pattern "${name}"; rules are not taken over`,
    where,
    given: `action=${action}`,
    next: 'write it as a rule of a policy, as "{ protocol: NAME, block: drop }"',
  };
}

const KEYS: readonly string[] = ['name', 'regexp', 'comment'];

/** Words of a pattern that are not looked at. */
function keyWarnings(words: readonly Word[], where: Location): readonly Diagnostic[] {
  return words.flatMap(({ key }, index): readonly Diagnostic[] => {
    const isAgain = words.findIndex((word) => word.key === key) < index;
    if (KEYS.includes(key) && !isAgain) return [];
    const message = isAgain
      ? 'this stands twice; the first counts'
      : 'this part of a pattern is not taken over';
    const next = 'see on the router whether the pattern does without it';
    return [{ code: 'ROUTEROS_KEY', kind: 'input', message, where, given: key, next }];
  });
}

function patternOf(
  words: readonly Word[],
  where: Location,
  errors: Diagnostic[],
): RouterOsPattern | undefined {
  const value = (key: string): string => words.find((word) => word.key === key)?.value ?? '';
  const [name, regexp, comment] = [value('name'), value('regexp'), value('comment')];
  if (name !== '' && regexp !== '') return { name, regexp, comment, where };
  errors.push({
    code: 'ROUTEROS_PATTERN',
    kind: 'input',
    message: `a pattern without ${name === '' ? 'a name' : 'a regexp'}`,
    where,
    given: name || comment || regexp.slice(0, 40),
    next: 'give it both on the router, and export again',
  });
  return undefined;
}
