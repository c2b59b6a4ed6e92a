// Takes a lock `times` times, proves each time that it is alone, and then dies while it holds it.
// Prints `entered` for each time, and `violated` if somebody else was there.
// Usage: node hold-lock.mjs <lock> <owner file> <times>
import { readFileSync, writeFileSync, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../../../dist/kit/clock.js';
import { tryLock } from '../../../dist/state/lock.js';

const [path = '', ownerFile = '', times] = process.argv.slice(2);
const me = String(process.pid);

for (let entered = 0; entered < Number(times);) {
  const result = await tryLock(path, 'the owner file', systemClock);
  if (!('lock' in result)) {
    await delay(Math.random() * 3);
    continue;
  }
  entered += 1;
  writeFileSync(ownerFile, me);
  await delay(Math.random() * 3);
  writeSync(1, readFileSync(ownerFile, 'utf8') === me ? 'entered\n' : 'violated\n');
  if (entered === Number(times)) process.kill(process.pid, 'SIGKILL');
  await result.lock.release();
}
