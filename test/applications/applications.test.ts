/**
 * The shipped applications: what must hold of all of them, and some hosts that everybody knows.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { loadApplications } from '../../src/app/library/applications.ts';
import { HostAutomaton, NO_APPLICATION } from '../../src/core/applications/host-automaton.ts';
import { formatDiagnostic } from '../../src/core/errors.ts';
import { markField, nameRoom } from '../../src/linux/netfilter/mark-field.ts';
import { shippedLibrary } from '../signatures/conversation.ts';
import { latin1 } from '../support/bytes.ts';
import { sharedPath, WITHOUT_SHARED } from '../support/shared.ts';

const { applications, errors } = loadApplications();
const hosts = new HostAutomaton(applications);

/** The application of a host. */
function applicationOf(host: string): string | undefined {
  const found = hosts.find(latin1(host), 0, host.length);
  return found === NO_APPLICATION ? undefined : applications[found]!.name;
}

/** First column of the table of groups in a manual. */
function groupsOf(manual: string): string[] {
  const text = readFileSync(new URL(`../../docs/${manual}`, import.meta.url), 'utf8');
  const table = text.slice(text.indexOf('## Groups'));
  return [...table.matchAll(/^\| `([a-z0-9-]+)`/gm)].map((row) => row[1]!);
}

describe('the shipped applications', () => {
  it('are read without a fault, and are many', () => {
    assert.deepEqual(errors.map(formatDiagnostic), []);
    assert.ok(applications.length >= 230, `${applications.length} applications`);
  });

  it('fit into the mark together with the protocols, with room to grow', () => {
    const names = applications.length + shippedLibrary().protocols.length;
    assert.ok(names <= nameRoom(markField()) - 20, `${names} names`);
  });

  it('have names that can be typed, and that no protocol has', () => {
    const protocols = new Set(shippedLibrary().protocols.map(({ name }) => name));
    const bad = applications.filter(
      ({ name }) => !/^[a-z0-9][a-z0-9-]{0,30}$/.test(name) || protocols.has(name),
    );
    assert.deepEqual(
      bad.map(({ name }) => name),
      [],
    );
  });

  it('have groups, and the manual explains those, and none that nobody uses', () => {
    const explained = groupsOf('applications.md');
    const used = new Set(applications.flatMap(({ groups }) => groups));
    assert.deepEqual(
      [...used].filter((group) => !explained.includes(group)),
      [],
    );
    assert.deepEqual(
      explained.filter((group) => !used.has(group)),
      [],
    );
    assert.deepEqual(explained, explained.toSorted());
    assert.deepEqual(
      applications.filter(({ groups }) => groups.length === 0).map(({ name }) => name),
      [],
    );
  });

  it('share no suffix, and write none that another of theirs covers', () => {
    const owners = new Map<string, string>();
    const shared: string[] = [];
    for (const { name, hosts: suffixes } of applications) {
      for (const suffix of suffixes) {
        if (owners.has(suffix)) shared.push(`${suffix}: ${owners.get(suffix)} and ${name}`);
        owners.set(suffix, name);
      }
    }
    assert.deepEqual(shared, []);
    const covered = [...owners].filter(([suffix, name]) => {
      const labels = suffix.split('.');
      const parents = labels.slice(1, -1).map((_, i) => labels.slice(i + 1).join('.'));
      return owners.get(parents.find((parent) => owners.has(parent)) ?? '') === name;
    });
    assert.deepEqual(covered, []);
  });

  it('claim no suffix under which everybody registers names', () => {
    for (const suffix of [
      'com',
      'co.uk',
      'com.br',
      'co.jp',
      'com.au',
      'com.cn',
      'net.cn',
      'org.uk',
      'arpa',
    ]) {
      assert.equal(applicationOf(suffix), undefined, suffix);
      assert.equal(applicationOf(`a-name-nobody-has.${suffix}`), undefined, suffix);
    }
  });

  it("know nDPI's names by heart", { skip: WITHOUT_SHARED }, () => {
    const rows = readFileSync(sharedPath('corpus/known-names.tsv'), 'utf8').trim().split('\n').slice(1);
    const known = new Map(rows.map((row) => row.split('\t') as [string, string]));
    const aliases = new Set(applications.flatMap(({ aliases: { ndpi } }) => ndpi));
    assert.deepEqual(
      [...aliases].filter((alias) => !known.has(alias)),
      [],
    );
    const ofProtocols = shippedLibrary().protocols.flatMap(({ aliases: { ndpi } }) => ndpi);
    for (const alias of ofProtocols) aliases.add(alias);
    // A way of packing films, not an application.
    aliases.add('MpegDash');
    const missing = [...known].filter(([name, kind]) => kind === 'application' && !aliases.has(name));
    assert.deepEqual(missing, []);
  });
});

describe('hosts that everybody knows', () => {
  const cases: Readonly<Record<string, string | undefined>> = {
    'www.youtube.com': 'youtube',
    'r4---sn-4g5ednsd.googlevideo.com': 'youtube',
    'youtubei.googleapis.com': 'youtube',
    'www.google.co.uk': 'google',
    'storage.googleapis.com': 'google-cloud',
    'mail.google.com': 'gmail',
    'meet.google.com': 'google-meet',
    'googleads.g.doubleclick.net': 'google-ads',
    'www.netflix.com': 'netflix',
    'ipv4-c001-fra001-ix.1.oca.nflxvideo.net': 'netflix',
    'static.whatsapp.net': 'whatsapp-web',
    'scontent.xx.fbcdn.net': 'facebook',
    'i.instagram.com': 'instagram',
    'teams.microsoft.com': 'teams',
    'login.microsoftonline.com': 'microsoft-365',
    'fe2cr.update.microsoft.com': 'windows-update',
    'contoso.sharepoint.com': 'onedrive',
    'bucket.s3.eu-west-1.amazonaws.com': 'aws',
    'atv-ps.amazon.com': 'prime-video',
    'www.amazon.co.jp': 'amazon',
    'e1234.dscx.akamaiedge.net': 'akamai',
    'steamcdn-a.akamaihd.net': 'steam-web',
    'courier.push.apple.com': 'apple-push',
    'mask.icloud.com': 'icloud-private-relay',
    'api.openai.com': 'chatgpt',
    'api.anthropic.com': 'claude',
    'objects.githubusercontent.com': 'github',
    'deb.debian.org': 'debian',
    'dns.google': 'doh',
    'us04web.zoom.us': 'zoom-web',
    'de.wikipedia.org': 'wikipedia',
    'example.com': undefined,
    'notyoutube.com': undefined,
    'google.com.example.net': undefined,
  };
  for (const [host, name] of Object.entries(cases)) {
    it(host, () => assert.equal(applicationOf(host), name));
  }
});
