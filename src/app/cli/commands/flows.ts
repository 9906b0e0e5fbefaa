/** `layer7 flows`: live connections and their names. */
import { streamFromDaemon } from '../../daemon/control-client.ts';
import type { LiveFlow } from '../../daemon/control-model.ts';
import type { Handler } from '../command.ts';
import { endpoint } from '../endpoint.ts';
import { type Column, humanBytes, printRecords, TextBlocks } from '../output.ts';
import type { flows as spec } from '../table/daemon-commands.ts';

const COLUMNS: readonly Column<LiveFlow>[] = [
  { title: 'PROTO', cell: (flow) => flow.proto },
  { title: 'SOURCE', cell: (flow) => endpoint(flow.src, flow.sport), flexible: true },
  { title: 'DESTINATION', cell: (flow) => endpoint(flow.dst, flow.dport), flexible: true },
  { title: 'L7', cell: (flow) => flow.l7 },
  { title: 'PACKETS', cell: (flow) => flow.packets, align: 'right' },
  { title: 'BYTES', cell: (flow) => humanBytes(flow.bytes), align: 'right' },
];

export const flows: Handler<typeof spec.options> = async ({ options, context }) => {
  const { proto, format } = options;
  const query = proto === undefined ? '' : `?proto=${encodeURIComponent(proto.join(','))}`;
  const source = streamFromDaemon<LiveFlow>(options['run-dir'], `/flows${query}`);
  if (format === 'jsonl') {
    const lines = new TextBlocks(context);
    for await (const flow of source) await lines.add(`${JSON.stringify(flow)}\n`);
    await lines.end();
  } else {
    await printRecords(context, format, COLUMNS, await Array.fromAsync(source));
  }
  return 0;
};
