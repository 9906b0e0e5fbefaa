/**
 * The shape of a policy file: which keys there are and what kind of value each has. What the words mean is
 * read by the core (`interpret.ts`). The same schema, as JSON Schema, is published for editors
 * (`packaging/policy.schema.json`).
 */
import { z } from 'zod';
import type { RawPolicy } from '../../core/policy/raw-policy.ts';

const word = z.union([z.string(), z.number()]);
const words = z.union([z.string(), z.number(), z.array(word)]);
const rates = z.union([
  z.string(),
  z.number(),
  z.strictObject({ up: word.optional(), down: word.optional() }),
]);

const link = z
  .strictObject({
    wan: z.string().optional().describe('Device of a link to the outside, as "eth0".'),
    lan: z.string().optional().describe('Device of a link to hosts of your own, as "eth1".'),
    up: word.optional().describe('What a wan link carries outwards, as "20 mbit"; somewhat less is better.'),
    down: word.optional().describe('What a wan link carries inwards, as "100 mbit".'),
    hosts: words.optional().describe('Addresses behind a lan link, for judging captures.'),
  })
  .describe('One link: either wan or lan.');

const policyClass = z.strictObject({
  name: z.string().describe('Up to 16 lower-case letters, digits, "-" and "_".'),
  share: word.optional().describe('Part of each link that is kept for the class, as "30%".'),
  min: rates
    .optional()
    .describe('The same as a rate, for both ways or each: "2 mbit", {up: 1 mbit, down: 20%}.'),
  max: rates.optional().describe('What it never passes, as a rate or a part; without it the whole link.'),
  priority: z
    .int()
    .min(1)
    .max(8)
    .optional()
    .describe('1 borrows unused bandwidth first; by default its place in the list.'),
  traffic: z.enum(['interactive', 'normal', 'bulk']).optional().describe('How long its queue may be.'),
});

const rule = z
  .strictObject({
    name: z.string().max(60).optional().describe('What listings call the rule.'),
    protocol: words.optional().describe('Protocols, or unknown or unset.'),
    application: words.optional().describe('Applications, as youtube.'),
    group: words.optional().describe('Groups of protocols and applications, as p2p.'),
    transport: z.enum(['tcp', 'udp']).optional(),
    port: words.optional().describe('Port that the connection was made to, as 443 or "8000-8100".'),
    from: words
      .optional()
      .describe('Addresses, prefixes or sets of hosts: the side that began the connection.'),
    to: words.optional().describe('The side that it was made to.'),
    host: words.optional().describe('Either side.'),
    direction: z.enum(['up', 'down']).optional(),
    time: words.optional().describe('As "mon-fri 09:00-17:00", "sat,sun", "22:00-06:00".'),
    after: word.optional().describe('Holds once the connection has carried so much, as "10 MB".'),
    until: word.optional().describe('Holds until the connection has carried more than this.'),
    class: z.string().optional().describe('Name of a class.'),
    block: z.enum(['drop', 'reject']).optional(),
    limit: word.optional().describe('Most for each host and each way, as "2 mbit".'),
    dscp: word.optional().describe('Code point to set, as EF, CS1 or 46.'),
    mark: word.optional().describe('Packet mark to set, as "0x10/0xff".'),
    allow: z.literal(true).optional().describe('Pass, in the default class.'),
  })
  .describe(
    'All keys of a rule must hold; of several values of one key, any. The first rule that holds decides.',
  );

export const POLICY_SCHEMA = z.strictObject({
  links: z.array(link).optional().describe('Without links a policy can only block and mark.'),
  hosts: z.record(z.string(), words).optional().describe('Named sets of addresses and prefixes.'),
  classes: z
    .array(policyClass)
    .optional()
    .describe(
      'The first is asked first when bandwidth is lent. Without classes a link is held to its rates as a whole.',
    ),
  default: z.string().optional().describe('Class of what no rule puts elsewhere.'),
  rules: z.array(rule).optional(),
  local: z
    .boolean()
    .optional()
    .describe('Whether blocks and limits also act on connections of this machine.'),
});

/** The compiler's word that what the schema lets through is what the core reads. */
export const shapeOf = (value: z.output<typeof POLICY_SCHEMA>): RawPolicy => value;

/** The keys that may stand where `path` leads, for naming the nearest one. */
export function keysAt(path: readonly (string | number)[]): readonly string[] {
  if (path.length === 0) return Object.keys(POLICY_SCHEMA.shape);
  const part = { links: link, classes: policyClass, rules: rule }[String(path[0])];
  if (part !== undefined && path.length === 2) return Object.keys(part.shape);
  return path[0] === 'classes' ? ['up', 'down'] : [];
}

/** The schema for editors, with the project's own name of it. */
export function policyJsonSchema(): string {
  const schema = z.toJSONSchema(POLICY_SCHEMA, { io: 'input', target: 'draft-7' });
  const named = { title: 'Policy of layer7', ...schema };
  return `${JSON.stringify(named, undefined, 2)}\n`;
}
