/** Picks what `filter_path` names out of an answer, as Elasticsearch does: `errors,items.*.status`, `**._id`. */
export type Filter = (answer: object) => object;

/** @param list the parameter; without it, and for `-` (leave out), which is not known here, answers stay whole. */
export function filterOf(list: string | null): Filter {
  const patterns = (list ?? '').split(',').filter((pattern) => pattern !== '');
  if (patterns.length === 0 || patterns.some((pattern) => pattern.startsWith('-'))) return (answer) => answer;
  const paths = patterns.map((pattern) => pattern.split('.'));
  return (answer) => (pick(answer, paths) as object | undefined) ?? {};
}

/** What of a value lies on one of the paths, each without the names that led to it. */
function pick(value: unknown, paths: readonly (readonly string[])[]): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) {
    const items = value.map((item) => pick(item, paths)).filter((item) => item !== undefined);
    return items.length > 0 ? items : undefined;
  }
  const picked: Record<string, unknown> = {};
  for (const [name, content] of Object.entries(value)) {
    const rests = paths.flatMap((path) => restsBehind(path, name));
    const kept = rests.some((rest) => rest.length === 0) ? content : pick(content, rests);
    if (kept !== undefined) picked[name] = kept;
  }
  return Object.keys(picked).length > 0 ? picked : undefined;
}

/** What is left of a path behind a name; nothing where the name is not on it. `**` stands for any number of names. */
function restsBehind(path: readonly string[], name: string): (readonly string[])[] {
  const [first, ...rest] = path;
  if (first === undefined) return [];
  if (first === '**') return rest.length === 0 ? [[]] : [path, ...restsBehind(rest, name)];
  return matches(first, name) ? [rest] : [];
}

/** Whether a name fits a pattern in which `*` stands for any text. */
export function matches(pattern: string, name: string): boolean {
  const [first = '', ...others] = pattern.split('*');
  if (others.length === 0) return pattern === name;
  const last = others.pop()!;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const part of others) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}
