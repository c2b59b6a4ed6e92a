import type { Settings } from '../../config/options.js';
import type { Target } from '../../config/values/target.js';
import type { Clock } from '../../kit/clock.js';
import type { Sink, SinkNotice } from '../../model/sink.js';

/** What a sink is given of the run that it belongs to. */
export interface RoadContext {
  readonly clock: Clock;
  readonly onNotice: (notice: SinkNotice) => void;
}

/** Makes the sink of a target, which connects when it is first used. Throws `ConfigError`. */
export type OpenRoad<T extends Target = Target> = (
  target: T,
  settings: Settings,
  context: RoadContext,
) => Promise<Sink>;
