/** Whether some name fits both patterns, in which `*` stands for any text: as Elasticsearch tells a conflict. */
export function overlap(one: string, other: string): boolean {
  const known = new Map<string, boolean>();
  const meet = (a: number, b: number): boolean => {
    const key = `${a} ${b}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    known.set(key, false);
    const found = decide(a, b);
    known.set(key, found);
    return found;
  };
  const decide = (a: number, b: number): boolean => {
    if (a === one.length && b === other.length) return true;
    if (one[a] === '*') return meet(a + 1, b) || (b < other.length && meet(a, b + 1));
    if (other[b] === '*') return meet(a, b + 1) || (a < one.length && meet(a + 1, b));
    return a < one.length && one[a] === other[b] && meet(a + 1, b + 1);
  };
  return meet(0, 0);
}

/** No pattern holds it, so what fits a `*` filled with it fits that `*` whatever fills it. */
const ANYTHING = '\0';

/** Whether every name that fits `narrow` fits `wide`. */
export function covers(wide: string, narrow: string): boolean {
  const parts = wide.split('*').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(narrow.replaceAll('*', ANYTHING));
}
