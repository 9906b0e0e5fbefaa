/**
 * What tshark says of the packets of captures: a foreign decoder to compare ours with. Captures are merged
 * into one file first (mergecap, in order), for tshark takes longer to start than to read one. All
 * dissectors above the transport are switched off.
 */
import { type ExecFileSyncOptionsWithStringEncoding, execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** For a test's `skip` option: false, or why it cannot run. */
export const WITHOUT_TSHARK: string | false =
  spawnSync('tshark', ['--version']).status === 0 && spawnSync('mergecap', ['--version']).status === 0
    ? false
    : 'tshark and mergecap are not installed (Debian package tshark)';

const LINK_TO_TRANSPORT = (
  'frame eth ethertype vlan ieee8021ad llc mpls pwethheuristic pwethcw pppoe pppoes ppp ppp_hdlc chdlc sll sll2 ' +
  'null raw radiotap wlan wlan_radio pkt_ccc ip ipv6 ipv6.hopopts ipv6.routing ipv6.fraghdr ipv6.dstopts ah ' +
  'mipv6 hip shim6 gre erspan tcp udp icmp icmpv6 data'
).split(' ');

const PREFERENCES = [
  'ip.defragment:FALSE',
  'ipv6.defragment:FALSE',
  'tcp.desegment_tcp_streams:FALSE',
  'tcp.analyze_sequence_numbers:FALSE',
];

/**
 * One array of field values per packet; of a field that occurs several times (tunnels), the innermost.
 * Captures must be whole.
 */
export function tsharkFields(captures: readonly string[], fields: readonly string[]): string[][] {
  const folder = mkdtempSync(join(tmpdir(), 'layer7-tshark-'));
  try {
    const merged = join(folder, 'merged.pcapng');
    const env = { ...process.env, WIRESHARK_CONFIG_DIR: folder };
    const options: ExecFileSyncOptionsWithStringEncoding = {
      env,
      encoding: 'latin1',
      maxBuffer: 1 << 28,
      stdio: ['ignore', 'pipe', 'ignore'],
    };
    execFileSync('mergecap', ['-a', '-w', merged, ...captures], options);
    const protocols = execFileSync('tshark', ['-G', 'protocols'], options)
      .split('\n')
      .map((line) => line.split('\t')[2] ?? '')
      .filter((name) => name !== '' && !LINK_TO_TRANSPORT.includes(name));
    writeFileSync(join(folder, 'disabled_protos'), `${protocols.join('\n')}\n`);
    const output = execFileSync(
      'tshark',
      [
        ...['-n', '-r', merged, '-T', 'fields', '-E', 'separator=|', '-E', 'occurrence=l'],
        ...PREFERENCES.flatMap((preference) => ['-o', preference]),
        ...fields.flatMap((field) => ['-e', field]),
      ],
      options,
    );
    return output
      .split('\n')
      .slice(0, -1)
      .map((line) => line.split('|'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
