import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classCounts, countSections, ruleCounts } from '../../../src/core/policy/counters.ts';
import { sectionsText } from '../../../src/core/workbench/layout.ts';
import { FULL, planOf } from './support.ts';

const PLAN = planOf(FULL);

const IPTABLES = `# Generated
*filter
:FORWARD ACCEPT [5:500]
:L7P-RULES - [0:0]
[9:900] -A FORWARD -m comment --comment "layer7 policy: forwarded" -j L7P-ENTRY
[1:100] -A L7P-RULES -m connmark --mark 0x1/0xf -m comment --comment "layer7 policy: rule 2: p2p" -g L7P-REJECT
[2:200] -A L7P-RULES -m connmark --mark 0x2/0xf -m comment --comment "layer7 policy: rule 2: p2p" -g L7P-REJECT
[7:700] -A L7P-RULES -m connmark --mark 0x3/0xf -m comment --comment "layer7 policy: rule 5: video" -g L7P-LIMIT-5
[3:300] -A L7P-LIMIT-5 -o eth0 -m comment --comment "layer7 policy: rule 5 over its limit" -j DROP
[4:400] -A L7P-LIMIT-5 -i eth0 -m comment --comment "layer7 policy: rule 5 over its limit" -j DROP
COMMIT
*mangle
[8:800] -A L7P-RULES -m connmark --mark 0x1/0xf -m comment --comment "layer7 policy: past the rest by rule 2" -j RETURN
[6:600] -A L7P-RULES -m connmark --mark 0x3/0xf -m comment --comment "layer7 policy: rule 5: video" -g L7P-CLASS-web
COMMIT
`;

test('counts of rules, where each does what it does', () => {
  const counts = ruleCounts(PLAN, [IPTABLES, IPTABLES]);
  assert.deepEqual(counts.get(2), { packets: 6, bytes: 600, over: 0 });
  assert.deepEqual(counts.get(5), { packets: 12, bytes: 1200, over: 14 });
  assert.deepEqual(counts.get(1), { packets: 0, bytes: 0, over: 0 });
});

test('counts of rules from nft', () => {
  const listing = `table inet layer7_policy {
	chain treatment {
		ct mark & 0xf == 0x3 counter packets 5 bytes 50 goto class_web comment "layer7 policy: rule 5: video"
	}
	chain verdicts {
		ct mark & 0xf == 0x1 counter packets 7 bytes 70 goto refuse comment "layer7 policy: rule 2: p2p"
		ct mark & 0xf == 0x3 counter packets 9 bytes 90 goto limit_5 comment "layer7 policy: rule 5: video"
	}
	chain limit_5 {
		update @h { ip saddr limit rate over 1 bytes/second } counter packets 2 bytes 20 drop comment "layer7 policy: rule 5 over its limit"
	}
}`;
  const counts = ruleCounts(PLAN, [listing]);
  assert.deepEqual(counts.get(2), { packets: 7, bytes: 70, over: 0 });
  assert.deepEqual(counts.get(5), { packets: 5, bytes: 50, over: 2 });
});

const TC =
  `class htb 1717:101 parent 1717:100 leaf 1718: prio 0 rate 2Mbit ceil 2Mbit burst 1600b cburst 1600b
 Sent 176 bytes 2 pkt (dropped 1, overlimits 0 requeues 0)
 backlog 0b 0p requeues 0

class htb 1717:103 parent 1717:100 prio 2 rate 2Mbit ceil 2Mbit
 Sent 99 bytes 3 pkt (dropped 0, overlimits 0 requeues 0)
`.replaceAll('1600b\n', '1600b \n');

test('counts of classes', () => {
  assert.deepEqual(classCounts(PLAN, 'eth0', TC), [
    { name: 'calls', device: 'eth0', way: 'up', packets: 2, bytes: 176, dropped: 1 },
    { name: 'downloads', device: 'eth0', way: 'up', packets: 3, bytes: 99, dropped: 0 },
  ]);
  assert.equal(classCounts(PLAN, 'eth1', TC)[0]!.way, 'down');
  assert.deepEqual(classCounts(PLAN, 'eth0', ''), []);
});

test('both fit 80 columns', () => {
  const sections = countSections(PLAN, ruleCounts(PLAN, [IPTABLES]), classCounts(PLAN, 'eth0', TC));
  const text = sectionsText(sections);
  for (const line of text.split('\n')) assert.ok(line.length <= 80, line);
  assert.match(text, /2 {2}p2p mon-fri.* 3 +300 B/);
  assert.match(text, /OVER/);
});
