import os from 'node:os';
import process from 'node:process';

/** The machine in one line, with its load now: on a busy one no number means much. */
export function machineLine() {
  const cpus = os.cpus();
  const memory = Math.round(os.totalmem() / 2 ** 30);
  const [load = 0] = os.loadavg();
  return (
    `${cpus[0]?.model.trim() ?? 'unknown CPU'}, ${cpus.length} cores, ${memory} GiB; ` +
    `Linux ${os.release()}; Node ${process.version}; load before ${load.toFixed(2)}`
  );
}
