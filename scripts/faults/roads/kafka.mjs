import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { requireKafka, startKafka } from '../../../test/servers/kafka.js';
import { requireAuthority } from '../../../test/support/authority.js';
import { writtenBy } from '../process.mjs';

/** @type {import('../roads.mjs').Road} */
export const kafka = {
  name: 'kafka',
  title: 'Kafka',
  lines: 50_000,
  traits: new Set(['connects', 'answers']),
  losses: {},
  async open() {
    const [java, signing] = [requireKafka(), requireAuthority()];
    if ('missing' in java) return java;
    if ('missing' in signing) return signing;
    const authority = await signing.found();
    const node = await startKafka({ java: java.found, certificate: await authority.issue() });
    const ownPort = Number(node.plain.split(':').at(-1));
    return {
      site: {
        version: 'Apache Kafka 4.3',
        async close() {
          await node.stop();
          await authority.remove();
        },
        async peer({ folder, name }) {
          await node.createTopic(name, 3);
          return {
            port: ownPort,
            // Small batches, as they are, so that the fault meets many of them and the bytes can be counted.
            settings: (port) => ({
              KAFKA_BROKERS: `127.0.0.1:${port}`,
              KAFKA_TOPIC: name,
              KAFKA_BATCH_BYTES: '256KB',
              KAFKA_COMPRESSION: 'none',
            }),
            pid: () => node.pid,
            kill: () => node.kill(),
            restart: () => node.restart(),
            bytes: async (pid) => writtenBy(pid),
            async collect() {
              const file = path.join(folder, 'records.ndjson');
              await writeFile(file, (await node.read(name)).map(({ value }) => `${value.toString()}\n`).join(''));
              return file;
            },
            stop: async () => {},
            redirect: (answer, port) => renamed(answer, ownPort, port),
          };
        },
      },
    };
  },
};

/**
 * What a broker says of itself, with another port: a host, as text, and a port of 32 bits, one behind the other.
 * @param {Buffer} answer
 * @param {number} from
 * @param {number} to
 */
function renamed(answer, from, to) {
  const address = (/** @type {number} */ port) => {
    const bytes = Buffer.from('127.0.0.1\0\0\0\0', 'latin1');
    bytes.writeUInt32BE(port, bytes.length - 4);
    return bytes;
  };
  const own = address(from);
  for (let at = answer.indexOf(own); at !== -1; at = answer.indexOf(own, at)) address(to).copy(answer, at);
  return answer;
}
