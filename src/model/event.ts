/** What every event of a run is given; see the event in docs/events.md. */
export interface EventRules {
  /** For events that name no tenant. */
  readonly tenant: string;
  /** Reject events that name another tenant than `tenant`. */
  readonly pinTenant: boolean;
  readonly service: string | undefined;
  readonly environment: string | undefined;
  /** Replaces the default, which is the path of the source. */
  readonly source: string | undefined;
  /** Fields that are set on every event, whatever it says itself. */
  readonly set: readonly (readonly [key: string, value: string])[];
  /** Adds `host.name`, `log.file.path` and `log.offset`. */
  readonly ecsMeta: boolean;
  /** The `host.name` of `ecsMeta`. */
  readonly hostname: string;
}

/** How a source is cut into records and read. */
export type Format = 'ndjson' | 'json' | 'text';
