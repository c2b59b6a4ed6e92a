import { createRequire } from 'node:module';
import type * as Elastic from '@elastic/transport';

const require = createRequire(import.meta.url);

/** A part of the official transport, by the file that holds it: all of it together brings an HTTP client of its own. */
function load<Part>(file: string): Part {
  // Imported, each of its hundred files would be read twice, the first time for the names that it exports.
  return (require(`@elastic/transport/${file}`) as { default: Part }).default;
}

export const Transport = load<typeof Elastic.Transport>('Transport');
export const Serializer = load<typeof Elastic.Serializer>('Serializer');
export const BaseConnection = load<typeof Elastic.BaseConnection>('connection/BaseConnection');
export const errors = require('@elastic/transport/errors') as typeof Elastic.errors;
