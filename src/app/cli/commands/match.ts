/** `layer7 match`: payloads on standard input → the names of the patterns that match each. */
import { readLimits } from '../../../core/automata/read-limits.ts';
import { type Diagnostic, EXIT_STATUS } from '../../../core/errors.ts';
import { Matcher } from '../../library/matcher.ts';
import { loadLibrary, refuseUsageErrors } from '../../library/prepare.ts';
import { boundedLines, TOO_LONG } from '../../lines.ts';
import type { Handler } from '../command.ts';
import { reportFaults, say } from '../faults.ts';
import { jsonText, TextBlocks } from '../output.ts';
import type { match as spec } from '../table/capture-commands.ts';

/** Longest line that is taken, in bytes: a payload of 12 MB. */
const LINE_LIMIT = 1 << 24;

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

function lineFault(line: number, message: string, given: string): Diagnostic {
  return {
    code: 'MATCH_LINE',
    kind: 'input',
    message,
    where: { file: 'standard input', line },
    given: given.length > 80 ? `${given.slice(0, 80)}…` : given,
    next: 'write {"payload": "…"} with the bytes in base64',
  };
}

/** The payload of a line, or what is wrong with it. */
export function readPayload(text: string | typeof TOO_LONG, line: number): Uint8Array | Diagnostic {
  if (text === TOO_LONG) return { ...lineFault(line, 'the line is too long', ''), limit: LINE_LIMIT };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return lineFault(line, 'this is not JSON', text);
  }
  const payload =
    typeof value === 'object' && value !== null && 'payload' in value ? value.payload : undefined;
  if (typeof payload !== 'string')
    return lineFault(line, 'this is not an object with a text "payload"', text);
  if (payload.length % 4 !== 0 || !BASE64.test(payload))
    return lineFault(line, '"payload" is not base64', text);
  return Buffer.from(payload, 'base64');
}

export const match: Handler<typeof spec.options> = async ({ options, context }) => {
  const limits = readLimits(options.limit);
  const library = loadLibrary({ folder: options.l7dir, order: options.protocols, variant: options.dialect });
  refuseUsageErrors(library.errors);
  const matcher = new Matcher(library.protocols, limits);
  let status = reportFaults(context, [...library.errors, ...matcher.errors], library.warnings);
  const out = new TextBlocks(context);
  const isList = options.format === 'json';
  let answers = 0;
  const answer = (record: object): Promise<void> | undefined => {
    const text = jsonText(record);
    return out.add(isList ? `${answers++ === 0 ? '[' : ','}\n  ${text}` : `${text}\n`);
  };
  let number = 0;
  for await (const line of boundedLines(context.stdin, LINE_LIMIT)) {
    number++;
    if (line === '') continue;
    const payload = readPayload(line, number);
    if (payload instanceof Uint8Array) {
      await answer({ match: matcher.match(payload) });
    } else {
      say(context, 'error', payload);
      await answer({ error: payload.message, line: number });
      status = EXIT_STATUS.input;
    }
  }
  if (isList) await out.add(answers === 0 ? '[]\n' : '\n]\n');
  await out.end();
  return status;
};
