import process from 'node:process';
import { bytesIn } from '../../../test/fault/upload/received.js';
import { requireAuthority } from '../../../test/support/authority.js';
import { startWitness } from '../../../test/support/peers/witness.js';
import { isStopped } from '../process.mjs';

/** A busy peer hears a small part of what is sent to it by UDP. */
const HEARD = 5;

/**
 * @param {Parameters<typeof startWitness>[1]} speaks
 * @param {Record<string, string>} how logship is told of it
 * @param {{ close?: () => Promise<void>, times?: number }} [options] how far a run is, as a multiple of what has arrived
 * @returns {import('../roads.mjs').Site}
 */
function site(speaks, how, { close = async () => {}, times = 1 } = {}) {
  return {
    version: `a receiver in Node ${process.version}`,
    close,
    async peer({ folder }) {
      const witness = await startWitness(folder, speaks);
      return {
        port: witness.port,
        settings: (port) => ({ ...how, LOGSTASH_HOST: '127.0.0.1', LOGSTASH_PORT: String(port) }),
        pid: () => witness.pid,
        kill: () => witness.kill(isStopped(witness.pid) ? 'wherever' : undefined),
        restart: () => witness.restart(),
        bytes: async () => times * (await bytesIn(folder)),
        collect: async () => folder,
        stop: () => witness.stop(),
      };
    },
  };
}

/** @type {import('../roads.mjs').Road} */
export const tcp = {
  name: 'tcp',
  title: 'TCP',
  lines: 100_000,
  traits: new Set(['connects', 'relays']),
  losses: {
    'relay-killed':
      'the relay ended the connection itself, in good order, while it still held what the peer had not read',
  },
  open: async () => ({ site: site('tcp', {}) }),
};

/** @type {import('../roads.mjs').Road} */
export const tls = {
  name: 'tls',
  title: 'TCP with TLS',
  lines: 100_000,
  traits: new Set(['connects', 'relays', 'encrypts']),
  losses: {
    'relay-killed': 'as with TCP: Node.js takes the end of the connection for the end of TLS, whoever says it',
  },
  async open() {
    const needed = requireAuthority();
    if ('missing' in needed) return needed;
    const authority = await needed.found();
    const how = { LOGSTASH_TLS: 'true', LOGSTASH_CA_CERT: authority.certPath };
    return { site: site(await authority.issue(), how, { close: () => authority.remove() }) };
  },
};

/** @type {import('../roads.mjs').Road} */
export const udp = {
  name: 'udp',
  title: 'UDP',
  lines: 100_000,
  traits: new Set(),
  losses: { any: 'UDP has no acknowledgement: what the peer has no room or no ear for is gone' },
  open: async () => ({ site: site('udp', { LOGSTASH_PROTOCOL: 'udp' }, { times: HEARD }) }),
};
