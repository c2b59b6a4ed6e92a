import { expect, it, onTestFinished, vi } from 'vitest';
import { uploadWorld } from '../cli/upload-world.js';
import { describeWith } from '../servers/requirements.js';
import { requireRsyslog } from '../servers/rsyslog.js';
import { tempFolder } from '../support/temp-folder.js';

const EVENTS = 5000;
/** Some nearly as large as a datagram can be. */
const LARGE = 50;

describeWith(requireRsyslog(), 'datagrams to rsyslog', (startRsyslog) => {
  it('all arrive on one machine, each event as one datagram and as a dry run shows it', async () => {
    const rsyslog = await startRsyslog(await tempFolder());
    onTestFinished(() => rsyslog.stop());
    const { sandbox, write } = await uploadWorld();
    const events = Array.from({ length: EVENTS }, (_, seq) => ({
      seq,
      '@timestamp': '2026-07-01T10:00:00.000Z',
      message: seq % (EVENTS / LARGE) === 0 ? 'ü'.repeat(25_000) : `größe ${seq}`,
    }));
    await write('a.json', events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    const dry = await sandbox.run(['upload', 'a.json', '--dry-run']);
    const to = ['--to', `udp://127.0.0.1:${rsyslog.port}`, '--json'];
    const { exitCode, stdout } = await sandbox.run(['upload', 'a.json', ...to]);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ delivered: EVENTS, acknowledgement: 'none' });
    await vi.waitUntil(async () => (await rsyslog.lines()).length >= EVENTS, { timeout: 30_000, interval: 100 });
    const shown = withoutKey(dry.stdout.trimEnd().split('\n'));
    const arrived = withoutKey(await rsyslog.lines());
    expect(arrived).toHaveLength(EVENTS);
    expect(arrived.filter((line, index) => line !== shown[index])).toEqual([]);
  });
});

/** A dry run gives no file a key: only by that the ids differ. */
function withoutKey(lines: readonly string[]): string[] {
  return lines.map((line) => line.replace(/"_id":"[^-]+-/, '"_id":"'));
}
