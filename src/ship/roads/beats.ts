import type { LogstashTarget } from '../../config/values/target.js';
import { BeatsSink } from '../../sinks/beats/sink.js';
import type { OpenRoad } from './road.js';

/** Logstash's beats input. */
export const open: OpenRoad<LogstashTarget> = async ({ hosts }, settings, { clock, onNotice }) => {
  const { logstashTimeout: timeout, logstashBatchSize: batchSize } = settings;
  return new BeatsSink({ ...hosts[0]!, timeout, batchSize, clock, onNotice });
};
