/** A library studied for a command that cannot go on without its program. */

import type { Program } from '../../core/classify/program.ts';
import { Layer7Error } from '../../core/errors.ts';
import { type Study, studyLibrary } from '../../core/workbench/study.ts';
import type { Patterns } from './patterns.ts';

export interface UsableStudy extends Study {
  readonly program: Program;
}

/** Throws `Layer7Error` when the library as a whole does not compile. */
export function studyOrRefuse(library: Patterns): UsableStudy {
  const study = studyLibrary(library.protocols, library.limits);
  const { program } = study;
  if (program !== null) return { ...study, program };
  throw new Layer7Error(
    study.faults[0] ?? { code: 'LIBRARY_UNUSABLE', kind: 'input', message: 'the library does not compile' },
  );
}
