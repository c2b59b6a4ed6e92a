import type { FileTarget } from '../../config/values/target.js';
import { Router, UNPARSABLE } from '../../event/route.js';
import { FileSink } from '../../sinks/file/sink.js';
import type { OpenRoad } from './road.js';

/** A folder of files by tenant and month, as `logship receive --out` makes them. */
export const open: OpenRoad<FileTarget> = async ({ folder }, _settings, { clock }) => {
  const router = new Router(clock);
  return new FileSink({ folder, fileOf: (line) => (router.route(line) ?? UNPARSABLE).file });
};
