// Ships by every road while something breaks, and counts what arrived. See docs/delivery.md, "Seen, not only said".
//
//   npm run faults                                          everything; peers hang for a minute
//   npm run faults -- --roads tcp,beats --faults peer-killed,reset --lines 5000
//   npm run faults -- --write                               everything, and the table in docs/delivery.md

import { register } from 'node:module';
import process from 'node:process';
import { machineLine } from './bench/machine.mjs';
import { runNode } from './lib/run.mjs';

// Servers, peers and counting are those of the tests, which are written in TypeScript.
register('./bench/typescript-hooks.mjs', import.meta.url);
const { readRequest, USAGE } = await import('./faults/options.mjs');
const { runTable } = await import('./faults/run.mjs');
const { rowsAsText, writeTable } = await import('./faults/table.mjs');

/** @param {import('./faults/options.mjs').Request} request */
async function faults(request) {
  if (!(await runNode('scripts/build.mjs', ['--if-stale']))) throw new Error('no build');
  const machine = machineLine();
  console.log(machine);
  const { rows, versions } = await runTable(request, (text) => console.error(text));
  console.log(rowsAsText(rows));
  if (request.write) writeTable({ machine, versions, rows, hang: request.hang });
  for (const { road, fault, wrong } of rows) if (wrong !== undefined) console.error(`${road}, ${fault}: ${wrong}`);
  if (rows.some(({ wrong }) => wrong !== undefined)) process.exitCode = 1;
}

/** @param {unknown} error */
const messageOf = (error) => (error instanceof Error ? error.message : String(error));

/** Says how it is used where the command line can't be read. */
function request() {
  try {
    return readRequest();
  } catch (error) {
    console.error(`${messageOf(error)}\n\n${USAGE}`);
    process.exit(2);
  }
}

// What was started ends with this process, but not where a signal ends it.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
try {
  await faults(request());
} catch (error) {
  console.error(`The faults stopped: ${error instanceof Error ? error.stack : messageOf(error)}`);
  process.exitCode = 1;
}
