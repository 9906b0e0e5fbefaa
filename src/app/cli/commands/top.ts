/** `layer7 top`: the live view, on a terminal or as plain lines. */
import {
  FIRST_STATE,
  plainTop,
  pressKey,
  renderTop,
  splitKeys,
  type TopState,
} from '../../../core/accounting/top-view.ts';
import { Layer7Error } from '../../../core/errors.ts';
import { streamFromDaemon } from '../../daemon/control-client.ts';
import type { TrafficTick } from '../../daemon/control-model.ts';
import type { Context, Handler } from '../command.ts';
import { type Format, jsonText, write, writeData, writeJson } from '../output.ts';
import { screenOf } from '../screen.ts';
import type { top as spec } from '../table/accounting-commands.ts';

/** Shows a tick. */
type Show = (tick: TrafficTick) => Promise<void> | void;

interface View {
  readonly show: Show;
  close(): Promise<void> | void;
}

export const top: Handler<typeof spec.options> = async ({ options, context }) => {
  if (options.format === 'json' && options.count === undefined) {
    throw new Layer7Error({
      code: 'USAGE',
      kind: 'usage',
      message: 'one JSON document has an end, and this view has none',
      next: 'say after how many looks with --count, or take --format jsonl',
    });
  }
  const first: TopState = {
    ...FIRST_STATE,
    view: options.by,
    sort: options.sort,
    filter: options.filter ?? '',
  };
  const stop = new AbortController();
  const seconds = options.interval;
  const ticks = streamFromDaemon<TrafficTick>(options['run-dir'], '/watch', { seconds }, stop.signal);
  const view = viewFor(options.format, first, context, stop);
  let shown = 0;
  try {
    for await (const tick of ticks) {
      await view.show(tick);
      if (++shown === options.count) return 0;
    }
  } finally {
    await view.close();
  }
  if (stop.signal.aborted) return 0;
  throw new Layer7Error({
    code: 'DAEMON_ENDED',
    kind: 'environment',
    message: 'the daemon has ended',
    next: 'start it again with "layer7 up"',
  });
};

function viewFor(format: Format, first: TopState, context: Context, stop: AbortController): View {
  if (format === 'json') return jsonList(context);
  if (format === 'jsonl') return jsonLines(context);
  return fullScreen(first, context, stop) ?? plainLines(first, context);
}

/** Undefined without a terminal. */
function fullScreen(first: TopState, context: Context, stop: AbortController): View | undefined {
  let state = first;
  let last: TrafficTick | undefined;
  const draw = (): void => screen?.draw(renderTop(state, last, screen.size, context.color));
  const screen = screenOf(context, {
    keys: (text) => {
      for (const key of splitKeys(text)) state = pressKey(state, key);
      if (state.hasQuit) stop.abort();
      else draw();
    },
    resize: draw,
    end: () => stop.abort(),
  });
  if (screen === undefined) return undefined;
  draw();
  return {
    show: (tick) => {
      if (state.isPaused) return;
      last = tick;
      draw();
    },
    close: () => screen.close(),
  };
}

function plainLines(state: TopState, context: Context): View {
  return {
    show: (tick) => {
      const lines = plainTop(state, tick);
      return write(context, lines.map((line) => `${line}\n`).join(''));
    },
    close: () => {},
  };
}

function jsonLines(context: Context): View {
  return { show: (tick) => writeJson(context, 'jsonl', tick), close: () => {} };
}

/** One list, written as it grows; it is whole whenever the view ends, and nothing when that is before it began. */
function jsonList(context: Context): View {
  let before = '[';
  return {
    show: async (tick) => {
      await writeData(context, `${before}\n  ${jsonText(tick)}`);
      before = ',';
    },
    close: () => (before === '[' ? undefined : writeData(context, '\n]\n')),
  };
}
