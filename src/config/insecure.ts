import type { LoadedSettings } from './loader.js';
import { sayOrigin } from './origin.js';

/** What is said on every run, quiet or not, that takes any certificate: who allowed it for a minute would forget it for a year. */
export function insecureWarning({ settings, origins }: LoadedSettings): string | undefined {
  if (!settings.insecure) return undefined;
  return `certificates are not checked (${sayOrigin(origins.insecure)}): anybody can pose as the target`;
}
