/** What the codes of OpenSSL mean here, for those that a person can do something about. */
const MEANINGS: readonly (readonly [pattern: RegExp, meaning: string])[] = [
  [/HTTP_REQUEST|WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|BAD_RECORD_TYPE/, 'it does not speak TLS'],
  [/PEER_DID_NOT_RETURN_A_CERTIFICATE/, 'it showed no certificate, and --tls-ca asks for one'],
  [/UNKNOWN_CA|CERTIFICATE_UNKNOWN/, 'it does not trust our certificate'],
  [/CERTIFICATE_VERIFY_FAILED|UNABLE_TO_|SELF_SIGNED/, 'its certificate is not signed by an authority of --tls-ca'],
  [/CERT_HAS_EXPIRED/, 'its certificate has expired'],
  [/UNSUPPORTED_PROTOCOL|VERSION_TOO_LOW/, 'it speaks an old TLS only'],
  [/HANDSHAKE_TIMEOUT/, 'it did not finish in time'],
  [/ECONNRESET/, 'it went away'],
];

/** Why a client could not be spoken to, in words for a person. */
export function handshakeProblem(error: NodeJS.ErrnoException): string {
  const text = `${error.code} ${error.message.toUpperCase().replaceAll(' ', '_')}`;
  return MEANINGS.find(([pattern]) => pattern.test(text))?.[1] ?? error.message;
}
