import type { Command } from 'commander';
import { register as config } from './commands/config.js';
import { register as receive } from './commands/receive.js';
import { register as rejects } from './commands/rejects.js';
import { register as replay } from './commands/replay.js';
import { register as reset } from './commands/reset.js';
import { register as setup } from './commands/setup.js';
import { register as stats } from './commands/stats.js';
import { register as tail } from './commands/tail.js';
import { register as testMessage } from './commands/test-message.js';
import { register as upload } from './commands/upload.js';

/**
 * The commands, in the order in which help shows them. Each file describes its command, and imports what the command
 * needs only when it runs.
 */
export const commands: readonly ((program: Command) => void)[] = [
  upload,
  tail,
  testMessage,
  rejects,
  replay,
  stats,
  reset,
  config,
  receive,
  setup,
];
