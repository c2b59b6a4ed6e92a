import { faultOfTenant } from './tenant.js';
import type { Clock } from '../kit/clock.js';

/** Where a line goes. Two lines of one place have the same route, so that routes compare by identity. */
export interface Route {
  /** Name of the file, within the folder of the receiver. */
  readonly file: string;
  /** Absent where the line is no event. */
  readonly tenant: string | undefined;
}

/** For lines that are no JSON object, or name a tenant that can't be part of an index name. */
export const UNPARSABLE: Route = { file: 'unparsable.ndjson', tenant: undefined };

const DEFAULT_TENANT = 'default';
/** Milliseconds since 1970: what a year of four digits can say. */
const [EARLIEST, LATEST] = [Date.parse('0000-01-01T00:00Z'), Date.parse('9999-12-31T23:59:59.999Z')];
const INDEX = /^logs-(.+)-(\d{4}\.(?:0[1-9]|1[0-2]))$/;
const UTC_TIME = /^(\d{4}-(?:0[1-9]|1[0-2]))-\d\dT.*Z$/;

/** Whether a file has a name that a route gives. */
export function isRouteFile(name: string): boolean {
  return name === UNPARSABLE.file || (name.endsWith('.ndjson') && INDEX.test(name.slice(0, -'.ndjson'.length)));
}

/** Tells where each line goes: by its tenant, and by the month of its time. */
export class Router {
  readonly #clock: Clock;
  /** By tenant, then by month. A tenant found here was found legal before. */
  readonly #routes = new Map<string, Map<string, Route>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The route of one line (with or without its line end). `undefined` for a blank one, which is no event. */
  route(line: string): Route | undefined {
    let event: unknown;
    try {
      event = JSON.parse(line);
    } catch {
      return line.trim() === '' ? undefined : UNPARSABLE;
    }
    if (typeof event !== 'object' || event === null || Array.isArray(event)) return UNPARSABLE;
    return this.of(event as Record<string, unknown>);
  }

  /** The route of an event. */
  of({ tenant_id: tenant = DEFAULT_TENANT, '@timestamp': time }: Readonly<Record<string, unknown>>): Route {
    return this.#find(tenant, monthOf(time) ?? isoMonth(this.#clock.now())) ?? UNPARSABLE;
  }

  /** The route of what is sent to an index. `undefined` where its name is not `logs-{tenant}-YYYY.MM`. */
  named(index: string): Route | undefined {
    const [, tenant, month] = INDEX.exec(index) ?? [];
    return tenant === undefined || month === undefined ? undefined : this.#find(tenant, month);
  }

  #find(tenant: unknown, month: string): Route | undefined {
    const months = this.#monthsOf(tenant);
    if (!months) return undefined;
    let route = months.get(month);
    if (!route) {
      route = { file: `logs-${String(tenant)}-${month}.ndjson`, tenant: String(tenant) };
      months.set(month, route);
    }
    return route;
  }

  #monthsOf(tenant: unknown): Map<string, Route> | undefined {
    const name = Number.isSafeInteger(tenant) ? String(tenant) : tenant;
    if (typeof name !== 'string') return undefined;
    let months = this.#routes.get(name);
    if (!months && faultOfTenant(name) === undefined) this.#routes.set(name, (months = new Map()));
    return months;
  }
}

/** `YYYY.MM` in UTC; `undefined` for what is no time, or lies beyond the years of four digits. */
function monthOf(time: unknown): string | undefined {
  if (typeof time !== 'string') return undefined;
  // Nearly every event is stamped in UTC: its month can be read without computing with dates.
  const utc = UTC_TIME.exec(time)?.[1];
  if (utc !== undefined) return utc.replace('-', '.');
  const milliseconds = Date.parse(time);
  return milliseconds >= EARLIEST && milliseconds <= LATEST ? isoMonth(milliseconds) : undefined;
}

function isoMonth(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 7).replace('-', '.');
}
