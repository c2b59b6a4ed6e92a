import process from 'node:process';
import type { Command } from 'commander';
import { ConfigError } from '../../model/errors.js';
import type { TlsFiles } from '../../receive/tls/server-tls.js';
import type { Endpoint, Road } from '../../receive/listen.js';

const LOOPBACK = '127.0.0.1';
/** What is listened on where no port is named. */
const DEFAULT_PORTS: Ports = { tcp: 5000, udp: 5001 };

type Ports = Readonly<Partial<Record<Road, number>>>;

interface ReceiveFlags extends Ports {
  readonly listen: string;
  readonly tls?: boolean;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly tlsCa?: string;
  readonly fail?: readonly string[];
  readonly failSeed?: number;
  readonly out?: string;
  readonly json?: boolean;
  /** A flag of the program. */
  readonly quiet?: boolean;
}

/** Adds `logship receive`. Its options stand here, since they are no settings of a run that ships. */
export function register(program: Command): void {
  program
    .command('receive')
    .description('receive events on this machine, as Logstash would: to try things out and to test with')
    .option('--tcp <port>', `take connections here; 0: any free port (default: ${DEFAULT_PORTS.tcp})`, port('--tcp'))
    .option('--udp <port>', `take datagrams here; 0: any free port (default: ${DEFAULT_PORTS.udp})`, port('--udp'))
    .option('--beats <port>', 'take what Beats send (lumberjack 2) here; 0: any free port', port('--beats'))
    .option('--http <port>', 'take bulk requests here, as Elasticsearch would; 0: any free port', port('--http'))
    .option('--listen <host>', 'listen on this address', LOOPBACK)
    .option('--tls', 'encrypt all but UDP, by a certificate that is made for it')
    .option('--tls-cert <file>', 'the certificate to show (PEM), with those that vouch for it behind it')
    .option('--tls-key <file>', 'its key (PEM)')
    .option('--tls-ca <file>', 'take only clients with a certificate of this authority (PEM)')
    .option(
      '--fail <fault>',
      'go wrong on purpose: reset, slow, refuse, 429 or 413, with a rate (reset:0.1) and a delay (slow:0.1:5s)',
      collect,
    )
    .option('--fail-seed <number>', 'go wrong in the same places as a run before', seed)
    .option('--out <folder>', 'write logs-{tenant}-YYYY.MM.ndjson here; without it events are printed')
    .option('--json', 'report as NDJSON on stdout: where it listens, then the counts')
    .action((_flags: ReceiveFlags, command: Command) => receive(command.optsWithGlobals<ReceiveFlags>()));
}

async function receive(flags: ReceiveFlags): Promise<void> {
  const { runSession } = await import('../../receive/session.js');
  const { readFaults } = await import('../../receive/faults/wanted.js');
  const { ROADS } = await import('../../receive/listen.js');
  const places = placesOf(flags, ROADS);
  const faults = flags.fail && readFaults(flags.fail, flags.failSeed, Object.keys(places) as Road[]);
  const interrupt = new AbortController();
  const stop = () => interrupt.abort();
  // Only the first signal is taken: a second one ends the process at once, as usual.
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    await runSession(
      {
        ...places,
        faults,
        tls: tlsOf(flags),
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

/** The roads that were asked for, or those that are taken where none was. */
function placesOf(flags: ReceiveFlags, roads: readonly Road[]): Partial<Record<Road, Endpoint>> {
  const ports: Ports = roads.some((road) => flags[road] !== undefined) ? flags : DEFAULT_PORTS;
  const places: Partial<Record<Road, Endpoint>> = {};
  for (const road of roads) {
    const number = ports[road];
    if (number !== undefined) places[road] = { host: flags.listen, port: number };
  }
  return places;
}

/** Who names a certificate wants TLS. */
function tlsOf({ tls, tlsCert: cert, tlsKey: key, tlsCa: ca }: ReceiveFlags): TlsFiles | undefined {
  if ((cert === undefined) !== (key === undefined)) {
    throw new ConfigError('--tls-cert and --tls-key belong together', {
      next: ['Give both, or --tls alone: then a certificate is made.'],
    });
  }
  return tls || cert !== undefined || ca !== undefined ? { cert, key, ca } : undefined;
}

function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

function seed(text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new ConfigError(`--fail-seed ${JSON.stringify(text)} is no seed`, {
    next: ['Give a whole number of at most ten digits.'],
  });
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
