import process from 'node:process';
import type { Command } from 'commander';
import { ExitCode } from '../../model/exit-code.js';
import type { TestResult, TestWatch } from '../../ship/test-message.js';
import { addSettingFlags } from '../flags.js';
import type { GlobalFlags } from '../global-flags.js';
import { settingsFor } from '../settings.js';
import { wordsTo } from '../words-to.js';

interface TestFlags extends GlobalFlags {
  readonly timestamp?: string;
  readonly failover?: boolean;
  readonly json?: boolean;
}

const TEXT = 'logship test message';

const EXAMPLES = `
Examples:
  logship test-message                                 Logstash, and Elasticsearch where it is set
  logship test-message "hello" --timestamp 2026-07-31T12:00:00Z
  logship test-message --failover --max-retries 0      does the fallback work?
`;

/** Adds `logship test-message`. */
export function register(program: Command): void {
  const command = program
    .command('test-message')
    .description('send one event, and show each step with its time: name, connect, send, confirm')
    .argument('[text]', 'the message of the event', TEXT)
    .option('--timestamp <time>', 'the time of the event (default: now)')
    .option('--failover', 'refuse the first target on purpose: the event must come out at the fallback')
    .option('--json', 'print one JSON object')
    .addHelpText('after', EXAMPLES)
    .action((text: string, _flags: TestFlags, self: Command) => run(text, self));
  addSettingFlags(command, 'test-message');
}

async function run(text: string, command: Command): Promise<void> {
  const flags = command.optsWithGlobals<TestFlags>();
  const { settings } = await settingsFor('test-message', command);
  const out = wordsTo(settings);
  const { testMessage } = await import('../../ship/test-message.js');
  const request = { text, timestamp: flags.timestamp, failover: flags.failover ?? false };
  const result = await testMessage(settings, request, await watchFor(flags, out));
  process.exitCode = exitCodeOf(result);
  if (flags.json) out.write(`${JSON.stringify(asJson(result))}\n`);
  else if (!flags.quiet && process.exitCode === ExitCode.delivered) {
    out.write(`Look for the event by its id: ${result.id}\n`);
  }
}

/** Steps go to stdout as they come, everything else to stderr. */
async function watchFor({ json, quiet }: TestFlags, out: NodeJS.WriteStream): Promise<TestWatch> {
  const [{ sayRoad, sayStep }, { sayNotice }, { report }, { paintFor }, { systemClock: clock }] = await Promise.all([
    import('../../ui/test-steps.js'),
    import('../../ui/upload-notices.js'),
    import('../../ui/report.js'),
    import('../../ui/terminal.js'),
    import('../../kit/clock.js'),
  ]);
  const paint = paintFor(out);
  const print = (line: string) => {
    if (!json && !quiet) out.write(`${line}\n`);
  };
  return {
    clock,
    onRoad: (sink) => print(sayRoad(sink, paint)),
    onStep: (step) => print(sayStep(step, paint)),
    onError: (error) => report(error.message, error.next),
    onNotice(notice) {
      const said = quiet ? undefined : sayNotice(notice);
      if (said) report(said.message, said.next);
    },
  };
}

function asJson({ id, roads }: TestResult) {
  const shown = roads.map(({ error, steps, ...road }) => ({
    ...road,
    steps: steps.map((step) => ({ ...step, milliseconds: Math.round(step.milliseconds * 1000) / 1000 })),
    error: error ? { message: error.message, next: error.next } : null,
  }));
  return { ok: roads.every(({ error }) => !error), id, roads: shown };
}

/** Refused credentials go before anything else. */
function exitCodeOf({ roads }: TestResult): number {
  const codes = roads.map(({ error }) => error?.exitCode ?? ExitCode.delivered);
  if (codes.includes(ExitCode.denied)) return ExitCode.denied;
  return codes.every((code) => code === ExitCode.delivered) ? ExitCode.delivered : ExitCode.undelivered;
}
