/** Longer strings are kept and shown, and are not searched as a whole. The length that ECS sets. */
const KEYWORD = { type: 'keyword', ignore_above: 1024 } as const;

/** Prose is searched by words. How often a word stands in a line says nothing, so norms are not kept. */
const TEXT = { type: 'text', norms: false } as const;

/** Kept in the document, and in no index. */
const UNSEARCHED = { type: 'keyword', index: false, doc_values: false } as const;

/**
 * What fields are, by the names that ECS gives them. Why so, see docs/elasticsearch.md:
 * - objects are no fields of their own, only `a.b` is: `"host": "web1"` and `"host": {"name": "web1"}` both fit
 * - a text that looks like a date is a text
 * - the digits of `@timestamp` below the millisecond stay in the document, and do not order it
 */
export const mappings = {
  subobjects: false,
  date_detection: false,
  dynamic_templates: [
    { event_original: { path_match: 'event.original', match_mapping_type: 'string', mapping: UNSEARCHED } },
    {
      prose: {
        path_match: ['*.message', '*.stack_trace', 'stack_trace', 'stack'],
        match_mapping_type: 'string',
        mapping: TEXT,
      },
    },
    { addresses: { path_match: ['ip', '*.ip'], match_mapping_type: 'string', mapping: { type: 'ip' } } },
    {
      positions: {
        path_match: ['*.geo.location', 'geoip.location'],
        match_mapping_type: 'object',
        mapping: { type: 'geo_point' },
      },
    },
    { fractions: { match_mapping_type: 'double', mapping: { type: 'double' } } },
    { strings: { match_mapping_type: 'string', mapping: KEYWORD } },
  ],
  properties: {
    '@timestamp': { type: 'date', ignore_malformed: false },
    message: TEXT,
    level: KEYWORD,
    service_name: KEYWORD,
    environment: KEYWORD,
    tenant_id: KEYWORD,
    source: KEYWORD,
    tags: KEYWORD,
  },
} as const;
