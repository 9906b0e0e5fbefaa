/** `layer7 flows`: live connections and their names. */
import { Layer7Error } from '../../../core/errors.ts';
import { didYouMean } from '../../../core/nearest.ts';
import { endpointText } from '../../../core/workbench/endpoint-text.ts';
import { withReserved } from '../../daemon/announcements.ts';
import { streamFromDaemon } from '../../daemon/control-client.ts';
import type { LiveFlow } from '../../daemon/control-model.ts';
import { findNames } from '../../daemon/known-names.ts';
import { humanBytes } from '../../human-bytes.ts';
import type { Handler } from '../command.ts';
import { type Column, jsonText, printRecords, TextBlocks } from '../output.ts';
import type { flows as spec } from '../table/daemon-commands.ts';

const COLUMNS: readonly Column<LiveFlow>[] = [
  { title: 'PROTO', cell: (flow) => flow.proto },
  { title: 'SOURCE', cell: (flow) => endpointText(flow.src, flow.sport), flexible: true },
  { title: 'DESTINATION', cell: (flow) => endpointText(flow.dst, flow.dport), flexible: true },
  { title: 'L7', cell: (flow) => flow.l7 },
  { title: 'APP', cell: (flow) => flow.app },
  { title: 'PACKETS', cell: (flow) => flow.packets, align: 'right' },
  { title: 'BYTES', cell: (flow) => humanBytes(flow.bytes), align: 'right' },
];

/** Refuses a name that no connection can have. */
function checkName(name: string, runDir: string): void {
  const file = findNames(runDir);
  // Without a daemon there is nothing to check against, and its absence is said when it is asked.
  if (file === undefined) return;
  const known = withReserved(file.ids);
  if (known.has(name)) return;
  throw new Layer7Error({
    code: 'PROTOCOL_UNKNOWN',
    kind: 'usage',
    message: `there is no protocol "${name}"`,
    given: name,
    next: didYouMean(name, known.keys()) ?? 'see "layer7 protocols" for the names',
  });
}

export const flows: Handler<typeof spec.options> = async ({ options, context }) => {
  const { proto, format } = options;
  for (const name of proto ?? []) checkName(name, options['run-dir']);
  const query = proto === undefined ? '' : `?proto=${encodeURIComponent(proto.join(','))}`;
  const source = streamFromDaemon<LiveFlow>(options['run-dir'], `/flows${query}`);
  if (format === 'jsonl') {
    const lines = new TextBlocks(context);
    for await (const flow of source) await lines.add(`${jsonText(flow)}\n`);
    await lines.end();
  } else {
    await printRecords(context, format, COLUMNS, await Array.fromAsync(source));
  }
  return 0;
};
