/**
 * Writes a protocol as a signature file: the inverse of `signature-file.ts`. Reading what is written gives
 * the same protocol, but for places in the file. Evidence that shares everything but its expression, one
 * after the other, becomes one block.
 *
 * Left out: comments, which the model does not keep, and evidence of l7-filter's dialects, which are other
 * languages.
 */
import { Layer7Error } from '../errors.ts';
import { printable } from '../printable.ts';
import { formatCondition } from './condition-text.ts';
import type { Evidence, Protocol, Yields } from './model.ts';

/** Column in which values begin. */
const VALUE_COLUMN = 11;

/**
 * The text of the signature file.
 * @throws Layer7Error `SIGNATURE_DIALECT` when an expression is not in the signature dialect.
 */
export function formatSignature(protocol: Protocol): string {
  const { aliases } = protocol;
  const lines = [
    about('name', protocol.name),
    about('title', protocol.title),
    about('reference', protocol.reference),
    about('groups', protocol.groups.join(' ')),
    about('ports', protocol.ports.map(({ transport, port }) => `${transport}/${port}`).join(' ')),
    about('quality', protocol.quality ?? ''),
    about('ndpi', aliases.ndpi.join(' ')),
    about('wireshark', aliases.wireshark.join(' ')),
    about('iana', aliases.iana.join(' ')),
  ].filter((line) => line !== '');
  let previous = '';
  for (const evidence of protocol.evidence) {
    if (evidence.expression.dialect !== 'signature') {
      throw new Layer7Error({
        code: 'SIGNATURE_DIALECT',
        kind: 'input',
        message: `an expression of "${protocol.name}" is not in the signature dialect`,
        given: evidence.expression.text,
        next: 'write the expression anew on exact bytes; the dialects of .pat files fold and drop bytes',
      });
    }
    const shared = JSON.stringify(sharedParts(evidence));
    if (shared !== previous) {
      lines.push('', head(evidence));
      for (const condition of evidence.conditions) lines.push(`  where ${formatCondition(condition)}`);
      if (evidence.support.length > 0) lines.push(`  needs ${evidence.support.join(' ')}`);
      if (evidence.yields !== undefined) lines.push(`  ${formatYields(evidence.yields)}`);
      previous = shared;
    }
    lines.push(`  expression ${evidence.expression.text}`);
  }
  return `${lines.join('\n')}\n`;
}

/** One line about the protocol, whatever a title or a file's name holds. */
function about(keyword: string, value: string): string {
  const line = printable(value.replace(/[\t\n\r]/g, ' ').trim());
  return line === '' ? '' : `${keyword.padEnd(VALUE_COLUMN)}${line}`;
}

function head({ transport, view, strength }: Evidence): string {
  return `evidence ${transport} ${view}${strength === 'weak' ? ' weak' : ''}`;
}

/** The line `yields`, as it is read. */
export function formatYields({ to, packets }: Yields): string {
  return `yields to ${to.join(' ')} for ${packets} packets`;
}

function sharedParts({ transport, view, conditions, strength, support, yields }: Evidence): unknown {
  return { transport, view, conditions, strength, support, yields };
}
