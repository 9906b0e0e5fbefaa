import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import {
  removeLabels,
  withLabels,
  withoutLabels,
  writeLabels,
} from '../../../src/linux/netfilter/label-files.ts';
import type { Label } from '../../../src/linux/netfilter/labels.ts';
import { runCommand } from '../../../src/linux/netfilter/tools.ts';
import { namespaceTrouble } from './namespace.ts';

const skip = namespaceTrouble() ?? false;
const LABELS: readonly Label[] = [
  { number: 127, name: 'http' },
  { number: 102, name: 'nntp' },
  { number: 1, name: 'unknown' },
];
const root = await mkdtemp(join(tmpdir(), 'layer7 labels '));
after(() => rm(root, { recursive: true }));

test('whatever a file holds, our lines come and go without a trace', () => {
  const line = fc.constantFrom(
    '',
    '# a comment',
    '1 voip',
    '0x10\tvideo',
    '5 http',
    'nonsense',
    '  7   x  # y',
  );
  const text = fc
    .array(line, { maxLength: 6 })
    .chain((lines) => fc.constantFrom(lines.join('\n'), `${lines.join('\n')}\n`));
  fc.assert(
    fc.property(text, (before) => {
      const { text: once } = withLabels(before, LABELS);
      assert.equal(withoutLabels(once).rest, before);
      // A second run replaces the lines of the first.
      const { text: twice } = withLabels(withoutLabels(once).rest, LABELS);
      assert.equal(twice, once);
      // What others append meanwhile stays.
      assert.equal(withoutLabels(`${once}60 later\n`).rest.endsWith('60 later\n'), true);
    }),
  );
});

test('numbers and names of others are left to them, and told', () => {
  const { text, skipped } = withLabels('0x1 voip\n60 http\n', LABELS);
  assert.deepEqual(skipped, [
    { number: 127, name: 'http', reason: 'the name http stands for number 60 there' },
    { number: 1, name: 'unknown', reason: 'number 1 is called voip there' },
  ]);
  assert.match(text, /\n102\tnntp\n# layer7 end\n$/);
  assert.doesNotMatch(text, /\n1\t|\n127\t/);
});

test('a file cut off in the middle of our lines is mended', () => {
  const { text } = withLabels('5 x\n', LABELS);
  assert.equal(withoutLabels(text.slice(0, text.indexOf('102'))).rest, '5 x\n');
});

test('files and folders that were made go, others stay as they were', async () => {
  const made = join(root, 'made', 'connlabel.conf');
  const there = join(root, 'there.conf');
  const linked = join(root, 'linked.conf');
  const owned = '# of the owner\n127 web';
  await writeFile(there, owned);
  await chmod(there, 0o640);
  await writeFile(join(root, 'target.conf'), '');
  await symlink('target.conf', linked);
  const files = [made, there, linked];

  const first = await writeLabels(LABELS, files);
  assert.deepEqual(
    first.labels.map(({ number }) => number),
    [102, 1],
  );
  assert.deepEqual(
    first.skipped.map(({ number, file }) => [number, file]),
    [[127, there]],
  );
  assert.deepEqual(await writeLabels(LABELS, files), first, 'a second run on top of a crashed one');
  assert.match(await readFile(made, 'utf8'), /\n127\thttp\n102\tnntp\n1\tunknown\n/);
  assert.match(await readFile(join(root, 'target.conf'), 'utf8'), /127\thttp/);
  assert.equal((await stat(there)).mode & 0o777, 0o640);

  await removeLabels(files);
  await removeLabels(files);
  assert.equal(await readFile(there, 'utf8'), owned);
  assert.equal((await stat(there)).mode & 0o777, 0o640);
  assert.equal(await readFile(linked, 'utf8'), '', 'an empty file that was there stays');
  assert.deepEqual((await readdir(root)).sort(), ['linked.conf', 'target.conf', 'there.conf']);
});

test('what an earlier version wrote goes when a daemon starts, and when it ends', async () => {
  const file = join(root, 'earlier.conf');
  const begin = withLabels('', LABELS).text.split('\n', 1)[0];
  const earlier = `5 video\n${begin}\n2\tcan\n3\tegd\n# layer7 end\n60 mine\n`;
  await writeFile(file, earlier);
  await writeLabels(LABELS, [file]);
  const text = await readFile(file, 'utf8');
  assert.doesNotMatch(text, /can|egd/);
  assert.match(text, /^5 video\n60 mine\n# layer7 begin.*\n127\thttp\n102\tnntp\n/);
  await writeFile(file, earlier);
  await removeLabels([file]);
  assert.equal(await readFile(file, 'utf8'), '5 video\n60 mine\n');
});

test('a file that was made and then used by others stays, and a folder too', async () => {
  const file = join(root, 'other', 'connlabel.conf');
  await writeLabels(LABELS, [file]);
  await writeFile(file, `${await readFile(file, 'utf8')}60 mine\n`);
  await removeLabels([file]);
  assert.equal(await readFile(file, 'utf8'), '60 mine\n');
});

test('a file that cannot be written is named', async () => {
  const folder = join(root, 'a folder');
  await mkdir(folder);
  await assert.rejects(writeLabels(LABELS, [folder]), {
    code: 'LABEL_FILE_NOT_WRITTEN',
    message: new RegExp(folder),
  });
  await assert.rejects(removeLabels([folder]), { code: 'LABEL_FILE_NOT_WRITTEN' });
});

test('iptables and nft know the names then', { skip }, async () => {
  // An overlay on /etc that only this shell sees: the machine's own files stay untouched.
  const upper = join(root, 'upper');
  await mkdir(join(upper, 'up', 'xtables'), { recursive: true });
  await mkdir(join(upper, 'work'));
  const { text } = withLabels('', LABELS);
  await writeFile(join(upper, 'up', 'connlabel.conf'), text);
  await writeFile(join(upper, 'up', 'xtables', 'connlabel.conf'), text);
  const script = `
mount -t overlay overlay -o "lowerdir=/etc,upperdir=$1/up,workdir=$1/work" /etc || exit 77
nft add table inet t && nft 'add chain inet t c' && nft 'add rule inet t c ct label http counter' || exit 1
nft list ruleset
iptables-legacy -A INPUT -m connlabel --label nntp && iptables-legacy-save`;
  const result = await runCommand('unshare', ['--mount', '--net', 'sh', '-c', script, 'sh', upper]);
  if (result.status === 77) return console.log('skipped: no overlay file systems here');
  assert.equal(result.status, 0, result.stderr);
  assert.match(result.stdout, /ct label "?http"? counter/);
  assert.match(result.stdout, /--label "nntp"/);
});
