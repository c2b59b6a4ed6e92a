import { lookup } from 'node:dns/promises';
import { SinkError } from '../../model/errors.js';
import type { ProbeStep } from '../../model/sink.js';
import { answerFault, connectionFault } from './fault.js';
import { hostOf, type Cluster } from './options.js';
import type { Wire } from './wire.js';

/** Looks the names up, and asks a node who it is. Throws `SinkError`. */
export async function probe(cluster: Cluster, wire: Wire, onStep: (step: ProbeStep) => void): Promise<void> {
  await timed('resolve', () => resolve(cluster), onStep);
  await timed('connect', () => connect(cluster, wire), onStep);
}

async function timed(
  name: ProbeStep['name'],
  work: () => Promise<string>,
  onStep: (step: ProbeStep) => void,
): Promise<void> {
  const start = performance.now();
  const detail = await work();
  onStep({ name, detail, milliseconds: performance.now() - start });
}

/** One name that is known will do: the others are passed over. */
async function resolve(cluster: Cluster): Promise<string> {
  const hosts = [...new Set(cluster.nodes.map(hostOf))];
  const found = await Promise.allSettled(hosts.map(addressOf));
  const known = found.filter((result) => result.status === 'fulfilled').map((result) => result.value);
  if (known.length > 0) return known.join(', ');
  const failed = found.find((result) => result.status === 'rejected');
  throw connectionFault(failed?.reason, cluster);
}

async function addressOf(host: string): Promise<string> {
  const { address } = await lookup(host);
  return host === address ? address : `${host} is ${address}`;
}

/** Asks the nodes in turn until one answers; each attempt takes the next. */
async function connect(cluster: Cluster, wire: Wire): Promise<string> {
  let last: unknown;
  for (let attempt = 0; attempt < cluster.nodes.length; attempt++) {
    try {
      return await greet(cluster, wire);
    } catch (error) {
      if (!(error instanceof SinkError) || error.fault === 'denied') throw error;
      last = error;
    }
  }
  throw last;
}

async function greet(cluster: Cluster, wire: Wire): Promise<string> {
  const answer = await wire.get('/');
  // The credentials are known (else it were 401); they may write, yet not ask for the version.
  if (answer.status === 403) return 'signed in, without the right to see the version';
  const name = answer.status === 200 ? nameOf(answer.body) : undefined;
  if (name === undefined) throw answerFault(answer, cluster.target);
  return name;
}

/** `Elasticsearch 9.5.3 (my-cluster)`; nothing where the answer is not that of a cluster. */
function nameOf(body: string): string | undefined {
  try {
    const { version, cluster_name: cluster } = JSON.parse(body);
    const product = version.distribution === 'opensearch' ? 'OpenSearch' : 'Elasticsearch';
    return typeof version.number === 'string' ? `${product} ${version.number} (${cluster})` : undefined;
  } catch {
    return undefined;
  }
}
