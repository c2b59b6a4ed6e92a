import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { cached } from '../cache.mjs';
import { ADDED } from '../programs/loop-event.mjs';

const VERSION = '3.2.0';
const OUTPUT = fileURLToPath(new URL('logagent-output.cjs', import.meta.url));

/** @returns {Promise<import('./find.mjs').Peer[]>} */
export async function logagent() {
  const home = await cached(`peers/logagent-${VERSION}`, (target) => {
    fs.mkdirSync(target, { recursive: true });
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund'];
    execFileSync('npm', ['install', '--prefix', target, ...quiet, `@sematext/logagent@${VERSION}`], {
      stdio: 'ignore',
    });
  });
  const program = path.join(home, 'node_modules/@sematext/logagent/bin/logagent.js');
  return [
    {
      name: `logagent ${VERSION}`,
      settings: 'as it comes, TCP by a plug-in',
      formats: ['ndjson', 'text'],
      transports: ['tcp'],
      command({ data, port, folder }) {
        const configuration = path.join(folder, 'logagent.yml');
        const tags = [`service:${ADDED.service}`, `env:${ADDED.environment}`];
        const added = { tenant_id: ADDED.tenant, source: ADDED.source, environment: ADDED.environment, tags };
        // JSON is YAML.
        const settings = {
          options: { printStats: 0, suppress: true, diskBufferDir: folder, tailStartPosition: 0 },
          input: { files: [data.path] },
          output: { sink: { module: OUTPUT, port, added } },
        };
        fs.writeFileSync(configuration, JSON.stringify(settings));
        return { file: process.execPath, args: [program, '--config', configuration], cwd: folder };
      },
    },
  ];
}
