import { type Pem, readPemFiles } from '../kit/pem.js';
import type { TlsSettingNames } from '../sinks/tls/fault.js';

type File = 'ca' | 'cert' | 'key';

/** The texts of the files that settings name. Throws `ConfigError`, which names the setting too. */
export function readPemOf(
  paths: Readonly<Record<File, string | undefined>>,
  names: Pick<TlsSettingNames, File>,
): Promise<Pem> {
  const file = (which: File) => {
    const path = paths[which];
    return path === undefined ? undefined : { path, setting: names[which] };
  };
  return readPemFiles({ ca: file('ca'), cert: file('cert'), key: file('key') });
}
