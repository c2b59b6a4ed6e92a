/**
 * Plain text: a line is the `message` of an event. What a line begins with is recognised too: a timestamp in
 * ISO 8601, and a level. Both stay in the message.
 */

/** `2026-01-31T12:00:00`, with a space for the `T`, any fraction and any offset; in brackets or not. */
const TIMESTAMP = /^\[?(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|[+-]\d\d:?\d\d))?)(?=[\]\s|]|$)\]?/;

const LEVELS = 'TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|ERR|CRITICAL|CRIT|FATAL|ALERT|EMERG|EMERGENCY|PANIC';

/**
 * The level in front of the message, behind at most one bracketed word (a thread, a program). Small letters
 * count only where brackets or a colon mark the word as a level: "Error: disk full", not "error budget spent".
 */
const LEVEL = new RegExp(
  `^[ \\t|-]*(?:\\[[^\\]]*\\][ \\t|-]*)?(?:(${LEVELS})(?=[\\s:|]|$)|([A-Za-z]+)(?=:)|\\[ *([A-Za-z]+) *\\])`,
);
const BRACKETED = /^[ \t|-]*\[ *([A-Za-z]+) *\]/;
const ANY_LEVEL = new RegExp(`^(?:${LEVELS})$`, 'i');

/** The event of a line, as JSON. */
export function textToJson(line: string): string {
  const timestamp = TIMESTAMP.exec(line);
  const level = levelOf(timestamp ? line.slice(timestamp[0].length) : line);
  let json = `{"message":${JSON.stringify(line)}`;
  if (timestamp) json += `,"@timestamp":"${timestamp[1]}"`;
  if (level !== undefined) json += `,"level":"${level}"`;
  return `${json}}`;
}

function levelOf(text: string): string | undefined {
  const bracketed = BRACKETED.exec(text)?.[1];
  if (bracketed !== undefined && ANY_LEVEL.test(bracketed)) return bracketed;
  const match = LEVEL.exec(text);
  const word = match?.[1] ?? match?.[2] ?? match?.[3];
  return word !== undefined && ANY_LEVEL.test(word) ? word : undefined;
}
