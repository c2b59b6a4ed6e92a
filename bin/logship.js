#!/usr/bin/env node
import process from 'node:process';

// Maps are read with every module, at a cost: only who asks where in logship a fault happened needs them.
if (process.env.LOGSHIP_DEBUG === '1' || process.argv.includes('--verbose')) process.setSourceMapsEnabled(true);

// The version needs neither the command table nor a library: `logship --version` costs what Node costs.
if (process.argv.length === 3 && (process.argv[2] === '--version' || process.argv[2] === '-V')) {
  const { version } = await import('../dist/program/version.js');
  process.stdout.write(`${version()}\n`);
} else {
  const { main } = await import('../dist/program/main.js');
  await main(process.argv);
}
