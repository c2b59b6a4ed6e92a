import type { PeerCertificate } from 'node:tls';
import { SinkError, type SinkFault } from '../../model/errors.js';
import { type TlsProblem, tlsProblemOf } from './problem.js';

/** Whom a fault of TLS is about, and what the settings are called that can mend it. */
export interface TlsPeer {
  /** As in `Sink.target`. */
  readonly target: string;
  /** The name or address that the peer's certificate must hold, where it is known. */
  readonly identity?: string | undefined;
  /** What the peer showed, where that is known. */
  readonly certificate?: Partial<PeerCertificate> | undefined;
  /** Whether we have a certificate of our own. */
  readonly hasCertificate: boolean;
  readonly settings: TlsSettingNames;
}

/** How a person names what can be set. */
export interface TlsSettingNames {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
  readonly serverName: string;
  /** How to do without TLS: `LOGSTASH_TLS=false`, `http:// in ELASTICSEARCH_URL`. */
  readonly off: string;
}

interface Words {
  readonly what: string;
  readonly next: readonly string[];
  readonly fault?: SinkFault;
  readonly lasting?: boolean;
}

/** Says what an error means, and what to do; nothing where it is not about TLS. */
export function tlsFault(error: unknown, peer: TlsPeer): SinkError | undefined {
  const problem = tlsProblemOf(error);
  if (problem === undefined) return undefined;
  const { what, next, fault = 'refusing', lasting = true } = wordsFor(problem, error as Error, peer);
  return new SinkError(fault, peer.target, `${peer.target}: ${what}`, { next, lasting, cause: error });
}

function wordsFor(
  problem: TlsProblem,
  error: Error,
  { identity, certificate, hasCertificate, settings }: TlsPeer,
): Words {
  switch (problem) {
    case 'expired':
      return {
        what: `its certificate has expired${on(certificate?.valid_to)}`,
        next: ['It has to be renewed over there. Is the clock of this machine right?'],
      };
    case 'not-yet-valid':
      return {
        what: `its certificate is not valid yet${on(certificate?.valid_from, 'before ')}`,
        next: ['Is the clock of this machine right, and that of the machine where it was made?'],
        lasting: false,
      };
    case 'wrong-host':
      return {
        what: `its certificate is for another host${names(certificate)}${identity === undefined ? '' : `, not for ${identity}`}`,
        next: [`Dial a name that the certificate holds, or set ${settings.serverName} to one that it holds.`],
      };
    case 'untrusted':
      return {
        what: `its certificate was signed by nobody we trust (${said(error)})`,
        next: [
          `Set ${settings.ca} to the PEM file of the authority that signed it.`,
          'Where that is set already: is it the right one, and does the peer send the certificates in between?',
        ],
      };
    case 'unfit':
      return {
        what: `its certificate can't be used (${said(error)})`,
        next: ['Another one has to be made for that server.'],
      };
    case 'not-tls':
      return {
        what: 'what answers there does not speak TLS',
        next: [`Is it the right port, and is TLS on over there? Without TLS: ${settings.off}.`],
      };
    case 'wants-certificate':
      return {
        what: hasCertificate ? 'it wants a certificate, and did not take ours' : 'it demands a certificate of us',
        next: [`Set ${settings.cert} and ${settings.key} to a certificate that it trusts.`],
        fault: 'denied',
      };
    case 'refuses-certificate':
      return {
        what: `it refused ${hasCertificate ? 'our certificate' : 'us without a certificate, or did not take what we trust'} (${said(error)})`,
        next: [
          hasCertificate
            ? `Is ${settings.cert} valid now, for client use, and signed by an authority that the peer trusts?`
            : `Set ${settings.cert} and ${settings.key} to a certificate that it trusts.`,
        ],
        fault: 'denied',
      };
    case 'version':
      return {
        what: 'it speaks no version of TLS that is safe',
        next: ['logship speaks TLS 1.2 and 1.3: raise what the peer allows.'],
      };
    case 'other':
      return {
        what: `the TLS handshake failed (${said(error)})`,
        next: [
          hasCertificate
            ? 'Have both sides a cipher in common? What does the log over there say?'
            : `Does it demand a certificate (${settings.cert}), or have the two no cipher in common? What does the log over there say?`,
        ],
      };
  }
}

function on(time: string | undefined, word = 'on '): string {
  const date = time === undefined ? NaN : Date.parse(time);
  return Number.isNaN(date) ? '' : ` (${word}${new Date(date).toISOString().slice(0, 16).replace('T', ' ')} UTC)`;
}

function names(certificate: Partial<PeerCertificate> | undefined): string {
  const held = certificate?.subjectaltname?.replace(/\b(DNS|IP Address):/g, '');
  return held ? ` (${held})` : '';
}

/** What OpenSSL says, without its file names and numbers. */
function said({ message }: Error): string {
  const reason = /error:[0-9A-F]+:[^:]*:[^:]*:([^:\n]+)/i.exec(message)?.[1] ?? message;
  return reason.split('\n')[0]!.trim();
}
