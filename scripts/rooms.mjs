// Checks that the rooms of src/ import one way only. A checker that sees nothing finds nothing: every file must be seen.
//
//   node scripts/rooms.mjs [folder]   the folder that holds src/; default: this project

import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { cruise } from 'dependency-cruiser';
import config from '../.dependency-cruiser.mjs';

const baseDir = path.resolve(process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url)));
const { forbidden, options } = config;
const { output } = await cruise(['src'], { ...options, baseDir, ruleSet: { forbidden }, validate: true });
if (typeof output === 'string') throw new TypeError('dependency-cruiser gave a text where a result was asked for');

const { modules, summary } = output;
const files = fs.readdirSync(path.join(baseDir, 'src'), { recursive: true, encoding: 'utf8' });
const written = files.filter((file) => file.endsWith('.ts')).length;
const seen = modules.filter((module) => module.source.startsWith('src/')).length;

for (const { from, to, rule } of summary.violations) console.error(`${from} → ${to}: ${rule.name}`);
console.log(`${seen} of ${written} modules seen, ${summary.violations.length} forbidden imports`);
if (seen === 0 || seen < written || summary.violations.length > 0) process.exitCode = 1;
