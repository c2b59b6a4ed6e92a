import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { runTool } from './run.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/**
 * Runs one project of vitest.config.ts and counts its tests. A test file that could not even start, a project without
 * tests, or (with `CI=true`) a skipped test makes `ok` false.
 * @param {string} project
 * @param {Record<string, string>} [env]
 * @returns {Promise<Counts & { ok: boolean }>}
 */
export async function runVitest(project, env) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'logship-vitest-'));
  const report = path.join(folder, 'report.json');
  try {
    const args = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const ok = await runTool('vitest', 'vitest', args, env);
    const counts = countsOf(report);
    return { ...counts, ok: ok && counts.passed > 0 && !(process.env['CI'] === 'true' && counts.skipped > 0) };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} report
 * @returns {Counts}
 */
function countsOf(report) {
  if (!fs.existsSync(report)) return { passed: 0, failed: 0, skipped: 0 };
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(fs.readFileSync(report, 'utf8'));
  return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests };
}
