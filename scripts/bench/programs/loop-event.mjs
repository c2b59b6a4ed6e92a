/**
 * What is added to every event; the same for every contestant, as far as it can.
 */
export const ADDED = { tenant: 'bench', source: 'app.log', environment: 'prod', service: 'checkout' };

const TEXT = /^(\S+) ([A-Z]+) /;

/**
 * The event of a line, enriched by parse, set fields, and (later) stringify.
 * @param {string} line
 * @param {string} id
 * @param {'json' | 'text'} kind
 */
export function eventOf(line, id, kind) {
  const event = kind === 'json' ? JSON.parse(line) : textEvent(line);
  event['@timestamp'] = new Date(event['@timestamp']).toISOString();
  event.level = event.level.toUpperCase();
  event.tenant_id ??= ADDED.tenant;
  event.service_name ??= ADDED.service;
  event.environment ??= ADDED.environment;
  event.source ??= ADDED.source;
  event.tags = [...(event.tags ?? []), `service:${event.service_name}`, `env:${event.environment}`];
  if (id !== '') event['@metadata'] = { _id: id };
  return event;
}

/** @param {string} line */
function textEvent(line) {
  const [, timestamp, level] = TEXT.exec(line) ?? [];
  return { message: line, '@timestamp': timestamp, level };
}
