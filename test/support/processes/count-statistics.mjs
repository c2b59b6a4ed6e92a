// Counts 1,000 sent, 10 failed and 1 retry in steps, flushing after each, and prints `flushed`.
// Then ends in order (`close`), or counts more that is never written and waits to be killed (`wait`).
// Usage: node count-statistics.mjs <folder> close|wait
import { systemClock } from '../../../dist/kit/clock.js';
import { StatisticsWriter } from '../../../dist/state/statistics-writer.js';

const [folder = '', end] = process.argv.slice(2);
const frozen = { ...systemClock, after: () => () => {} };
const writer = new StatisticsWriter(folder, { clock: end === 'wait' ? frozen : systemClock, notices: () => {} });

for (let step = 0; step < 10; step += 1) {
  writer.countSent(100);
  writer.countFailed(1, `failure ${step}`);
  if (step === 5) writer.countRetry('refused');
  await writer.flush();
}
if (end === 'wait') writer.countSent(7);
process.stdout.write('flushed\n');
if (end === 'wait') setInterval(() => {}, 1000);
else await writer.close();
