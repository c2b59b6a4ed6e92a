import { option } from '../option.js';
import type { CommandName } from '../option.js';
import { boolean } from '../values/booleans.js';
import { serverName } from '../values/hosts.js';
import { path } from '../values/texts.js';

const DIALLING: readonly CommandName[] = ['upload', 'tail', 'replay', 'test-message', 'stats'];

/** How to encrypt, whom to trust, and who we are. */
export const tlsOptions = {
  logstashCaCert: option({
    type: path('file'),
    default: undefined,
    env: 'LOGSTASH_CA_CERT',
    help: 'PEM file of the authorities that sign the certificate of Logstash, in place of the public ones.',
  }),
  logstashClientCert: option({
    type: path('file'),
    default: undefined,
    env: 'LOGSTASH_CLIENT_CERT',
    help: 'PEM file of the certificate that Logstash asks of us, with those that vouch for it behind it.',
  }),
  logstashClientKey: option({
    type: path('file'),
    default: undefined,
    env: 'LOGSTASH_CLIENT_KEY',
    help: 'PEM file of the private key that belongs to LOGSTASH_CLIENT_CERT.',
  }),
  logstashTls: option({
    type: boolean,
    default: false,
    // Who names a certificate wants it looked at: without TLS everything would go in the clear, and nobody would notice.
    computeDefault: ({ known }) => known['logstashCaCert'] !== undefined || known['logstashClientCert'] !== undefined,
    defaultText: 'false; true where one of the certificates above is set',
    env: 'LOGSTASH_TLS',
    flag: '--tls',
    commands: DIALLING,
    help: 'Encrypt the way to Logstash: tcp and beats.',
  }),
  logstashTlsServerName: option({
    type: serverName,
    default: undefined,
    env: 'LOGSTASH_TLS_SERVER_NAME',
    help: 'The name that the certificate of Logstash must hold, where it is not LOGSTASH_HOST.',
  }),
  insecure: option({
    type: boolean,
    default: false,
    env: 'LOGSHIP_INSECURE',
    flag: '--insecure',
    commands: [...DIALLING, 'setup elasticsearch'],
    help: 'Take any certificate from any target: encrypted, but anybody can be at the other end. Said on every run.',
  }),
};
