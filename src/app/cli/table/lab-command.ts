/** The command that shows everything on one machine. */
import { defineCommand } from '../command.ts';
import { format, l7dir, log } from './shared-options.ts';

export const lab = defineCommand({
  name: 'lab',
  summary: 'try everything: client, router and server in namespaces',
  description: [
    "Builds a small network of its own on this machine, starts layer7 on its router and real servers on its server, lets real clients talk to them over IPv4 and IPv6, and shows which names the connections got. The machine's own network is not touched, and nothing is left behind.",
    'A service whose Debian packages are missing is left out, and the command that installs them is named.',
  ],
  needsRoot: true,
  options: {
    install: { kind: 'flag', summary: 'install the Debian packages of the servers; none of them is started' },
    l7dir,
    format,
    log,
  },
  args: [
    { name: 'SERVICE', summary: 'only these services, such as nginx or vsftpd', optional: true, many: true },
  ],
  examples: [{ command: 'layer7 lab --install', meaning: 'all services, with what they need' }],
  exit: { 7: 'a connection did not get the name that it should have' },
});
