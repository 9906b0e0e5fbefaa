/** `layer7 import` of a script: iptables and tc commands → a policy file. */
import { existsSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { EXIT_STATUS, Layer7Error } from '../../../core/errors.ts';
import { policyFromScript } from '../../../core/policy/migrate/from-script.ts';
import {
  migratedCounts,
  migratedRemarks,
  migratedSections,
} from '../../../core/policy/migrate/migrate-text.ts';
import { policyYaml } from '../../../core/policy/migrate/policy-yaml.ts';
import { printable } from '../../../core/printable.ts';
import { DEFAULT_RUN_DIR } from '../../daemon/places.ts';
import { writeAtomically } from '../../files.ts';
import { policyNames } from '../../policy/names.ts';
import { readPolicy } from '../../policy/read.ts';
import type { Context } from '../command.ts';
import { reportFaults } from '../faults.ts';
import { type Format, writeJson, writeSections } from '../output.ts';

const FILE = 'policy.yaml';

/** Writes `policy.yaml` into the folder `to`. The file is checked like any other, and what is wrong is told. */
export async function importScript(
  text: string,
  path: string,
  to: string,
  options: { readonly force: boolean; readonly format: Format; readonly l7dir: string | undefined },
  context: Context,
): Promise<number> {
  const file = join(to, FILE);
  if (existsSync(file) && !options.force) {
    throw new Layer7Error({
      code: 'IMPORT_EXISTS',
      kind: 'conflict',
      message: 'there is a policy already; nothing was written',
      where: { file },
      next: 'give another folder, or --force to write over it',
    });
  }
  const { known } = policyNames({ runDir: DEFAULT_RUN_DIR, l7dir: options.l7dir });
  const migrated = policyFromScript(text, known);
  const { policy, commands } = migrated;
  const isNothing = (policy.rules?.length ?? 0) + (policy.classes?.length ?? 0) === 0;
  const yaml = policyYaml(policy, migratedRemarks(migrated, printable(basename(path))));
  const { errors } = isNothing ? { errors: [] } : readPolicy(yaml, file, known);
  if (!isNothing) {
    mkdirSync(to, { recursive: true });
    writeAtomically(file, Buffer.from(yaml));
  }
  const partial = isNothing || migrated.partial || errors.length > 0;
  if (options.format !== 'table') {
    const counts = migratedCounts(migrated);
    const { notes } = migrated;
    await writeJson(context, options.format, {
      file: isNothing ? null : file,
      partial,
      counts,
      commands,
      notes,
      policy,
      errors,
    });
  } else await writeSections(context, migratedSections(migrated, isNothing ? 'nothing written' : file));
  if (isNothing) {
    throw new Layer7Error({
      code: 'IMPORT_SOURCE',
      kind: 'input',
      message: 'no command of the script could be carried over; nothing was written',
      where: { file: path },
      next: 'give a script with "-m layer7" rules, or with tc classes and filters that read marks',
    });
  }
  reportFaults(context, errors);
  return partial ? EXIT_STATUS.input : 0;
}
