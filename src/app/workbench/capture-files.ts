/** Captures named on a command line: files as they are, folders by the captures in them. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Layer7Error } from '../../core/errors.ts';

const SUFFIXES = ['.pcap', '.pcapng', '.cap'];

/** The captures of a path, sorted. Throws `Layer7Error` when there is no such path or no capture in it. */
export function captureFiles(path: string): readonly string[] {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined) throw fault(path, 'there is no such file or folder', 'check the name');
  if (!status.isDirectory()) return [path];
  const files = readdirSync(path)
    .filter((name) => SUFFIXES.some((suffix) => name.endsWith(suffix)))
    .sort()
    .map((name) => join(path, name));
  if (files.length > 0) return files;
  throw fault(path, 'the folder holds no captures', `captures end in ${SUFFIXES.join(', ')}`);
}

function fault(file: string, message: string, next: string): Layer7Error {
  return new Layer7Error({ code: 'CAPTURES_NONE', kind: 'input', message, where: { file }, next });
}
