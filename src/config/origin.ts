/** Where the value of a setting comes from. `name` is what stands there: the flag, the variable, the key. */
export type Origin =
  | { readonly kind: 'flag'; readonly name: string }
  | { readonly kind: 'environment'; readonly name: string }
  | { readonly kind: 'file'; readonly path: string; readonly name: string }
  | { readonly kind: 'default' };

/** Names an origin for a person: `--host`, `LOGSTASH_HOST (environment)`, `/app/.env: LOGSTASH_HOST`, `default`. */
export function sayOrigin(origin: Origin): string {
  switch (origin.kind) {
    case 'flag':
      return origin.name;
    case 'environment':
      return `${origin.name} (environment)`;
    case 'file':
      return `${origin.path}: ${origin.name}`;
    case 'default':
      return 'default';
  }
}
