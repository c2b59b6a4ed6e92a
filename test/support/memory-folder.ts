import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** Where files that thousands of runs write are best kept: in memory, where the system has that. */
export const memoryFolder = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
