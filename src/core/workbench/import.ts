/**
 * Patterns of other systems, taken over: each is looked at as `lint` does, said in our own format, and
 * written with what is to be known of it. The translation of each is compared with the original; one that is
 * not the same is not written.
 */
import type { SetLimits } from '../automata/limits.ts';
import { type Diagnostic, Layer7Error } from '../errors.ts';
import type { LibraryFile } from '../patterns/library.ts';
import type { Evidence, Protocol } from '../patterns/model.ts';
import { isProtocolName, NAME_LIMIT } from '../patterns/parsed-file.ts';
import { parseSignatureFile } from '../patterns/signature-file.ts';
import { formatSignature } from '../patterns/signature-writer.ts';
import { printableText, quotedBytes } from './bytes-text.ts';
import { ExpressionProbe } from './engine-probe.ts';
import { percentText, shortened } from './layout.ts';
import { type LintReport, lintLibrary, type PatternReport } from './lint.ts';
import type { PairProgress } from './pairs.ts';
import { worstOvermatch } from './pattern-facts.ts';
import type { RouterOsPattern } from './routeros-export.ts';
import { type Translation, translate } from './translate.ts';

/** What became of one pattern. */
export interface ImportedPattern {
  /** Its name here, and the one that it had. */
  readonly name: string;
  readonly originalName: string;
  /** The signature file; null when it was not written. */
  readonly file: LibraryFile | null;
  /** Why it was not written. */
  readonly refused: string | null;
  /** What a reader should know: dead, shadowed, lossy, suspicious. */
  readonly notes: readonly string[];
  /** It says the same as the original only on data without NUL bytes. */
  readonly isPlain: boolean;
}

export interface ImportReport {
  readonly patterns: readonly ImportedPattern[];
  readonly lint: LintReport;
}

export interface ImportOptions {
  /** Where the patterns are from, for the files' `reference`. */
  readonly source: string;
  /** Leaves NUL bytes out of account, for expressions that people can read. */
  readonly plain?: boolean;
  /** What could not be read of the source. */
  readonly faults?: readonly Diagnostic[];
  readonly onProgress?: PairProgress;
  /** What an expression may cost; the defaults when absent. */
  readonly limits?: SetLimits;
}

/** Probability above which a pattern is suspicious. */
const SUSPICIOUS = 0.01;
/** Group of a protocol that had none. */
const GROUP = 'imported';

/** A name that a protocol can have, made from any text. */
export function protocolName(text: string, taken: ReadonlySet<string>): string {
  const base = text
    .replace(/[^A-Za-z0-9._+-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+|-+$/g, '')
    .slice(0, NAME_LIMIT);
  const first = base === '' || ['unknown', 'unset'].includes(base) ? `pattern${base && `-${base}`}` : base;
  let name = first;
  for (let number = 2; taken.has(name) || !isProtocolName(name); number += 1) {
    const suffix = `-${number}`;
    name = first.slice(0, NAME_LIMIT - suffix.length) + suffix;
  }
  return name;
}

/**
 * The patterns of a RouterOS export as protocols. Its matcher takes POSIX expressions, blind to case, as
 * l7-filter's userspace variant did.
 */
export function routerOsProtocols(patterns: readonly RouterOsPattern[], file: string): Protocol[] {
  const taken = new Set<string>();
  return patterns.map((pattern): Protocol => {
    const name = protocolName(pattern.name, taken);
    taken.add(name);
    const evidence: Evidence = {
      protocol: name,
      transport: 'either',
      view: 'both',
      expression: { text: pattern.regexp, dialect: 'userspace', where: pattern.where },
      conditions: [],
      strength: 'strong',
      support: [],
    };
    return {
      name,
      title: pattern.comment || pattern.name,
      reference: '',
      groups: [],
      ports: [],
      aliases: { ndpi: [], wireshark: [], iana: [] },
      attributes: [],
      file,
      evidence: [evidence],
    };
  });
}

/** One line of ASCII, as the lines about a protocol are. */
function asciiLine(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[^ -~]/g, '?')
    .trim();
}

/** What is suspicious about an expression. */
function suspicions(pattern: PatternReport): string[] {
  const { piece, matchesEverything, matchesEmpty } = pattern;
  const notes: string[] = [];
  if (matchesEverything) notes.push('suspicious: it matches everything');
  else if (matchesEmpty) notes.push('suspicious: it fits empty data, which is never looked at');
  const worst = worstOvermatch(pattern);
  if (!matchesEverything && worst >= SUSPICIOUS) {
    notes.push(`suspicious: random data matches it with a probability of up to ${percentText(worst)}`);
  }
  const host = /[A-Za-z0-9-]+\.(?:com|net|org|tv|io|ru|info)\b/.exec(piece.evidence.expression.text);
  if (host !== null) {
    notes.push(`suspicious: the dot of "${host[0]}" stands for any byte; for the dot itself write \\.`);
  }
  return notes;
}

function notesOf(pattern: PatternReport, lint: LintReport): string[] {
  const { piece, losses, redundancy } = pattern;
  const notes: string[] = [];
  if (pattern.shortest === null) notes.push('dead: nothing matches it');
  for (const { first, second, shadowed, both } of lint.pairs) {
    if (shadowed !== piece) continue;
    const winner = shadowed === first ? second : first;
    const example = both === null ? '' : `, for example on ${quotedBytes(both, 40)}`;
    notes.push(`shadowed: ${winner.label} matches whenever it does and comes first${example}`);
  }
  for (const kind of new Set(losses.map((loss) => loss.kind))) {
    const [first, ...others] = losses.filter((loss) => loss.kind === kind);
    const { given, where, message } = first!;
    const more = others.length === 0 ? '' : ` (and ${others.length} more like it)`;
    const text = shortened(printableText(given), 40);
    notes.push(`lossy, column ${where.column} (${kind}): ${text} ${message}${more}`);
  }
  if (redundancy.found.length > 0) {
    const parts = redundancy.found.map(({ at }) => piece.evidence.expression.text.slice(at.start, at.end));
    const shown = parts.slice(0, 3).map((part) => shortened(printableText(part), 40));
    const more = parts.length > 3 ? ` and ${parts.length - 3} more` : '';
    notes.push(`suspicious: never matters: ${shown.join('  ')}${more}`);
  }
  return [...notes, ...suspicions(pattern)];
}

/** The signature file of a protocol, comments first. */
function signatureText(
  protocol: Protocol,
  translation: Translation,
  notes: readonly string[],
  { source, plain = false }: ImportOptions,
): string {
  const [original] = protocol.evidence;
  const { text, dialect, where } = original!.expression;
  const line = where?.line === undefined ? '' : `, line ${where.line}`;
  const proof = plain
    ? 'On data without NUL bytes it is the same language; the original did not see NUL bytes.'
    : 'It is the same language, compared on the automata; \\x00* since the original did not see NUL bytes.';
  const comments = [
    `# Imported from ${asciiLine(source)}${line}; ${dialect} dialect. The original expression:`,
    `#   ${printableText(text)}`,
    `# ${proof}`,
    ...notes.map((note) => `# ${asciiLine(note)}`),
  ];
  const evidence = translation.expressions.map(
    (expression): Evidence => ({
      ...original!,
      expression: { text: expression, dialect: 'signature' },
    }),
  );
  const title = asciiLine(protocol.title) || protocol.name;
  const groups = protocol.groups.length > 0 ? protocol.groups : [GROUP];
  const reference = `imported from ${asciiLine(source)}`;
  const body = formatSignature({ ...protocol, title, groups, reference, evidence });
  return `${comments.join('\n')}\n\n${body}`;
}

/** Whether the file says what was meant to be written. */
function readsBack({ path, text }: LibraryFile, { expressions }: Translation): boolean {
  const { protocol, errors } = parseSignatureFile(path, text);
  const read = protocol?.evidence.map(({ expression }) => expression.text);
  return errors.length === 0 && read?.join('\n') === expressions.join('\n');
}

function importOne(
  pattern: PatternReport,
  lint: LintReport,
  options: ImportOptions,
  engine: ExpressionProbe,
): ImportedPattern {
  const { piece } = pattern;
  const { protocol } = piece;
  const notes = notesOf(pattern, lint);
  const base = { name: protocol.name, originalName: protocol.name, notes, isPlain: options.plain === true };
  const refused = (why: string): ImportedPattern => ({ ...base, file: null, refused: why });
  if (pattern.shortest === null) return refused('nothing matches it');
  if (pattern.matchesEverything) return refused('everything matches it');
  try {
    const translation = translate(piece.syntax, options.plain, options.limits?.expression);
    const { onlyLeft, onlyRight } = translation.comparison;
    if (onlyLeft !== null || onlyRight !== null) {
      engine.expect(piece, (onlyLeft ?? onlyRight)!, onlyLeft !== null);
      const example = quotedBytes((onlyLeft ?? onlyRight)!, 40);
      return refused(`our format cannot say quite the same: they differ on ${example}`);
    }
    const file: LibraryFile = {
      path: `${protocol.name}.sig`,
      text: signatureText(protocol, translation, notes, options),
    };
    if (!readsBack(file, translation)) return refused('it could not be written as a signature file');
    return { ...base, file, refused: null };
  } catch (error) {
    if (!(error instanceof Layer7Error)) throw error;
    return refused(error.message);
  }
}

/** Takes over `protocols`, which are in order of precedence. */
export function importProtocols(
  protocols: readonly Protocol[],
  originalNames: ReadonlyMap<string, string>,
  options: ImportOptions,
): ImportReport {
  const lint = lintLibrary(protocols, options.faults, options.onProgress, options.limits);
  const engine = new ExpressionProbe(options.limits);
  const patterns = lint.patterns.map((pattern) => {
    const imported = importOne(pattern, lint, options, engine);
    return { ...imported, originalName: originalNames.get(imported.name) ?? imported.name };
  });
  return { patterns, lint };
}
