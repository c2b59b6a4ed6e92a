import { stat } from 'node:fs/promises';
import { requireGo } from '../../../test/servers/go.js';
import { startLumberjack } from '../../../test/servers/lumberjack.js';
import { requireAuthority } from '../../../test/support/authority.js';

/** @type {import('../roads.mjs').Road} */
export const beats = {
  name: 'beats',
  title: 'Beats',
  lines: 20_000,
  traits: new Set(['connects', 'relays', 'answers', 'encrypts']),
  losses: {},
  async open() {
    const [go, signing] = [requireGo(), requireAuthority()];
    if ('missing' in go) return go;
    if ('missing' in signing) return signing;
    const authority = await signing.found();
    const { certPath, keyPath } = await authority.issue();
    const secure = { LOGSTASH_TLS: 'true', LOGSTASH_CA_CERT: authority.certPath };
    return {
      site: {
        version: "Elastic's go-lumber",
        close: () => authority.remove(),
        async peer({ encrypted }) {
          const server = await startLumberjack(go.found, encrypted ? ['-cert', certPath, '-key', keyPath] : []);
          return {
            port: server.port,
            settings: (port) => ({
              ...(encrypted ? secure : {}),
              LOGSTASH_PROTOCOL: 'beats',
              LOGSTASH_HOST: '127.0.0.1',
              LOGSTASH_PORT: String(port),
            }),
            pid: () => server.pid,
            kill: () => server.kill(),
            restart: () => server.restart(),
            bytes: async () => (await stat(server.out)).size,
            collect: async () => server.out,
            stop: () => server.stop(),
          };
        },
      },
    };
  },
};
