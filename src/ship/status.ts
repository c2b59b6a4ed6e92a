import type { Settings } from '../config/options.js';
import { logstashOf } from '../config/targets.js';
import type { Clock } from '../kit/clock.js';
import { LogshipError } from '../model/errors.js';
import { stateFolderAt } from '../state/folder.js';
import type { OnStateNotice } from '../state/notices.js';
import { readStatistics } from '../state/statistics.js';
import type { Statistics } from '../state/statistics.js';
import { openRoad } from './roads.js';

/** The one object that `logship stats --json` prints. */
export interface Status {
  readonly health: Health;
  readonly statistics: Statistics;
  readonly configuration: Configuration;
}

/** Whether Logstash is there now. */
export interface Health {
  readonly status: 'healthy' | 'unhealthy' | 'disabled';
  readonly connected: boolean;
  readonly host: string;
  readonly port: number;
  readonly protocol: string;
}

export interface Configuration {
  readonly host: string;
  readonly port: number;
  readonly protocol: string;
  /** Seconds. */
  readonly timeout: number;
  readonly max_retries: number;
  /** Seconds. */
  readonly retry_delay: number;
  readonly enabled: boolean;
}

export interface StatusContext {
  readonly clock: Clock;
  readonly notices: OnStateNotice;
}

/**
 * Asks Logstash whether it is there, and adds up what all runs have counted. `fault` says why it is not healthy.
 * Throws `ConfigError` and `StateError`.
 */
export async function readStatus(
  settings: Settings,
  context: StatusContext,
): Promise<{ status: Status; fault: LogshipError | undefined }> {
  const { logstashHost: host, logstashPort: port, logstashProtocol: protocol, useLogstash: enabled } = settings;
  const fault = enabled ? await probeLogstash(settings, context.clock) : undefined;
  const connected = enabled && fault === undefined;
  const health = enabled ? (connected ? 'healthy' : 'unhealthy') : 'disabled';
  const status: Status = {
    health: { status: health, connected, host, port, protocol },
    statistics: await readStatistics(stateFolderAt(settings.stateDir).statistics, context),
    configuration: {
      host,
      port,
      protocol,
      timeout: settings.logstashTimeout / 1000,
      max_retries: settings.logstashMaxRetries,
      retry_delay: settings.logstashRetryDelay / 1000,
      enabled,
    },
  };
  return { status, fault };
}

async function probeLogstash(settings: Settings, clock: Clock): Promise<LogshipError | undefined> {
  const sink = await openRoad(logstashOf(settings), settings, { clock, onNotice: () => {} });
  try {
    await sink.probe();
    return undefined;
  } catch (error) {
    if (error instanceof LogshipError) return error;
    throw error;
  } finally {
    await sink.close();
  }
}
