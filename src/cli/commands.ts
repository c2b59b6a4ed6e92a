import type { Command } from 'commander';
import { register as receive } from './commands/receive.js';

/**
 * The commands, in the order in which help shows them. Each file describes its command, and imports what the command
 * needs only when it runs.
 */
export const commands: readonly ((program: Command) => void)[] = [receive];
