// Loaded before a program (`NODE_OPTIONS=--import=…`), writes the most memory that the process ever held, in bytes, to
// the file that PEAK_FILE names, when it ends.
import { writeFileSync } from 'node:fs';
import process from 'node:process';

process.on('exit', () => writeFileSync(process.env['PEAK_FILE'] ?? '', String(process.resourceUsage().maxRSS * 1024)));
