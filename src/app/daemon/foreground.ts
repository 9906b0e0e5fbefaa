/**
 * A daemon's life in this process: start, signals, end. SIGTERM and SIGINT take it down, SIGHUP reads the
 * patterns again. SIGTSTP, as Ctrl-Z sends it, does not stop it, since traffic would wait for it. A fault
 * that nobody foresaw takes it down too, so that no rules stay without a daemon.
 */
import type { Log } from '../log.ts';
import { Daemon } from './daemon.ts';
import type { DaemonSettings } from './settings.ts';

/**
 * Runs a daemon until it is taken down. `onReady` is called when connections are being named.
 * Throws what `Daemon.start` throws, or the unforeseen fault that ended it.
 */
export async function runDaemon(settings: DaemonSettings, log: Log, onReady: () => void): Promise<void> {
  let daemon: Daemon | undefined;
  let isStopping = false;
  let fault: { readonly error: unknown } | undefined;
  const stop = (): void => {
    if (isStopping || daemon === undefined) {
      isStopping = true;
      return;
    }
    isStopping = true;
    const running = daemon;
    running
      .down()
      .catch((error: unknown) => log.error(error))
      .finally(() => running.end());
  };
  const fail = (error: unknown): void => {
    log.error(error);
    fault ??= { error };
    stop();
  };
  const reload = (): void => {
    // What is wrong with the patterns has been logged where it was found.
    daemon?.reload().catch(() => {});
  };
  const stay = (): void => {
    log.warning(
      'Ctrl-Z does not stop layer7, since traffic would wait: end it with Ctrl-C or "layer7 down", and start it with "layer7 up" to have the terminal back',
    );
  };
  process.on('SIGTSTP', stay);
  process.on('SIGTERM', stop).on('SIGINT', stop).on('SIGHUP', reload);
  process.on('uncaughtException', fail).on('unhandledRejection', fail);
  try {
    daemon = await Daemon.start(settings, log);
    onReady();
    if (isStopping) {
      isStopping = false;
      stop();
    }
    await daemon.ended;
    log.info('ended');
  } finally {
    process.off('SIGTSTP', stay);
    process.off('SIGTERM', stop).off('SIGINT', stop).off('SIGHUP', reload);
    process.off('uncaughtException', fail).off('unhandledRejection', fail);
  }
  if (fault !== undefined) throw fault.error;
}
