/**
 * Names for connection labels, so that `ct label http` and `-m connlabel --label http` work. The programs
 * read them from two files, one of iptables and conntrack and one of nft; both have a line `NUMBER NAME` for
 * each label. Which number a name has is told in `labels.ts`.
 *
 * These are files of the machine's owner. Ours are the lines between two marker lines and nothing else; a
 * number or a name that somebody else has is left to them and reported. The first marker remembers what had
 * to be made (the folder, the file, a line end), so removing leaves every byte as it was.
 */

import { mkdir, readFile, realpath, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Layer7Error } from '../../core/errors.ts';
import type { Label } from './labels.ts';

/** Where iptables and conntrack, and where Debian's nft, look for names. */
export const LABEL_FILES: readonly string[] = ['/etc/xtables/connlabel.conf', '/etc/connlabel.conf'];

/** A label that somebody else's entry stands in the way of. */
export interface SkippedLabel extends Label {
  readonly file: string;
  readonly reason: string;
}

export interface WrittenLabels {
  /** Labels that are ours in every file: those the rules may set. */
  readonly labels: readonly Label[];
  readonly skipped: readonly SkippedLabel[];
}

const BEGIN =
  '# layer7 begin: lines up to "layer7 end" belong to layer7, which removes them on "layer7 down"';
const END = '# layer7 end';
const MADE_FOLDER = ' [folder made]';
const MADE_FILE = ' [file made]';
const MADE_LINE_END = ' [line end made]';

interface Split {
  /** The file without our lines, every byte as its owner left it. */
  readonly rest: string;
  /** Our first marker line; empty when there is none. */
  readonly marker: string;
}

/** Takes our lines out of the text of a file. */
export function withoutLabels(text: string): Split {
  const begin = text.startsWith(BEGIN) ? 0 : text.indexOf(`\n${BEGIN}`) + 1;
  if (begin === 0 && !text.startsWith(BEGIN)) return { rest: text, marker: '' };
  const marker = text.slice(begin, text.indexOf('\n', begin));
  const end = text.indexOf(`\n${END}\n`, begin);
  // Without its end marker the file was cut off; then everything after the first marker is ours.
  const after = end === -1 ? text.length : end + END.length + 2;
  const before = text.slice(0, begin);
  const kept = marker.includes(MADE_LINE_END) ? before.slice(0, -1) : before;
  return { rest: kept + text.slice(after), marker };
}

/** Puts our lines at the end of a file's text; `remarks` say what was made for it. */
export function withLabels(
  rest: string,
  labels: readonly Label[],
  remarks = '',
): { readonly text: string; readonly skipped: readonly (Label & { readonly reason: string })[] } {
  const numbers = new Map<number, string>();
  const names = new Map<string, number>();
  for (const line of rest.split('\n')) {
    const entry = /^\s*(0x[0-9a-f]+|\d+)\s+(\S+)/i.exec(line);
    if (entry === null) continue;
    numbers.set(Number(entry[1]), entry[2]!);
    names.set(entry[2]!, Number(entry[1]));
  }
  const skipped: (Label & { reason: string })[] = [];
  const lines: string[] = [];
  for (const label of labels) {
    const owner = numbers.get(label.number);
    const taken = names.get(label.name);
    if (owner !== undefined)
      skipped.push({ ...label, reason: `number ${label.number} is called ${owner} there` });
    else if (taken !== undefined) {
      skipped.push({ ...label, reason: `the name ${label.name} stands for number ${taken} there` });
    } else lines.push(`${label.number}\t${label.name}`);
  }
  const open = rest !== '' && !rest.endsWith('\n');
  const marker = `${BEGIN}${remarks}${open ? MADE_LINE_END : ''}`;
  return { text: `${rest}${open ? '\n' : ''}${[marker, ...lines, END].join('\n')}\n`, skipped };
}

/**
 * Writes labels into the files, in place of what an earlier run left there.
 *
 * @throws Layer7Error `LABEL_FILE_NOT_WRITTEN`.
 */
export async function writeLabels(
  labels: readonly Label[],
  files: readonly string[] = LABEL_FILES,
): Promise<WrittenLabels> {
  const skipped: SkippedLabel[] = [];
  for (const file of files) {
    await guarded(file, async () => {
      const found = await readText(file);
      const { rest, marker } = withoutLabels(found ?? '');
      let remarks = [MADE_FOLDER, MADE_FILE].filter((remark) => marker.includes(remark)).join('');
      if (found === undefined) {
        const madeFolder = (await mkdir(dirname(file), { recursive: true })) !== undefined;
        remarks = `${madeFolder ? MADE_FOLDER : ''}${MADE_FILE}`;
      }
      const result = withLabels(rest, labels, remarks);
      skipped.push(...result.skipped.map((label) => ({ ...label, file })));
      if (result.text !== found) await replace(file, result.text);
    });
  }
  return {
    labels: labels.filter(({ number }) => !skipped.some((label) => label.number === number)),
    skipped,
  };
}

/**
 * Takes our lines out of the files, and the files and folders away that were made for them.
 *
 * @throws Layer7Error `LABEL_FILE_NOT_WRITTEN`.
 */
export async function removeLabels(files: readonly string[] = LABEL_FILES): Promise<void> {
  for (const file of files) {
    await guarded(file, async () => {
      const found = await readText(file);
      if (found === undefined) return;
      const { rest, marker } = withoutLabels(found);
      if (marker === '') return;
      if (rest !== '' || !marker.includes(MADE_FILE)) {
        await replace(file, rest);
        return;
      }
      await rm(file);
      // Somebody else may have put a file there by now; then the folder stays.
      if (marker.includes(MADE_FOLDER)) await rmdir(dirname(file)).catch(() => {});
    });
  }
}

async function guarded(file: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const denied = code === 'EACCES' || code === 'EPERM';
    throw new Layer7Error({
      code: 'LABEL_FILE_NOT_WRITTEN',
      kind: denied ? 'permission' : 'environment',
      message: `could not change the label names in ${file}`,
      where: { file },
      cause: message,
      next: denied ? 'run this as root' : 'start without label names, or make the file writable',
    });
  }
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Replaces a file in one step; what a link points to is replaced, and mode and owner stay. */
async function replace(file: string, text: string): Promise<void> {
  const target = await realpath(file).catch(() => file);
  const old = await stat(target).catch(() => undefined);
  const beside = join(dirname(target), `.${basename(target)}.${process.pid}`);
  await writeFile(beside, text, { mode: old === undefined ? 0o644 : old.mode & 0o7777 });
  await rename(beside, target);
}
