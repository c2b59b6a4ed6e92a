/** Control characters of both sets, but for the ends of lines. */
const CONTROLS = /(?!\r?\n)\p{Cc}/gu;

/** Makes text fit for a terminal: a control character is shown as JSON would write it, and commands nothing. */
export function printable(text: string): string {
  return text.replace(CONTROLS, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
