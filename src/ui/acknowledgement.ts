import type { Acknowledgement } from '../model/sink.js';

/** What "delivered" means, in words that go beside it. */
export const meaningOf: Readonly<Record<Acknowledgement, string>> = {
  indexed: 'indexed by Elasticsearch',
  accepted: 'accepted by the peer',
  read: 'read by the TCP peer',
  none: 'sent, not acknowledged',
};
