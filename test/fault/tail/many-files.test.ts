import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { line, tailWorld } from '../../cli/tail-world.js';
import { memoryFolder } from '../../support/memory-folder.js';

const FILES = 2000;
const LIMIT = 64;

/** How many files of a folder a process has open. */
function openIn(folder: string, pid: number): number {
  const descriptors = `/proc/${pid}/fd`;
  return readdirSync(descriptors).filter((descriptor) => isIn(folder, join(descriptors, descriptor))).length;
}

function isIn(folder: string, descriptor: string): boolean {
  try {
    return readlinkSync(descriptor).startsWith(`${folder}/`);
  } catch {
    // It was closed meanwhile.
    return false;
  }
}

test(`of ${FILES} files all lines arrive, and no more than ${LIMIT} are ever open`, async () => {
  const folder = mkdtempSync(join(memoryFolder, 'logship-many-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const pathOf = (file: number) => join(folder, `${file}.log`);
  const { tailWith, peer } = await tailWorld();
  for (let file = 0; file < FILES; file++) await writeFile(pathOf(file), line(file));
  const env = { LOGSHIP_MAX_OPEN_FILES: String(LIMIT), LOGSHIP_STATE_DIR: `${folder}-state` };
  onTestFinished(() => rmSync(`${folder}-state`, { recursive: true, force: true }));
  const running = tailWith({ env })(`${folder}/*.log`, '--from', 'start');
  let most = 0;
  const arrived = async (lines: number) => {
    while (peer.lines.length < lines) {
      most = Math.max(most, openIn(folder, running.pid));
      await pause(20);
    }
  };
  await arrived(FILES);
  for (let file = 0; file < FILES; file++) await appendFile(pathOf(file), line(FILES + file));
  await arrived(2 * FILES);
  const { exitCode, stderr } = await running.stop();
  expect({ exitCode, stderr }).toEqual({ exitCode: 143, stderr: 'logship: ended by SIGTERM\n' });
  expect(most).toBeLessThanOrEqual(LIMIT);
  expect(most).toBeGreaterThan(LIMIT / 2);
  expect(new Set(peer.events.map(({ seq }) => seq)).size).toBe(2 * FILES);
  expect(peer.events).toHaveLength(2 * FILES);
}, 300_000);
