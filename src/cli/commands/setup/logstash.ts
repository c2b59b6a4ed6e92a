import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import process from 'node:process';
import type { Command } from 'commander';
import { ConfigError } from '../../../model/errors.js';
import type { GlobalFlags } from '../../global-flags.js';

interface LogstashFlags extends GlobalFlags {
  readonly out?: string;
  readonly force?: boolean;
  readonly settings?: boolean;
  readonly kafka?: string;
  readonly topic: string;
}

const EXAMPLES = `
Examples:
  logship setup logstash --out /etc/logstash/conf.d/logship.conf
  logship setup logstash --settings                 what belongs into /etc/logstash/logstash.yml
  logship setup logstash --kafka kafka:9092 --topic logs
`;

/** Adds `logship setup logstash`. */
export function register(setup: Command): void {
  setup
    .command('logstash')
    .description('write a pipeline for Logstash: tcp 5000, udp 5001, beats 5044, to the index of each tenant')
    .option('--out <file>', 'write it to this file (default: to standard output)')
    .option('--force', 'replace the file where it is there')
    .option('--settings', 'write what belongs into logstash.yml instead: queue on disk, dead letter queue')
    .option('--kafka <brokers>', 'read from Kafka as well: b1:9092,b2:9092', named(/^[\w.:,[\]-]+$/, '--kafka'))
    .option('--topic <name>', 'the topic to read from', named(/^[\w.-]+$/, '--topic'), 'logs')
    .addHelpText('after', EXAMPLES)
    .action((_flags: LogstashFlags, self: Command) => run(self));
}

async function run(command: Command): Promise<void> {
  const { out, force = false, settings, kafka, topic, quiet } = command.optsWithGlobals<LogstashFlags>();
  const { LOGSTASH_SETTINGS, logstashPipeline } = await import('../../../sinks/logstash/setup/pipeline.js');
  const text = settings
    ? LOGSTASH_SETTINGS
    : logstashPipeline({ kafka: kafka === undefined ? undefined : { brokers: kafka, topic } });
  if (out === undefined) {
    process.stdout.write(text);
    return;
  }
  await write(out, text, force);
  if (quiet) return;
  const { report } = await import('../../../ui/report.js');
  report(`wrote ${out}`, settings ? NEXT_SETTINGS : NEXT_PIPELINE);
}

const NEXT_PIPELINE = [
  'Logstash reads pipelines from /etc/logstash/conf.d (packages) or /usr/share/logstash/pipeline (container).',
  'Its queue in memory loses what it holds when it is killed: logship setup logstash --settings',
  'Where the events go needs a template: logship setup elasticsearch',
];
const NEXT_SETTINGS = [
  'They belong into /etc/logstash/logstash.yml (packages) or /usr/share/logstash/config/logstash.yml (container).',
];

async function write(path: string, text: string, force: boolean): Promise<void> {
  try {
    await writeFile(path, text, { flag: force ? 'w' : 'wx' });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST') {
      throw new ConfigError(`${path}: is there already`, { cause, next: ['Replace it with --force.'] });
    }
    if (code === 'ENOENT') {
      throw new ConfigError(`${path}: its folder does not exist`, {
        cause,
        next: [`Make it: mkdir -p ${dirname(path)}`],
      });
    }
    throw new ConfigError(`${path}: can't be written (${code})`, { cause });
  }
}

/** What is written into the file must not say anything else there. */
function named(shape: RegExp, flag: string): (text: string) => string {
  return (text) => {
    if (shape.test(text)) return text;
    throw new ConfigError(`${flag} ${JSON.stringify(text)} has a character that can't be in it`);
  };
}
