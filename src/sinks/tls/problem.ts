/**
 * What is wrong with TLS to a peer.
 * - `expired`, `not-yet-valid`, `wrong-host`, `untrusted`, `unfit`: we don't take the peer's certificate.
 * - `not-tls`: the peer speaks something else.
 * - `wants-certificate`, `refuses-certificate`: the peer does not take us.
 * - `version`: there is no version of TLS that both sides speak.
 * - `other`: the handshake failed for a reason of its own.
 */
export type TlsProblem =
  | 'expired'
  | 'not-yet-valid'
  | 'wrong-host'
  | 'untrusted'
  | 'unfit'
  | 'not-tls'
  | 'wants-certificate'
  | 'refuses-certificate'
  | 'version'
  | 'other';

/**
 * By the codes of Node.js and OpenSSL, and by their texts, since some clients pass on nothing else. Alerts (RFC 8446,
 * section 6) are what the peer says; they come first, as they use the same words.
 */
const PATTERNS: readonly (readonly [pattern: RegExp, problem: TlsProblem])[] = [
  [/alert (certificate required|no certificate)|peer did not return a certificate/, 'wants-certificate'],
  [
    /alert (unknown ca|bad certificate|unsupported certificate|certificate (revoked|expired|unknown)|access denied|decrypt error)/,
    'refuses-certificate',
  ],
  [/alert protocol version|unsupported protocol|no protocols available|version too low|unknown protocol/, 'version'],
  [/wrong version number|packet length too long|http request|record layer failure|bad record type/, 'not-tls'],
  [/cert has expired|certificate has expired/, 'expired'],
  [/cert not yet valid|certificate is not yet valid/, 'not-yet-valid'],
  [/altname/, 'wrong-host'],
  [
    /self[- ]signed|unable to (get|verify)|invalid ca\b|cert untrusted|cert chain too long|cert signature failure/,
    'untrusted',
  ],
  [
    /invalid purpose|unsupported certificate purpose|cert revoked|ca md too weak|ee key too small|hostname mismatch/,
    'unfit',
  ],
  [/\bssl routines|^err (ssl|tls) |\beproto\b|alert handshake failure/, 'other'],
];

/** Tells what an error says about TLS; nothing where it is about something else. */
export function tlsProblemOf(error: unknown): TlsProblem | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    const { code } = at as NodeJS.ErrnoException;
    const text = plain(`${code ?? ''} ${at.message}`);
    const found = PATTERNS.find(([pattern]) => pattern.test(text));
    if (found) return found[1];
  }
  return undefined;
}

/** `ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE` is `err ssl ssl tls alert handshake failure`. */
function plain(text: string): string {
  return text.toLowerCase().replace(/[_/:]+/g, ' ');
}
