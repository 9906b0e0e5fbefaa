/** `layer7 show`: one protocol of the library, in words or as a drawing. */
import { EXIT_STATUS, Layer7Error } from '../../../core/errors.ts';
import { didYouMean } from '../../../core/nearest.ts';
import type { Protocol } from '../../../core/patterns/model.ts';
import { railroadSvg } from '../../../core/workbench/railroad.ts';
import { showProtocol } from '../../../core/workbench/show.ts';
import { showJson, showSections } from '../../../core/workbench/show-text.ts';
import { stateGraphDot } from '../../../core/workbench/state-graph.ts';
import { labelOf, type Study, studyLibrary } from '../../../core/workbench/study.ts';
import { loadPatterns, refuseNothing } from '../../workbench/patterns.ts';
import type { Handler } from '../command.ts';
import { reportFaults } from '../faults.ts';
import { write, writeJson, writeSections } from '../output.ts';
import type { show as spec } from '../table/workbench-commands.ts';
import { writeTables } from './show-tables.ts';

function unknownName(name: string, names: readonly string[]): Layer7Error {
  return new Layer7Error({
    code: 'PROTOCOL_UNKNOWN',
    kind: 'usage',
    message: `the library has no protocol "${name}"`,
    given: name,
    next: didYouMean(name, names) ?? '`layer7 protocols` lists the names',
  });
}

/** The drawing of one expression; `label` is a protocol's name, with `#2` for its second expression. */
function drawing({ pieces }: Study, label: string, kind: 'railroad' | 'states'): string {
  const piece =
    pieces.find((each) => each.label === label) ?? pieces.find((each) => each.protocol.name === label);
  if (piece === undefined)
    throw unknownName(
      label,
      pieces.map((each) => each.label),
    );
  return kind === 'railroad' ? railroadSvg(piece.syntax, piece.label) : stateGraphDot(piece.dfa, piece.label);
}

/** Throws unless NAME#2 is an expression of the protocol that can be drawn: only a drawing is of one. */
function refuseLabel(label: string, protocol: Protocol, draw: string | undefined): void {
  const labels = protocol.evidence.map((_, index) => labelOf(protocol, index));
  if (!labels.includes(label)) throw unknownName(label, [protocol.name, ...labels]);
  if (draw !== undefined) return;
  throw new Layer7Error({
    code: 'OPTION_WITHOUT_EFFECT',
    kind: 'usage',
    message: 'a single expression is chosen, and only --draw shows one by itself',
    given: label,
    next: `add --draw, or write ${protocol.name}`,
  });
}

export const show: Handler<typeof spec.options> = async ({ options, args, context }) => {
  const [name] = args;
  const { draw } = options;
  const library = loadPatterns({ files: [], ...options, protocols: undefined });
  refuseNothing(library);
  if (name === undefined) {
    if (options.tables) return writeTables(library, library.protocols, options, context);
    throw new Layer7Error({
      code: 'ARGUMENT_MISSING',
      kind: 'usage',
      message: '"layer7 show" needs NAME',
      next: '`layer7 protocols` lists the names; only --tables goes without one',
    });
  }
  const [base = ''] = name.split('#', 1);
  const protocol = library.protocols.find((each) => each.name === base);
  if (protocol === undefined)
    throw unknownName(
      base,
      library.protocols.map((each) => each.name),
    );
  if (name !== base) refuseLabel(name, protocol, draw);
  if (options.tables) return writeTables(library, [protocol], options, context);
  if (draw !== undefined) {
    await write(context, drawing(studyLibrary([protocol], library.limits), name, draw));
    return 0;
  }
  const study = studyLibrary(library.protocols, library.limits);
  const report = showProtocol(study, protocol);
  if (options.format !== 'table') await writeJson(context, options.format, showJson(report));
  else await writeSections(context, showSections(report, options.all));
  const faults = [...library.errors, ...study.faults];
  reportFaults(context, faults, library.warnings);
  return faults.length > 0 ? EXIT_STATUS.input : 0;
};
