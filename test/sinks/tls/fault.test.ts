import { expect, test } from 'vitest';
import { tlsFault } from '../../../src/sinks/tls/fault.js';
import { tlsProblemOf } from '../../../src/sinks/tls/problem.js';

const coded = (code: string, message = '') => Object.assign(new Error(message), { code });

// What Node.js 20 and 24 (OpenSSL 3.0 and 3.5) say, by code or by text alone.
test.each([
  [coded('CERT_HAS_EXPIRED', 'certificate has expired'), 'expired'],
  [new Error('certificate has expired'), 'expired'],
  [coded('CERT_NOT_YET_VALID', 'certificate is not yet valid'), 'not-yet-valid'],
  [coded('ERR_TLS_CERT_ALTNAME_INVALID', "Hostname/IP does not match certificate's altnames: x"), 'wrong-host'],
  [coded('DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate'), 'untrusted'],
  [coded('SELF_SIGNED_CERT_IN_CHAIN', 'self signed certificate in certificate chain'), 'untrusted'],
  [coded('UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unable to verify the first certificate'), 'untrusted'],
  [coded('UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'unable to get local issuer certificate'), 'untrusted'],
  [coded('INVALID_PURPOSE', 'unsupported certificate purpose'), 'unfit'],
  [
    coded('ERR_SSL_WRONG_VERSION_NUMBER', 'C0:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:'),
    'not-tls',
  ],
  [coded('EPROTO', 'write EPROTO 80:error:0A00010B:SSL routines:ssl3_get_record:wrong version number'), 'not-tls'],
  [coded('ERR_SSL_PACKET_LENGTH_TOO_LONG', 'packet length too long'), 'not-tls'],
  [coded('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'tlsv13 alert certificate required'), 'wants-certificate'],
  [coded('ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'tlsv1 alert unknown ca'), 'refuses-certificate'],
  [coded('ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', 'sslv3 alert bad certificate'), 'refuses-certificate'],
  [coded('ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE', 'ssl/tls alert bad certificate'), 'refuses-certificate'],
  [coded('ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED', 'sslv3 alert certificate expired'), 'refuses-certificate'],
  [coded('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'tlsv1 alert protocol version'), 'version'],
  [coded('ERR_SSL_UNSUPPORTED_PROTOCOL', 'unsupported protocol'), 'version'],
  [coded('ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'sslv3 alert handshake failure'), 'other'],
  [coded('ERR_SSL_NO_SHARED_CIPHER', 'no shared cipher'), 'other'],
  [new Error('fetch failed', { cause: coded('CERT_HAS_EXPIRED') }), 'expired'],
  [coded('ECONNRESET', 'read ECONNRESET'), undefined],
  [coded('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:5000'), undefined],
  [new Error('Client network socket disconnected before secure TLS connection was established'), undefined],
  ['no error', undefined],
])('%s: %s', (error, problem) => {
  expect(tlsProblemOf(error)).toBe(problem);
});

const settings = { ca: 'A_CA', cert: 'A_CERT', key: 'A_KEY', serverName: 'A_NAME', off: 'A_TLS=false' };
const peer = { target: 'tls://x:1', hasCertificate: false, settings };

test('a fault says what is wrong, with whom, and what to do', () => {
  const certificate = { subjectaltname: 'DNS:a.example, IP Address:10.0.0.1', valid_to: 'Jul 31 12:00:00 2026 GMT' };
  const about = { ...peer, identity: 'x', certificate };
  expect(tlsFault(coded('ERR_TLS_CERT_ALTNAME_INVALID'), about)).toMatchObject({
    message: 'tls://x:1: its certificate is for another host (a.example, 10.0.0.1), not for x',
    next: [expect.stringContaining('A_NAME')],
    fault: 'refusing',
    lasting: true,
  });
  expect(tlsFault(coded('CERT_HAS_EXPIRED'), about)?.message).toBe(
    'tls://x:1: its certificate has expired (on 2026-07-31 12:00 UTC)',
  );
  expect(
    tlsFault(coded('SELF_SIGNED_CERT_IN_CHAIN', 'self-signed certificate in certificate chain'), peer),
  ).toMatchObject({
    message: 'tls://x:1: its certificate was signed by nobody we trust (self-signed certificate in certificate chain)',
    next: [expect.stringContaining('A_CA'), expect.any(String)],
  });
  expect(
    tlsFault(coded('EPROTO', 'write EPROTO 80:error:0A00010B:SSL routines:f:wrong version number'), peer),
  ).toMatchObject({
    message: 'tls://x:1: what answers there does not speak TLS',
    next: [expect.stringContaining('A_TLS=false')],
  });
});

test('time mends a certificate that is not valid yet, and nothing else', () => {
  expect(tlsFault(coded('CERT_NOT_YET_VALID'), peer)).toMatchObject({ lasting: false });
  expect(tlsFault(coded('CERT_HAS_EXPIRED'), peer)).toMatchObject({ lasting: true });
});

test('our certificate is a credential', () => {
  const required = coded('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'alert certificate required');
  expect(tlsFault(required, peer)).toMatchObject({
    fault: 'denied',
    message: 'tls://x:1: it demands a certificate of us',
    next: [expect.stringMatching('A_CERT and A_KEY')],
  });
  const unknown = coded(
    'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
    'C0:error:0A000418:SSL routines:ssl3_read_bytes:tlsv1 alert unknown ca:../x.c:1584:',
  );
  expect(tlsFault(unknown, { ...peer, hasCertificate: true })).toMatchObject({
    fault: 'denied',
    message: 'tls://x:1: it refused our certificate (tlsv1 alert unknown ca)',
  });
});

test('what is not about TLS is left to others', () => {
  expect(tlsFault(coded('ECONNRESET'), peer)).toBeUndefined();
});
