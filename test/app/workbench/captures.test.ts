/** Captures on a command line: what a path stands for, and what each is called. */
import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { describe, it } from 'node:test';
import { captureFiles } from '../../../src/app/workbench/capture-files.ts';
import { captureLabels } from '../../../src/app/workbench/capture-labels.ts';
import { diagnosticFrom } from '../support.ts';
import { demoFolder } from './support.ts';

const at = demoFolder();

describe('captures on a command line', () => {
  it('are files, or the captures of a folder', () => {
    assert.deepEqual(captureFiles(at('empty.pcap')), [at('empty.pcap')]);
    assert.deepEqual(
      captureFiles(at('captures')).map((path) => basename(path)),
      ['house.pcap', 'knocks.pcap'],
    );
    for (const path of [at('patterns'), at('nowhere')]) {
      assert.equal(diagnosticFrom(() => captureFiles(path)).code, 'CAPTURES_NONE');
    }
  });

  it('are called by their file name where that tells them apart', () => {
    const labels = captureLabels(['a/x.pcap', 'b/x.pcap', 'b/y.pcap', 'b/y.pcap']);
    assert.deepEqual(
      ['a/x.pcap', 'b/x.pcap', 'b/y.pcap'].map((path) => labels.get(path)),
      ['a/x.pcap', 'b/x.pcap', 'y.pcap'],
    );
  });
});
