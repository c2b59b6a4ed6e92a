import type { Command } from 'commander';
import { register as elasticsearch } from './setup/elasticsearch.js';
import { register as logstash } from './setup/logstash.js';

/** What can be set up, in the order in which help shows it. */
const targets: readonly ((setup: Command) => void)[] = [elasticsearch, logstash];

/** Adds `logship setup`, and what it sets up as commands below it. */
export function register(program: Command): void {
  const setup = program
    .command('setup')
    .description('set up what receives the events; running it again changes nothing');
  for (const add of targets) add(setup);
}
