/** What an event holds beside its number: `writeEvents` takes it. */
export const FIELDS =
  ',"@timestamp":"2026-03-14T09:26:53.589Z","level":"INFO","service_name":"checkout","message":"request completed after one retry of the upstream, and took its time"';

/** Bytes of an event as it is sent, about: to know how far a run is, where only bytes can be seen. */
export const EVENT_BYTES = 370;
