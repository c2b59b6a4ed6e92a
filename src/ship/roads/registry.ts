import type { Target } from '../../config/values/target.js';
import type { OpenRoad } from './road.js';

type TargetOf<R extends Target['road']> = Extract<Target, { readonly road: R }>;

/** The roads. Each file comes with its sink, and is loaded when it is needed: a run loads nothing of the others. */
export const roads: { readonly [R in Target['road']]: () => Promise<{ readonly open: OpenRoad<TargetOf<R>> }> } = {
  tcp: () => import('./tcp.js'),
  udp: () => import('./udp.js'),
  beats: () => import('./beats.js'),
  kafka: () => import('./kafka.js'),
  elasticsearch: () => import('./elasticsearch.js'),
  stdout: () => import('./stdout.js'),
  file: () => import('./file.js'),
};
