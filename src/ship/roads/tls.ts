import type { Settings } from '../../config/options.js';
import { readPemFiles } from '../../kit/pem.js';
import { TlsDialer } from '../../sinks/tls/dialer.js';
import type { TlsSettingNames } from '../../sinks/tls/fault.js';

const SETTINGS: TlsSettingNames = {
  ca: 'LOGSTASH_CA_CERT',
  cert: 'LOGSTASH_CLIENT_CERT',
  key: 'LOGSTASH_CLIENT_KEY',
  serverName: 'LOGSTASH_TLS_SERVER_NAME',
  off: 'LOGSTASH_TLS=false',
};

/** TLS to Logstash as the settings have it, with the files that they name. Throws `ConfigError`. */
export async function logstashTls(settings: Settings): Promise<TlsDialer> {
  const file = (path: string | undefined, setting: string) => (path === undefined ? undefined : { path, setting });
  const pem = await readPemFiles({
    ca: file(settings.logstashCaCert, SETTINGS.ca),
    cert: file(settings.logstashClientCert, SETTINGS.cert),
    key: file(settings.logstashClientKey, SETTINGS.key),
  });
  const { logstashTlsServerName: serverName, insecure } = settings;
  return new TlsDialer({ ...pem, serverName, insecure }, SETTINGS);
}
