import type { Settings } from '../config/options.js';
import { targetsOf } from '../config/targets.js';
import { doorsOf, type Target } from '../config/values/target.js';
import type { Sink } from '../model/sink.js';
import { inOrder } from './roads/in-order.js';
import { roads } from './roads/registry.js';
import type { OpenRoad, RoadContext } from './roads/road.js';

/** The sinks of a run: the first is used as long as it can be, the others are fallbacks. Throws `ConfigError`. */
export async function createRoads(settings: Settings, context: RoadContext): Promise<Sink[]> {
  const sinks: Sink[] = [];
  for (const target of targetsOf(settings)) sinks.push(await openRoad(target, settings, context));
  return sinks;
}

/** A sink for each host of each target, to look at them one by one. Throws `ConfigError`. */
export function createDoors(settings: Settings, context: RoadContext): Promise<Sink[]> {
  return Promise.all(
    targetsOf(settings)
      .flatMap(doorsOf)
      .map((door) => openRoad(door, settings, context)),
  );
}

/** The sink of one target. Throws `ConfigError`. */
export async function openRoad(target: Target, settings: Settings, context: RoadContext): Promise<Sink> {
  // The registry gives each kind of target the function that takes it.
  const { open } = (await roads[target.road]()) as { readonly open: OpenRoad };
  const sink = await open(target, settings, context);
  return settings.ordered ? inOrder(sink) : sink;
}
