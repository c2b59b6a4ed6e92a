import type { ElasticsearchTarget } from '../../config/values/target.js';
import { ElasticsearchSink } from '../../sinks/elasticsearch/sink.js';
import { elasticsearchOptionsOf } from '../elasticsearch-options.js';
import type { OpenRoad } from './road.js';

/** Straight to Elasticsearch. */
export const open: OpenRoad<ElasticsearchTarget> = async ({ nodes }, settings) =>
  new ElasticsearchSink(await elasticsearchOptionsOf(nodes, settings));
