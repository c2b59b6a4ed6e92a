import type { Settings } from '../../config/options.js';
import { TlsDialer } from '../../sinks/tls/dialer.js';
import type { TlsSettingNames } from '../../sinks/tls/fault.js';
import { readPemOf } from '../pem-of.js';

const SETTINGS: TlsSettingNames = {
  ca: 'LOGSTASH_CA_CERT',
  cert: 'LOGSTASH_CLIENT_CERT',
  key: 'LOGSTASH_CLIENT_KEY',
  serverName: 'LOGSTASH_TLS_SERVER_NAME',
  off: 'LOGSTASH_TLS=false',
};

/** TLS to Logstash as the settings have it, with the files that they name. Throws `ConfigError`. */
export async function logstashTls(settings: Settings): Promise<TlsDialer> {
  const pem = await readPemOf(
    { ca: settings.logstashCaCert, cert: settings.logstashClientCert, key: settings.logstashClientKey },
    SETTINGS,
  );
  const { logstashTlsServerName: serverName, insecure } = settings;
  return new TlsDialer({ ...pem, serverName, insecure }, SETTINGS);
}
