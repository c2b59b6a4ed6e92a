import { showTarget, type Target } from './target.js';
import { isRefusal, readTarget } from './target-url.js';
import type { Refusal, ValueType } from './value-type.js';

/** A comma before the next target, not one between the hosts of a target. */
const BETWEEN = /,\s*(?=[a-z][a-z0-9+.-]*:\/\/|stdout:|file:)/i;

/** One target, or two: the second is the fallback. A flag that is given twice, a text with a comma, or a list. */
export const targets: ValueType<readonly Target[]> = {
  expects: 'one target, or two, separated by a comma: tcp://logstash:5000,http://elasticsearch:9200',
  repeatable: true,
  read(raw) {
    const read = readAll(raw);
    return read && !('reason' in read) ? read : undefined;
  },
  explain(raw) {
    const read = readAll(raw);
    return read && 'reason' in read ? read : undefined;
  },
  resolve: (list, absolute) =>
    list.map((target) => (target.road === 'file' ? { ...target, folder: absolute(target.folder) } : target)),
  show: (list) => list.map(showTarget),
};

function readAll(raw: unknown): readonly Target[] | Refusal | undefined {
  const items: readonly unknown[] = Array.isArray(raw) ? raw : [raw];
  if (items.length === 0 || !items.every((item) => typeof item === 'string' && item.trim() !== '')) return undefined;
  const read: Target[] = [];
  for (const text of items.flatMap((item) => (item as string).split(BETWEEN))) {
    const target = readTarget(text.trim());
    if (isRefusal(target)) return target;
    read.push(target);
  }
  const [first, second] = read.map(showTarget);
  if (read.length > 2) {
    const reason = `${read.length} targets are named, and there can be two: the first, and its fallback`;
    return { reason, next: ['Several hosts of one Logstash go into one target: tcp://a:5000,b:5000'] };
  }
  if (first === second) return { reason: `${first} is its own fallback`, next: ['Name it once.'] };
  return read;
}
