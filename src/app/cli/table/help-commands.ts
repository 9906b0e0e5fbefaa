/** The commands about the program itself. */
import { defineCommand } from '../command.ts';

export const version = defineCommand({
  name: 'version',
  summary: 'print the version',
  description: ['The versions of layer7 and of the Node.js that runs it.'],
  options: {},
  args: [],
  examples: [],
});

export const help = defineCommand({
  name: 'help',
  summary: 'explain a command',
  description: ['Without a command: all of them.'],
  options: {},
  args: [{ name: 'COMMAND', summary: 'what to explain', optional: true }],
  examples: [{ command: 'layer7 help up', meaning: 'all about one command' }],
});
