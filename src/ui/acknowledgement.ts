import type { Acknowledgement } from '../model/sink.js';

/** What "delivered" means, in words that go beside it. */
export const meaningOf: Readonly<Record<Acknowledgement, string>> = {
  indexed: 'indexed by Elasticsearch',
  accepted: 'accepted by the peer',
  stored: 'stored in a file, on disk',
  read: 'read by the TCP peer',
  written: 'written to standard output',
  none: 'sent, not acknowledged',
};
