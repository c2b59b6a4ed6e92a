import type { Settings } from '../config/options.js';
import { logstashOf, targetsOf } from '../config/targets.js';
import { doorsOf, type Target } from '../config/values/target.js';
import type { Clock } from '../kit/clock.js';
import { LogshipError } from '../model/errors.js';
import { stateFolderAt } from '../state/folder.js';
import type { OnStateNotice } from '../state/notices.js';
import { readStatistics } from '../state/statistics.js';
import type { Statistics } from '../state/statistics.js';
import { type Place, placeOf } from './place.js';
import { openRoad } from './roads.js';

/** The one object that `logship stats --json` prints. */
export interface Status {
  readonly health: Health;
  readonly statistics: Statistics;
  readonly configuration: Configuration;
}

/** Whether the target is there now. */
export interface Health extends Place {
  readonly status: 'healthy' | 'unhealthy' | 'disabled';
  /** One of several hosts will do. */
  readonly connected: boolean;
  /** Each host by itself, where there are several. */
  readonly hosts?: readonly HostHealth[];
}

export interface HostHealth extends Place {
  readonly connected: boolean;
}

export interface Configuration extends Place {
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
 * Asks the first target whether it is there, and adds up what all runs have counted. `faults` say of each host why it is
 * not. Throws `ConfigError` and `StateError`.
 */
export async function readStatus(
  settings: Settings,
  context: StatusContext,
): Promise<{ status: Status; faults: readonly LogshipError[] }> {
  const enabled = settings.to !== undefined || settings.useLogstash;
  const target = enabled ? targetsOf(settings)[0]! : logstashOf(settings);
  const place = placeOf(target);
  const hosts = enabled ? await Promise.all(doorsOf(target).map((door) => askHost(door, settings, context.clock))) : [];
  const connected = hosts.some((host) => host.fault === undefined);
  const health = enabled ? (connected ? 'healthy' : 'unhealthy') : 'disabled';
  const each = hosts.map((host) => ({ ...host.place, connected: host.fault === undefined }));
  const status: Status = {
    health: { status: health, connected, ...place, ...(each.length > 1 ? { hosts: each } : {}) },
    statistics: await readStatistics(stateFolderAt(settings.stateDir).statistics, context),
    configuration: {
      ...place,
      timeout: settings.logstashTimeout / 1000,
      max_retries: settings.logstashMaxRetries,
      retry_delay: settings.logstashRetryDelay / 1000,
      enabled,
    },
  };
  return { status, faults: hosts.flatMap(({ fault }) => fault ?? []) };
}

async function askHost(
  door: Target,
  settings: Settings,
  clock: Clock,
): Promise<{ place: Place; fault: LogshipError | undefined }> {
  const place = placeOf(door);
  const sink = await openRoad(door, settings, { clock, onNotice: () => {} });
  try {
    await sink.probe();
    return { place, fault: undefined };
  } catch (error) {
    if (error instanceof LogshipError) return { place, fault: error };
    throw error;
  } finally {
    await sink.close();
  }
}
