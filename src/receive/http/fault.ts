/** Why something was not done, as Elasticsearch says it. */
export interface Refusal {
  readonly status: number;
  readonly type: string;
  readonly reason: string;
}

/** A request that can't be served. Becomes an answer in the shape of Elasticsearch's. */
export class HttpFault extends Error implements Refusal {
  readonly status: number;
  readonly type: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, type: string, reason: string, headers: Readonly<Record<string, string>> = {}) {
    super(reason);
    this.status = status;
    this.type = type;
    this.headers = headers;
  }

  get reason(): string {
    return this.message;
  }

  get body(): object {
    const error = { type: this.type, reason: this.message };
    return { error: { root_cause: [error], ...error }, status: this.status };
  }
}

/** What Elasticsearch says of a line or a parameter that makes no sense. */
export function illegal(reason: string): HttpFault {
  return new HttpFault(400, 'illegal_argument_exception', reason);
}
