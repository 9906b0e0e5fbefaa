/** The command about policies. */
import { defineCommand } from '../command.ts';
import { bytes, format, l7dir, limit, log, packets, runDir, stateDir } from './shared-options.ts';

/** How connections of a capture are named. */
const judging = { needs: ['capture'] } as const;

export const policy = defineCommand({
  name: 'policy',
  summary: 'shape, block and mark what passes, from one readable file',
  description: [
    'A policy says in one YAML file which links there are, which classes share them, and which rule puts what into which class, blocks or limits it. "check" reads it and tells what is wrong with it, and whether more may follow once that is right. "plan" prints what it comes to, down to the exact commands, and what it would have done: with --capture, with the connections of a capture; with --since, with what the accounts have of the last hours. "apply" puts it in force, "revert" takes it away, "show" tells what is in force.',
    '"apply" tries everything in a network namespace of its own first; then rules and queues change at once, or not at all. Connections stay. Rules and queueing disciplines of others are never touched: where one is in the way, it is named. With --confirm, what was before comes back by itself unless "layer7 policy confirm" is said in time, also when the terminal is gone. "revert" leaves the machine as it was before the first policy.',
    'FILE is /etc/layer7/policy.yaml unless another is given. docs/policy.md describes the language.',
  ],
  options: {
    capture: { kind: 'text', metavar: 'CAPTURE|DIR', actions: ['plan'], summary: 'judge these connections' },
    since: {
      kind: 'text',
      metavar: 'SPAN',
      actions: ['plan'],
      summary: 'judge what the accounts have of the last 1h, 24h, 7d',
    },
    at: {
      kind: 'text',
      metavar: 'TIME',
      needs: ['capture', 'since'],
      summary: 'as if all of it had been at "mon 10:00"',
    },
    confirm: {
      kind: 'text',
      metavar: 'TIME',
      actions: ['apply'],
      summary: 'take the policy back after this time, such as 60s, unless it is confirmed',
    },
    leave: {
      kind: 'list',
      metavar: 'DEVICE,...',
      actions: ['apply'],
      summary: 'devices whose queues stay as they are',
    },
    kernel: {
      kind: 'choice',
      choices: ['this', 'any'],
      default: 'this',
      actions: ['plan'],
      summary: 'write for what this kernel has (needs root), or for one that has everything',
    },
    iptables: {
      kind: 'choice',
      choices: ['auto', 'legacy', 'nft', 'nftables'],
      default: 'auto',
      actions: ['plan', 'apply', 'revert'],
      summary: 'where rules go: the iptables of this machine, either kind of it, or nftables',
    },
    format,
    l7dir: { ...l7dir, actions: ['check', 'plan', 'apply'] },
    packets: { ...packets, ...judging },
    bytes: { ...bytes, ...judging },
    limit: { ...limit, ...judging },
    'run-dir': runDir,
    'state-dir': stateDir,
    log,
  },
  args: [
    {
      name: 'ACTION',
      summary: 'what to do',
      choices: ['check', 'plan', 'apply', 'confirm', 'revert', 'show'],
    },
    { name: 'FILE', summary: 'the policy', optional: true, actions: ['check', 'plan', 'apply'] },
  ],
  examples: [
    { command: 'layer7 policy check policy.yaml', meaning: 'what is wrong, with line and column' },
    { command: 'layer7 policy plan policy.yaml --capture monday.pcap', meaning: 'what it would do' },
    { command: 'layer7 policy apply --confirm 60s', meaning: 'nobody locks themselves out of a router' },
  ],
});
