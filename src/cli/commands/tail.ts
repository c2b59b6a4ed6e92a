import process from 'node:process';
import type { Command } from 'commander';
import type { Settings } from '../../config/options.js';
import { OutputClosedError } from '../../model/errors.js';
import type { WatcherHandlers } from '../../read/tail/watcher.js';
import type { TailNotice } from '../../ship/tail/notices.js';
import type { TailStatus } from '../../ship/tail/status.js';
import type { TailOutcome } from '../../ship/tail/tail.js';
import { exitCodeOf } from '../exit-code-of.js';
import { addSettingFlags } from '../flags.js';
import type { GlobalFlags } from '../global-flags.js';
import { tailInterruption } from '../interruption.js';
import { refuseEmptyNames } from '../named-files.js';
import { settingsFor } from '../settings.js';
import { wordsTo } from '../words-to.js';
import { tuneEngine } from '../engine.js';

interface TailFlags extends GlobalFlags {
  readonly once?: boolean;
  readonly restart?: boolean;
  readonly state: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  logship tail /var/log/app.log '/var/log/app/*.log'
  logship tail app.log --from start            what is there already, too
  logship tail '/var/log/app/*.log' --once     ship what is new, and end: for cron
  logship tail app.log --to tls://a,b --ordered   two hosts, one at a time
  app | logship tail - --source-id app
`;

/** Milliseconds from one status to the next. */
const STATUS_INTERVAL = 1000;
/** Hints of a watcher after which lines are taken to come one by one. */
const LIVELY = 20;

/** Adds `logship tail`. */
export function register(program: Command): void {
  const command = program
    .command('tail')
    .description('follow files and ship what is written to them, through rotation and restarts')
    .argument('<file...>', 'files, patterns in quotes, or - for standard input')
    .option('--once', 'ship what is there and not yet shipped, and end')
    .option('--restart', 'forget what was acknowledged before')
    .option('--no-state', 'remember nothing for a later run')
    .option('--json', 'print the status as one JSON line a second')
    .addHelpText('after', EXAMPLES)
    .action((names: string[], _flags: TailFlags, self: Command) => run(names, self));
  addSettingFlags(command, 'tail');
}

async function run(names: readonly string[], command: Command): Promise<void> {
  const flags = command.optsWithGlobals<TailFlags>();
  refuseEmptyNames(names);
  // A timer alone keeps nothing alive, and where files are polled there is nothing else.
  const alive = setInterval(() => {}, 2 ** 30);
  try {
    for (let again = true; again;) {
      const { settings } = await settingsFor('tail', command);
      const tailFrom = settings.tailFrom ?? (flags.once ? 'start' : 'end');
      again = await runOnce(names, { ...settings, tailFrom }, flags);
    }
  } finally {
    clearInterval(alive);
  }
}

/** Files that nothing happens to are looked at by code that is not worth optimising. */
function tuningEngine(handlers: WatcherHandlers): WatcherHandlers {
  let hints = 0;
  const onHint = (path: string, written: boolean) => {
    if (++hints === LIVELY) tuneEngine('lines');
    handlers.onHint(path, written);
  };
  return { ...handlers, onHint };
}

/** @returns whether the settings are to be read again, and following goes on with them. */
async function runOnce(names: readonly string[], settings: Settings, flags: TailFlags): Promise<boolean> {
  const [{ tail }, { createRoads }, { watchFolders }, { systemClock: clock }] = await Promise.all([
    import('../../ship/tail/tail.js'),
    import('../../ship/roads.js'),
    import('../../read/tail/watcher.js'),
    import('../../kit/clock.js'),
  ]);
  tuneEngine('bulk');
  const { signal, hangup, restore } = tailInterruption();
  const view = await createView(flags, settings);
  try {
    const outcome = await tail(
      { names, settings, once: flags.once ?? false, restart: flags.restart ?? false, stateless: !flags.state },
      {
        clock,
        stdin: process.stdin,
        notices: view.notice,
        onStarted: view.start,
        createWatcher: (handlers) => watchFolders(tuningEngine(handlers)),
        createSinks: (onNotice) => createRoads(settings, { clock, onNotice }),
        signal,
      },
    );
    view.stop();
    if (hangup()) return true;
    await show(outcome, flags, wordsTo(settings));
    process.exitCode = exitCodeOf({ ...outcome, ...outcome.status });
    return false;
  } finally {
    view.stop();
    restore();
  }
}

interface View {
  readonly notice: (notice: TailNotice) => void;
  readonly start: (status: () => TailStatus) => void;
  readonly stop: () => void;
}

/** Notices on stderr as they come, and the status every second: a line of JSON, or the line of a terminal. */
async function createView(flags: TailFlags, settings: Settings): Promise<View> {
  const { tailMetricsPort: port } = settings;
  const out = wordsTo(settings);
  const [{ createStatusLine }, { sayTailNotice }, { report }] = await Promise.all([
    import('../../ui/tail-status.js'),
    import('../../ui/tail-notices.js'),
    import('../../ui/report.js'),
  ]);
  const line = createStatusLine({ stream: process.stderr, enabled: !flags.quiet && !flags.json });
  const metrics = port === undefined ? undefined : await startMetrics(port, report);
  let timer: NodeJS.Timeout | undefined;
  return {
    notice(notice) {
      const isError = notice.kind === 'failed';
      const said = flags.quiet && !isError ? undefined : sayTailNotice(notice);
      if (!said) return;
      line.clear();
      report(said.message, said.next);
    },
    start(status) {
      metrics?.serve(status);
      const tell = () => {
        const now = status();
        if (flags.json) out.write(`${JSON.stringify(now)}\n`);
        else line.update(now);
      };
      timer = flags.json || line.drawn ? setInterval(tell, STATUS_INTERVAL) : undefined;
    },
    stop() {
      clearInterval(timer);
      metrics?.stop();
      line.stop();
    },
  };
}

async function startMetrics(port: number, report: (message: string) => void) {
  const { serveMetrics } = await import('../../ship/tail/metrics.js');
  const server = await serveMetrics(port);
  report(`metrics: http://127.0.0.1:${server.port}/metrics`);
  return server;
}

async function show({ status, ended }: TailOutcome, flags: TailFlags, out: NodeJS.WriteStream): Promise<void> {
  const [{ tailSummary }, { report }] = await Promise.all([
    import('../../ui/tail-status.js'),
    import('../../ui/report.js'),
  ]);
  if (flags.json) out.write(`${JSON.stringify(status)}\n`);
  else if (!flags.quiet) out.write(tailSummary(status));
  if (ended && !(ended instanceof OutputClosedError)) report(ended.message, ended.next);
}
