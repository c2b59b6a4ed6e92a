/** An event: any object that JSON can hold. What is missing (`@timestamp`, `level`, …) is added on the way. */
export type LogEvent = Readonly<Record<string, unknown>>;

/** Where events go, and how. What is left out comes from the environment, `.env` and files of settings. */
export interface ForwarderOptions {
  /** One target, or two with the fallback behind, as `--to` takes them: `tls://logstash:5000`. In place of what follows. */
  readonly to?: string | readonly string[];
  /** Logstash's host; several with commas. */
  readonly host?: string;
  readonly port?: number;
  readonly protocol?: 'tcp' | 'udp' | 'beats';
  /** Seconds to find and connect to Logstash. */
  readonly timeout?: number;
  /** Tries after the first. */
  readonly maxRetries?: number;
  /** Seconds before each of them. */
  readonly retryDelay?: number;
  /** Events of a batch of `sendBatch`, and of a Beats window. */
  readonly batchSize?: number;
  /** False: straight to Elasticsearch. */
  readonly useLogstash?: boolean;
  /** The fallback, or the only road without Logstash. */
  readonly elasticsearch?: {
    readonly url: string | readonly string[];
    readonly username?: string;
    readonly password?: string;
    readonly apiKey?: string;
  };
  /** For events that name none. */
  readonly tenant?: string;
  readonly service?: string;
  readonly environment?: string;
  /** The field `source` of events that have none; default: the path of the program. */
  readonly source?: string;
}

export interface BatchResult {
  /** Events that the target has, those included that it had already. */
  readonly sent: number;
  /** Events that it will never take, or that could not be delivered. */
  readonly failed: number;
}

/** What a forwarder has done so far. */
export interface ForwarderStatistics {
  readonly total_sent: number;
  readonly total_failed: number;
  readonly total_retries: number;
  /** sent / (sent + failed); 1 where nothing was sent. */
  readonly success_rate: number;
  readonly last_error: string | null;
  /** ISO 8601, UTC. */
  readonly last_success: string | null;
}

/** Logstash could not be reached, there is no fallback, and the retries are over. */
export class ConnectionError extends Error {
  /** `tcp://logstash:5000`. */
  readonly target: string;

  constructor(target: string, cause: Error) {
    super(cause.message, { cause });
    this.name = 'ConnectionError';
    this.target = target;
  }
}
