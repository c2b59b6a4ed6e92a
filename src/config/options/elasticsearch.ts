import { option } from '../option.js';
import { boolean } from '../values/booleans.js';
import { seconds } from '../values/durations.js';
import { serverName } from '../values/hosts.js';
import { urlList } from '../values/lists.js';
import { wholeNumber } from '../values/numbers.js';
import { size } from '../values/sizes.js';
import { path, text } from '../values/texts.js';

const MIB = 1024 * 1024;

/** Where Elasticsearch is: the fallback, or the only road where Logstash is off. */
export const elasticsearchOptions = {
  elasticsearchUrl: option({
    type: urlList,
    default: undefined,
    env: 'ELASTICSEARCH_URL',
    flag: '--elasticsearch <url>',
    commands: ['upload', 'tail', 'replay', 'test-message', 'setup elasticsearch'],
    help: 'Addresses of Elasticsearch nodes, separated by commas: the fallback, and the target without Logstash.',
  }),
  elasticsearchUsername: option({
    type: text,
    default: undefined,
    env: 'ELASTICSEARCH_USERNAME',
    help: 'User name for Elasticsearch.',
  }),
  elasticsearchPassword: option({
    type: text,
    default: undefined,
    env: 'ELASTICSEARCH_PASSWORD',
    secret: true,
    help: 'Password for Elasticsearch; never a flag.',
  }),
  elasticsearchApiKey: option({
    type: text,
    default: undefined,
    env: 'ELASTICSEARCH_API_KEY',
    secret: true,
    help: 'API key for Elasticsearch, in place of user name and password; never a flag.',
  }),
  elasticsearchCaCert: option({
    type: path('file'),
    default: undefined,
    env: 'ELASTICSEARCH_CA_CERT',
    help: 'PEM file of the authority that signed the certificate of Elasticsearch.',
  }),
  elasticsearchClientCert: option({
    type: path('file'),
    default: undefined,
    env: 'ELASTICSEARCH_CLIENT_CERT',
    help: 'PEM file of the certificate that Elasticsearch asks of us, with those that vouch for it behind it.',
  }),
  elasticsearchClientKey: option({
    type: path('file'),
    default: undefined,
    env: 'ELASTICSEARCH_CLIENT_KEY',
    help: 'PEM file of the private key that belongs to ELASTICSEARCH_CLIENT_CERT.',
  }),
  elasticsearchTlsServerName: option({
    type: serverName,
    default: undefined,
    env: 'ELASTICSEARCH_TLS_SERVER_NAME',
    help: 'The name that the certificate of Elasticsearch must hold, where it is not that of the address.',
  }),
  elasticsearchTimeout: option({
    type: seconds(1),
    default: 30_000,
    env: 'ELASTICSEARCH_TIMEOUT',
    help: 'Seconds for which a request may stand still: nothing is sent, and no answer comes.',
  }),
  elasticsearchBulkBytes: option({
    type: size(1024, 100 * MIB),
    default: 8 * MIB,
    env: 'ELASTICSEARCH_BULK_BYTES',
    help: 'Largest body of a bulk request.',
  }),
  elasticsearchConcurrency: option({
    type: wholeNumber(1, 64),
    default: 2,
    env: 'ELASTICSEARCH_CONCURRENCY',
    help: 'Bulk requests under way at once.',
  }),
  elasticsearchCompression: option({
    type: boolean,
    default: false,
    env: 'ELASTICSEARCH_COMPRESSION',
    help: 'Compress requests with gzip.',
  }),
};
