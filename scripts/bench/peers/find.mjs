import { logagent } from './logagent.mjs';
import { rsyslog } from './rsyslog.mjs';
import { syslogNg } from './syslog-ng.mjs';

/**
 * A shipper of others that does the same job: reads the file, parses JSON where it is JSON, adds tenant_id, source,
 * environment and tags, and writes JSON lines over TCP, or bulk requests over HTTP.
 * @typedef {object} Peer
 * @property {string} name with its version
 * @property {string} settings which of its settings these are
 * @property {readonly import('../data.mjs').DataFormat[]} formats
 * @property {readonly import('../sink.mjs').Transport[]} transports
 * @property {(job: Job) => import('../measure.mjs').Command} command
 *
 * @typedef {object} Job
 * @property {import('../data.mjs').Data} data its path may be a pattern, for whoever follows files
 * @property {import('../sink.mjs').Transport} transport
 * @property {number} port of the sink
 * @property {string} folder empty, for configuration and state
 */

/**
 * Every peer that can be had on this machine; brought into the cache the first time.
 * @returns {Promise<{ peers: Peer[], missing: string[] }>}
 */
export async function findPeers() {
  const peers = [];
  const missing = [];
  for (const [name, find] of Object.entries({ rsyslog, 'syslog-ng': syslogNg, logagent })) {
    try {
      peers.push(...(await find()));
    } catch (error) {
      missing.push(`${name} (${error instanceof Error ? error.message.split('\n')[0] : String(error)})`);
    }
  }
  return { peers, missing };
}
