export { getLogstashForwarder, LogstashForwarder } from './ship/forwarder/forwarder.js';
export {
  type BatchResult,
  ConnectionError,
  type ForwarderOptions,
  type ForwarderStatistics,
  type LogEvent,
} from './ship/forwarder/types.js';
