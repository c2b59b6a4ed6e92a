import { unpackPackages } from '../../lib/debian.mjs';
import { cached } from '../cache.mjs';

/**
 * Packages of Debian and what they need, in the cache. Throws where apt has no such packages.
 * @param {string} name of the folder in the cache
 * @param {string[]} packages
 * @returns {Promise<string>} the root of what was unpacked
 */
export function unpackDebian(name, packages) {
  return cached(`peers/${name}`, (target) => unpackPackages(target, packages));
}
