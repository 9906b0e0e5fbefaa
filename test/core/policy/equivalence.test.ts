/** The rules as rendered do what the plan says: random policies and packets, judged both ways. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { classId, classMark, classMinor } from '../../../src/core/policy/class-number.ts';
import { decide, type PacketFacts } from '../../../src/core/policy/evaluate.ts';
import { EVERYTHING } from '../../../src/core/policy/features.ts';
import type { Plan } from '../../../src/core/policy/plan.ts';
import { renderPolicy } from '../../../src/core/policy/render.ts';
import { DEFAULT_CLASS_MASK } from '../../../src/core/policy/rendering.ts';
import { parseAddress } from '../../../src/core/wire/address.ts';
import { anyPolicy, situation, WEEK } from './arbitrary.ts';
import { chainsOf, type Packet, type Walked, walk } from './iptables-walk.ts';
import { markOf, markOfConnection, planOf } from './support.ts';

/** What the plan says about a packet, in the words of a walk. */
function expected(plan: Plan, facts: PacketFacts, wan: number, byMark: boolean): Walked {
  const { rule, possible } = decide(plan, facts);
  assert.deepEqual(possible, []);
  const action = rule?.action ?? ({ kind: 'treat', class: plan.defaultClass } as const);
  const nothing = { class: undefined, mark: 0, dscp: undefined, limits: [] };
  if (action.kind === 'block') return { verdict: action.how, ...nothing };
  const index = action.class!;
  const way = facts.direction!;
  const shaped = plan.classes[index]![way][wan] !== undefined;
  const own = action.mark?.value ?? 0;
  const carried = byMark && shaped ? classMark(plan, wan, index, DEFAULT_CLASS_MASK) : 0;
  return {
    verdict: 'accept',
    class: byMark || !shaped ? undefined : classId(classMinor(wan, index)),
    mark: (own | carried) >>> 0,
    dscp: action.dscp,
    limits: action.limit === undefined ? [] : [rule!.number],
  };
}

for (const byMark of [false, true]) {
  test(`iptables rules with the class ${byMark ? 'in the mark' : 'set by CLASSIFY'} do what the plan says`, () => {
    fc.assert(
      fc.property(anyPolicy, fc.array(situation, { minLength: 1, maxLength: 12 }), (raw, situations) => {
        const plan = planOf(raw);
        const features = { ...EVERYTHING, classify: !byMark };
        for (const one of situations) {
          const { rules } = renderPolicy(plan, features, { markOf, utcOffset: one.offset });
          assert.ok(rules.kind === 'iptables');
          const wan = Math.min(one.wan, plan.wans.length - 1);
          const device = plan.wans[wan]!.device;
          const from = parseAddress(one.ends[0])!;
          const to = parseAddress(one.ends[1])!;
          const text = rules.families.find(
            ({ family }) => family === (from.length === 4 ? 'ipv4' : 'ipv6'),
          )!.text;
          const packet: Packet = {
            inDevice: one.direction === 'up' ? 'lan0' : device,
            outDevice: one.direction === 'up' ? device : 'lan0',
            transport: one.transport === 'other' ? 'icmp' : one.transport,
            connectionMark: markOfConnection(one.names),
            originalSource: from,
            replySource: to,
            replyPort: one.port,
            bytes: one.bytes,
            minute: one.minute,
          };
          const minute = (one.minute + one.offset + WEEK) % WEEK;
          const facts = { ...one, from, to, minute };
          const treated = walk(chainsOf(text, 'mangle'), packet);
          const judged = walk(chainsOf(text, 'filter'), packet);
          const wanted = expected(plan, facts, wan, byMark);
          assert.equal(treated.verdict, 'accept');
          assert.equal(judged.verdict, wanted.verdict);
          assert.deepEqual(judged.limits, wanted.limits);
          if (wanted.verdict !== 'accept') continue;
          assert.deepEqual({ ...treated, limits: wanted.limits }, wanted);
        }
      }),
      { numRuns: 400 },
    );
  });
}
