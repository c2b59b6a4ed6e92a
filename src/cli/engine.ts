import process from 'node:process';
import { setFlagsFromString } from 'node:v8';

/** Later versions of V8 know no such budget, and would complain of it. */
const LAST_WITH_BUDGET = 11;
/** What is to be done: to read much from its start to its end, or to wait for one line after the other. */
export type Workload = 'bulk' | 'lines';
/** Bytes of bytecode that a function runs before V8 thinks of optimising it; by default some 130 thousand. */
const BYTECODES_UNTIL_HOT: Readonly<Record<Workload, number>> = { bulk: 300_000, lines: 10_000 };

/**
 * Tells V8 what kind of program this is: one whose work is done by WebAssembly, by the system, and by JavaScript that
 * runs a few thousand times.
 *
 * The heap is held small. What an upload leaves behind lives as long as a window: V8 would let the part of the heap in
 * which objects are young grow to some 30 MB, and what outlives that pile up for gigabytes of input before it looks
 * at it. That is memory that makes nothing faster.
 *
 * In bulk, JavaScript is optimised late: what steers a window is never hot, and to optimise it costs more than it
 * saves. What really is hot, as the reference lane is, comes there all the same, some milliseconds later. Where lines
 * come one by one it is optimised early: each goes by all of it, after a rest, and has to wait for it.
 */
export function tuneEngine(workload: Workload): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=20');
  if (Number.parseInt(process.versions.v8, 10) <= LAST_WITH_BUDGET) {
    setFlagsFromString(`--interrupt-budget=${BYTECODES_UNTIL_HOT[workload]}`);
  }
}
