/**
 * Says what is wrong in a file of settings that its parser refused, and where. What the parsers say quotes the
 * file, which may hold a password: so nothing of the text is repeated but one character.
 */
export async function describeFileFault(extension: string, text: string, error: unknown): Promise<string> {
  if (extension === '.json') return jsonFault(text);
  if (error instanceof Error && 'mark' in error && 'reason' in error) return yamlFault(error as YamlError);
  return error instanceof Error ? error.message.split('\n')[0]! : String(error);
}

/** What js-yaml throws. `line` and `column` count from 0. */
interface YamlError extends Error {
  readonly reason: string;
  readonly mark: { readonly line: number; readonly column: number } | undefined;
}

function yamlFault({ reason, mark }: YamlError): string {
  const unquoted = reason.replace(/\s*["<!].*$/s, '');
  return `malformed YAML: ${unquoted}${mark ? ` (line ${mark.line + 1}, column ${mark.column + 1})` : ''}`;
}

async function jsonFault(text: string): Promise<string> {
  const { scanValue, skipBlanks } = await import('../kit/json/scan.js');
  const { describeFault } = await import('../kit/json/fault.js');
  const bytes = Buffer.from(text);
  const value = scanValue(bytes, skipBlanks(bytes, 0, bytes.length), bytes.length);
  const at = value.outcome === 'ok' ? skipBlanks(bytes, value.at, bytes.length) : value.at;
  const before = bytes.subarray(0, at).toString();
  const line = before.split('\n').length;
  const column = before.length - before.lastIndexOf('\n');
  return `${describeFault(bytes, at, bytes.length)} (line ${line}, column ${column})`;
}
