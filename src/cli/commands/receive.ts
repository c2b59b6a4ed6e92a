import process from 'node:process';
import type { Command } from 'commander';
import { ConfigError } from '../../model/errors.js';

const LOOPBACK = '127.0.0.1';
const DEFAULT_TCP_PORT = 5000;
const DEFAULT_UDP_PORT = 5001;

interface ReceiveFlags {
  readonly tcp?: number;
  readonly udp?: number;
  readonly listen: string;
  readonly out?: string;
  readonly json?: boolean;
  /** A flag of the program. */
  readonly quiet?: boolean;
}

/** Adds `logship receive`. Its options stand here, since they are no settings of a run that ships. */
export function register(program: Command): void {
  program
    .command('receive')
    .description('receive events over TCP and UDP on this machine: a Logstash to try things out with')
    .option('--tcp <port>', `take connections here; 0: any free port (default: ${DEFAULT_TCP_PORT})`, port('--tcp'))
    .option('--udp <port>', `take datagrams here; 0: any free port (default: ${DEFAULT_UDP_PORT})`, port('--udp'))
    .option('--listen <host>', 'listen on this address', LOOPBACK)
    .option('--out <folder>', 'write logs-{tenant}-YYYY.MM.ndjson here; without it events are printed')
    .option('--json', 'report as NDJSON on stdout: where it listens, then the counts')
    .action((_flags: ReceiveFlags, command: Command) => receive(command.optsWithGlobals<ReceiveFlags>()));
}

async function receive(flags: ReceiveFlags): Promise<void> {
  const { runSession } = await import('../../receive/session.js');
  const either = flags.tcp !== undefined || flags.udp !== undefined;
  const at = (wanted: number | undefined, byDefault: number) => {
    const chosen = either ? wanted : byDefault;
    return chosen === undefined ? undefined : { host: flags.listen, port: chosen };
  };
  const interrupt = new AbortController();
  const stop = () => interrupt.abort();
  // Only the first signal is taken: a second one ends the process at once, as usual.
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    await runSession(
      {
        tcp: at(flags.tcp, DEFAULT_TCP_PORT),
        udp: at(flags.udp, DEFAULT_UDP_PORT),
        out: flags.out,
        json: flags.json ?? false,
        quiet: flags.quiet ?? false,
      },
      { stdout: process.stdout, stderr: process.stderr, signal: interrupt.signal },
    );
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

function port(flag: string): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d{1,5}$/.test(text) && number <= 65_535) return number;
    throw new ConfigError(`${flag} ${JSON.stringify(text)} is no port`, {
      next: ['Give a number from 0 to 65535; 0 lets the system choose.'],
    });
  };
}
