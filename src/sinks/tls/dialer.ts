import type { Socket } from 'node:net';
import { connect, createSecureContext, type PeerCertificate, type SecureContext, type TLSSocket } from 'node:tls';
import { SinkError } from '../../model/errors.js';
import { tlsConnectOptions } from './connect-options.js';
import { type TlsPeer, type TlsSettingNames, tlsFault } from './fault.js';
import type { TlsOptions } from './options.js';

/** Milliseconds that a peer is given to refuse our certificate, where it has nothing else to say. */
const HEARING = 250;

/** Speaks TLS with one peer, connection after connection. */
export class TlsDialer {
  readonly #tls: TlsOptions;
  readonly #settings: TlsSettingNames;
  #context: SecureContext | undefined;
  #accepted = false;

  constructor(tls: TlsOptions, settings: TlsSettingNames) {
    this.#tls = tls;
    this.#settings = settings;
  }

  /**
   * Speaks TLS over a connected socket, which belongs to it from then on. It stays half open when the peer ends its
   * side, if the socket does. `signal` gives up. Throws `SinkError`; the socket is destroyed then.
   */
  async secure(
    socket: Socket,
    { host, target }: { host: string; target: string },
    signal: AbortSignal,
  ): Promise<TLSSocket> {
    const { ca: _ca, cert: _cert, key: _key, minVersion: _minVersion, ...options } = tlsConnectOptions(this.#tls, host);
    this.#context ??= createSecureContext(tlsConnectOptions(this.#tls, host));
    const secured = connect({ ...options, host, socket, secureContext: this.#context });
    // Node.js leaves the socket below open when TLS over it is given up, and the program would wait for it at its end.
    secured.once('close', () => socket.destroy());
    let certificate: PeerCertificate | undefined;
    // When a certificate is refused it can no longer be asked for.
    secured.prependOnceListener('secure', () => (certificate = secured.getPeerCertificate()));
    try {
      await handshake(secured, signal);
      if (!this.#accepted) await hearOut(secured, signal);
      this.#accepted = true;
      return secured;
    } catch (error) {
      secured.on('error', () => {});
      secured.destroy();
      throw (
        this.explain(error, target, { identity: this.#tls.serverName ?? host, certificate }) ??
        this.#brokenOff(error, target)
      );
    }
  }

  /** What an error of a connection says about TLS; nothing where it says nothing about it. */
  explain(
    error: unknown,
    target: string,
    about: Pick<TlsPeer, 'identity' | 'certificate'> = {},
  ): SinkError | undefined {
    return tlsFault(error, {
      ...about,
      target,
      hasCertificate: this.#tls.cert !== undefined,
      settings: this.#settings,
    });
  }

  /** Whoever hangs up without a word may have been restarted: time can mend that. */
  #brokenOff(cause: unknown, target: string): SinkError {
    const message = `${target}: it broke the connection off in the TLS handshake`;
    const next = [
      'Is TLS on over there, on that port? What does the log over there say?',
      ...(this.#tls.cert === undefined ? [`It may demand a certificate of us: ${this.#settings.cert}.`] : []),
    ];
    return new SinkError('refused', target, message, { cause, next });
  }
}

/** Resolves when the peer's certificate has been looked at. */
function handshake(secured: TLSSocket, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('given up')), { once: true });
    secured.once('error', reject);
    secured.once('secureConnect', () => {
      secured.off('error', reject);
      resolve();
    });
  });
}

/**
 * In TLS 1.3 a peer looks at our certificate when for us the handshake is over (RFC 8446, section 2), and what we send
 * meanwhile would turn its refusal into a mere reset. So before the first event we wait for a word of it: a session
 * ticket, an alert, or silence.
 */
async function hearOut(secured: TLSSocket, signal: AbortSignal): Promise<void> {
  if (secured.getProtocol() !== 'TLSv1.3') return;
  const words = ['session', 'error', 'end', 'close'] as const;
  await new Promise<void>((resolve, reject) => {
    const end = (error?: unknown) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      for (const word of words) secured.off(word, listeners[word]);
      if (error instanceof Error) reject(error);
      else resolve();
    };
    const onAbort = () => end();
    const onClose = () => end(new Error('the peer closed the connection'));
    // A ticket is told in the middle of a read of OpenSSL. What is written before that is over garbles the stream.
    const onTicket = () => void setImmediate(end);
    const listeners = { session: onTicket, error: end, close: onClose, end: onClose };
    const timer = setTimeout(end, HEARING);
    signal.addEventListener('abort', onAbort);
    for (const word of words) secured.on(word, listeners[word]);
  });
}
