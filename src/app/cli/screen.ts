/**
 * The whole terminal, for a view that is drawn again and again: the alternate screen, keys one by one, and
 * everything put back at the end, also when a signal or a fault ends the program.
 */
import type { ReadStream, WriteStream } from 'node:tty';
import type { TopSize } from '../../core/accounting/top-view.ts';
import type { Context } from './command.ts';

const ENTER = '\u001b[?1049h\u001b[?25l';
const LEAVE = '\u001b[?25h\u001b[?1049l';
const HOME = '\u001b[H';
const CLEAR_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';

export interface ScreenEvents {
  /** Bytes from the keyboard, as they came. */
  keys(text: string): void;
  resize(): void;
  /** Something from outside asks for the end. */
  end(): void;
}

/** The terminal of the context; undefined when there is none to draw on or to read keys from. */
export function screenOf(context: Context, events: ScreenEvents): Screen | undefined {
  const { stdin, stdout } = context;
  const isTerminal = (stream: object): boolean => 'isTTY' in stream && stream.isTTY === true;
  if (!isTerminal(stdin) || !isTerminal(stdout) || context.env.TERM === 'dumb') return undefined;
  return new Screen(stdin as ReadStream, stdout as WriteStream, events);
}

export class Screen {
  readonly #keyboard: ReadStream;
  readonly #terminal: WriteStream;
  readonly #events: ScreenEvents;
  readonly #onData = (bytes: Buffer): void => this.#events.keys(bytes.toString('utf8'));
  readonly #onResize = (): void => this.#events.resize();
  readonly #onSignal = (): void => this.#events.end();
  readonly #onExit = (): void => this.close();
  #isOpen = true;

  constructor(keyboard: ReadStream, terminal: WriteStream, events: ScreenEvents) {
    this.#keyboard = keyboard;
    this.#terminal = terminal;
    this.#events = events;
    keyboard.setRawMode(true);
    keyboard.on('data', this.#onData);
    keyboard.on('end', this.#onSignal);
    terminal.on('resize', this.#onResize);
    for (const signal of SIGNALS) process.on(signal, this.#onSignal);
    process.on('exit', this.#onExit);
    terminal.write(ENTER);
  }

  get size(): TopSize {
    return { columns: this.#terminal.columns || 80, rows: this.#terminal.rows || 24 };
  }

  /** Shows these lines and nothing else. */
  draw(lines: readonly string[]): void {
    if (!this.#isOpen) return;
    this.#terminal.write(HOME + lines.map((line) => line + CLEAR_LINE).join('\r\n') + CLEAR_BELOW);
  }

  /** Puts the terminal back. Idempotent. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#keyboard.off('data', this.#onData);
    this.#keyboard.off('end', this.#onSignal);
    this.#terminal.off('resize', this.#onResize);
    for (const signal of SIGNALS) process.off(signal, this.#onSignal);
    process.off('exit', this.#onExit);
    this.#terminal.write(LEAVE);
    this.#keyboard.setRawMode(false);
    this.#keyboard.pause();
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
