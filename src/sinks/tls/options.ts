/** Whom to trust, and who we are, on a connection with TLS. All certificates and keys are PEM texts, not paths. */
export interface TlsOptions {
  /** The authorities that may sign the peer's certificate; without them those that Node.js knows. */
  readonly ca?: string | undefined;
  /** Our certificate, with those that vouch for it behind it, and its key. Both or neither. */
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** The name or address that the peer's certificate must hold, where it is not the host that is dialled. */
  readonly serverName?: string | undefined;
  /** Take any certificate. */
  readonly insecure?: boolean | undefined;
}

/** TLS 1.0 and 1.1 are broken, and forbidden (RFC 8996). */
export const OLDEST_VERSION = 'TLSv1.2';
