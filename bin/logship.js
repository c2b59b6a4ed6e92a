#!/usr/bin/env node
import process from 'node:process';

process.setSourceMapsEnabled(true);

// The version needs neither the command table nor a library: `logship --version` costs what Node costs.
if (process.argv.length === 3 && (process.argv[2] === '--version' || process.argv[2] === '-V')) {
  const { version } = await import('../dist/cli/version.js');
  process.stdout.write(`${version()}\n`);
} else {
  const { main } = await import('../dist/cli/main.js');
  await main(process.argv);
}
