import { Client, errors } from '@elastic/elasticsearch';
import { SinkError } from '../../../model/errors.js';
import { tlsConnectOptions } from '../../tls/connect-options.js';
import { answerFault, connectionFault } from '../fault.js';
import { hostOf, type Cluster, type ElasticsearchOptions } from '../options.js';
import type { ClusterFacts, ClusterQuestions } from './cluster.js';
import type { SetupStep } from './plan.js';

/** A cluster that is being set up, by the official client. Each call throws `SinkError`. */
export interface SetupClient extends ClusterQuestions {
  put(step: SetupStep): Promise<void>;
  close(): Promise<void>;
}

/** Takes the client's own time to load, which is a quarter of a second. */
export function openClient(cluster: Cluster, { timeout }: Pick<ElasticsearchOptions, 'timeout'>): SetupClient {
  const client = new Client({
    nodes: cluster.nodes.map((url) => ({ url, tls: { timeout, ...tlsConnectOptions(cluster.tls, hostOf(url)) } })),
    ...(cluster.credentials === undefined ? {} : { auth: { ...cluster.credentials } }),
    // Plain media types: every version takes them, where those of the client are refused by an older or newer cluster.
    headers: { accept: 'application/json' },
    requestTimeout: timeout,
    // One try a node: all that is sent may be sent again.
    maxRetries: cluster.nodes.length - 1,
  });
  const json = { headers: { 'content-type': 'application/json' } };
  return {
    greet: () => outcomeOf(client.info(), cluster),
    templates: async () => (await outcomeOf(client.indices.getIndexTemplate(), cluster)).index_templates,
    policies: (name) => outcomeOf(policiesOf(client, name), cluster),
    async put({ what, name, request }) {
      const params = { name, ...(request.body as object) };
      const { ilm, indices } = client;
      await outcomeOf(
        what === 'ILM policy' ? ilm.putLifecycle(params, json) : indices.putIndexTemplate(params, json),
        cluster,
      );
    },
    close: () => client.close(),
  };
}

/** 404: no such policy; 400 and 405: nobody there answers for policies. */
async function policiesOf(client: Client, name: string): Promise<ClusterFacts['policies']> {
  const { body, statusCode } = await client.ilm.getLifecycle({ name }, { ignore: [400, 404, 405], meta: true });
  return statusCode === 400 || statusCode === 405 ? undefined : { own: body[name]?.policy };
}

/** The errors of the client stay here: they hold the request, with its secrets. */
async function outcomeOf<Outcome>(call: Promise<Outcome>, cluster: Cluster): Promise<Outcome> {
  try {
    return await call;
  } catch (error) {
    throw faultOf(error, cluster);
  }
}

function faultOf(error: unknown, cluster: Cluster): SinkError {
  const { target } = cluster;
  if (error instanceof errors.ResponseError) {
    const { statusCode: status = 0, body } = error.meta;
    return refused(answerFault({ status, body: JSON.stringify(body) ?? '' }, target));
  }
  if (error instanceof errors.ProductNotSupportedError) {
    const message = `${target} is no Elasticsearch: the template needs Elasticsearch 8.11 or newer`;
    return new SinkError('refusing', target, message);
  }
  if (error instanceof errors.DeserializationError) return answerFault({ status: 404, body: '' }, target);
  return connectionFault(error, cluster);
}

function refused(error: SinkError): SinkError {
  if (error.fault !== 'denied') return error;
  const next = [
    'set ELASTICSEARCH_API_KEY, or ELASTICSEARCH_USERNAME and ELASTICSEARCH_PASSWORD',
    'setting up needs the cluster privileges monitor and manage_index_templates (before 8.14 also manage_ilm); shipping does not',
  ];
  return new SinkError('denied', error.target, error.message, { next });
}
