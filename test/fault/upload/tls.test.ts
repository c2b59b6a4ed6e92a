import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { UploadResult } from '../../../src/ship/upload-result.js';
import { describeWith } from '../../servers/requirements.js';
import { readArrived } from '../../support/arrived.js';
import { requireAuthority } from '../../support/authority.js';
import { Sandbox } from '../../support/cli.js';
import { startWitness } from '../../support/peers/witness.js';
import { dice, writeEvents } from './events.js';
import { killAgainAndAgain } from './received.js';

const LINES = 300_000;
const KILLS = 6;
const LONGEST_LIFE = 12_000_000;

describeWith(requireAuthority(), 'TCP over TLS', (makeAuthority) => {
  it('loses no line when the receiver is killed again and again', async () => {
    const authority = await makeAuthority();
    onTestFinished(() => authority.remove());
    const sandbox = await Sandbox.create();
    onTestFinished(() => sandbox.remove());
    const file = join(sandbox.cwd, 'app.json');
    await writeEvents(file, LINES);
    const folder = join(sandbox.root, 'witness');
    const witness = await startWitness(folder, await authority.issue());
    onTestFinished(() => witness.stop());
    const random = dice(20_261_126);

    const to = [
      '--host',
      '127.0.0.1',
      '--port',
      String(witness.port),
      '--retry-delay',
      '0.05',
      '--max-retries',
      '1000',
    ];
    const running = sandbox.start(['upload', file, '--json', '--quiet', '--max-size', '0', ...to], {
      env: { LOGSTASH_CA_CERT: authority.certPath },
    });
    let over = false;
    void running.finally(() => (over = true));
    const life = () => random() * LONGEST_LIFE;
    const kills = await killAgainAndAgain(witness, folder, KILLS, { life, over: () => over });
    const { exitCode, stdout, stderr } = await running;
    expect({ exitCode, stderr, kills }).toEqual({ exitCode: 0, stderr: '', kills: KILLS });
    const counts = { read: LINES, delivered: LINES, duplicates: 0, rejected: 0, pending: 0 };
    expect(JSON.parse(stdout) as UploadResult).toMatchObject({ ...counts, target: `tls://127.0.0.1:${witness.port}` });
    const arrived = await readArrived(folder, { expected: LINES });
    expect(arrived).toMatchObject({ lost: [], strayed: 0, collisions: 0, unexpected: [] });
  }, 180_000);
});
