import { hostname } from 'node:os';
import type { Settings } from '../config/options.js';
import { faultOfTenant } from '../event/tenant.js';
import { ConfigError } from '../model/errors.js';
import type { EventRules } from '../model/event.js';

/** What the settings say of every event. Throws `ConfigError` where the default tenant can't name an index. */
export function eventRules(settings: Settings): EventRules {
  const { tenant, pinTenant, service, environment, source, set, ecsMeta } = settings;
  const fault = faultOfTenant(tenant);
  if (fault !== undefined) {
    throw new ConfigError(`--tenant (LOGSHIP_TENANT): ${fault.replace('tenant_id', 'the tenant')}`, {
      next: ['A tenant is part of an index name: small letters, digits, and - _ . inside.'],
    });
  }
  return { tenant, pinTenant, service, environment, source, set, ecsMeta, hostname: hostname() };
}
