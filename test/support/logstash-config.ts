/** A plugin of a Logstash pipeline, and what is set on it. */
export interface PluginUse {
  readonly section: string;
  readonly name: string;
  readonly options: Readonly<Record<string, string>>;
  /** The conditions that it stands under, from outside to inside. */
  readonly under: readonly string[];
}

const TOKEN =
  /\s+|#[^\n]*|(?<string>"(?:\\.|[^"\\])*")|(?<regexp>(?<=~ )\/(?:\\\/|[^/\n])*\/)|(?<word>=>|==|!=|=~|!~|[{}()!,]|\[(?:@?[\w]+)\](?:\[@?[\w]+\])*|\[|\]|[\w.@-]+)/y;

/**
 * Reads the configuration of a pipeline by the grammar that Logstash's documentation describes, as far as we use it.
 * Throws where it does not follow that. It is no Logstash: what plugins make of their options it does not know.
 */
export function readLogstashConfig(text: string): PluginUse[] {
  const tokens = tokensOf(text);
  const uses: PluginUse[] = [];
  let at = 0;
  const next = () => tokens[at++] ?? fail('it ends too early');
  const take = (wanted: string) => {
    const found = next();
    if (found !== wanted) fail(`${wanted} wanted, and ${found} found`);
  };
  const value = (): string => {
    const first = next();
    if (first !== '{' && first !== '[') return first;
    const close = first === '{' ? '}' : ']';
    const items: string[] = [];
    while (tokens[at] !== close) {
      items.push(value());
      if (first === '{') {
        take('=>');
        items.push(value());
      } else if (tokens[at] === ',') at++;
    }
    take(close);
    return `${first}${items.join(' ')}${close}`;
  };
  const condition = (): string => {
    const words: string[] = [];
    while (tokens[at] !== '{') words.push(next());
    if (words.length === 0) fail('a condition is missing');
    return words.join(' ');
  };
  const body = (section: string, under: readonly string[]) => {
    take('{');
    let last: string | undefined;
    while (tokens[at] !== '}') {
      let word = next();
      if (word === 'if' || word === 'else') {
        if (word === 'else' && last === undefined) fail('else without if');
        const otherwise = word === 'else' ? [`not (${last})`] : [];
        if (word === 'else' && tokens[at] === 'if') word = next();
        last = word === 'if' ? condition() : undefined;
        body(section, [...under, ...otherwise, ...(last === undefined ? [] : [last])]);
      } else {
        last = undefined;
        const options: Record<string, string> = {};
        take('{');
        while (tokens[at] !== '}') {
          const name = next();
          take('=>');
          if (name in options) fail(`${word}: ${name} twice`);
          options[name] = value();
        }
        take('}');
        uses.push({ section, name: word, options, under });
      }
    }
    take('}');
  };
  while (at < tokens.length) {
    const section = next();
    if (!['input', 'filter', 'output'].includes(section)) fail(`${section} is no section`);
    body(section, []);
  }
  return uses;
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (!match) return fail(`not understood: ${text.slice(from, from + 40)}`);
    const { string, regexp, word } = match.groups!;
    const token = string ?? regexp ?? word;
    if (token !== undefined) tokens.push(token);
  }
  return tokens;
}

function fail(what: string): never {
  throw new Error(`the pipeline: ${what}`);
}
