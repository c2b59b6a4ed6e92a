import { describe, expect, test } from 'vitest';
import { connectionFault, refusalOf } from '../../../src/sinks/elasticsearch/fault.js';

const error = (type: string, reason: string) => JSON.stringify({ error: { root_cause: [], type, reason } });

describe('a request that was not taken', () => {
  test.each([
    [400, error('action_request_validation_exception', 'Validation Failed: 1: id [iii…] is too long;'), 'halve'],
    [400, error('illegal_argument_exception', 'Malformed action/metadata line [1], expected field [create]'), 'halve'],
    [400, error('x_content_e_o_f_exception', '[1:48] Unexpected end of file'), 'halve'],
    [413, '', 'too-large'],
    [413, '<html>413 Request Entity Too Large</html>', 'too-large'],
  ])('%i %s: %s', (status, body, kind) => {
    expect(refusalOf({ status, body }, 't').kind).toBe(kind);
  });

  test.each([
    [429, error('es_rejected_execution_exception', 'rejected execution'), 'busy'],
    [429, error('circuit_breaking_exception', '[parent] Data too large'), 'busy'],
    [500, '', 'busy'],
    [502, '<html>', 'busy'],
    [503, error('cluster_block_exception', 'blocked by: [SERVICE_UNAVAILABLE/1/state not recovered];'), 'busy'],
    [504, '', 'busy'],
    [403, error('cluster_block_exception', 'blocked by: [FORBIDDEN/6/cluster read-only (api)];'), 'busy'],
    [401, error('security_exception', 'missing authentication credentials for REST request [/_bulk]'), 'denied'],
    [403, error('security_exception', 'action [indices:data/write/bulk] is unauthorized for user [joe]'), 'denied'],
    [403, '<html>', 'denied'],
    [400, error('media_type_header_exception', 'Invalid media-type value on headers [Content-Type]'), 'refusing'],
    [400, '{"error":"no handler found for uri [/x/_bulk] and method [POST]"}', 'refusing'],
    [400, '<html>', 'refusing'],
    [404, '', 'refusing'],
    [302, '', 'refusing'],
  ])('%i %s: %s', (status, body, fault) => {
    expect(refusalOf({ status, body }, 't')).toMatchObject({ kind: 'fault', error: { fault, target: 't' } });
  });
});

describe('a connection that failed', () => {
  const peer = { target: 't', nodes: [new URL('https://es:9200')], tls: {} };

  test.each([
    ['getaddrinfo ENOTFOUND es', 'unresolved'],
    ['getaddrinfo EAI_AGAIN es', 'unresolved'],
    ['connect ECONNREFUSED 127.0.0.1:9200', 'refused'],
    ['', 'refused'],
    ['connect EHOSTUNREACH 10.0.0.1:9200', 'refused'],
    ['Request timed out', 'timeout'],
    ['Connect Timeout Error', 'timeout'],
    ['read ETIMEDOUT', 'timeout'],
    ['Body Timeout Error', 'timeout'],
    ['self-signed certificate in certificate chain', 'refusing'],
    ['unable to verify the first certificate', 'refusing'],
    ["Hostname/IP does not match certificate's altnames: Host: es.", 'refusing'],
    ['write EPROTO 80:error:0A00010B:SSL routines:ssl3_get_record:wrong version number', 'refusing'],
    ['other side closed', 'broken'],
    ['read ECONNRESET', 'broken'],
    ['terminated', 'broken'],
  ])('%s: %s', (message, fault) => {
    expect(connectionFault(new Error(message), peer)).toMatchObject({ fault, target: 't' });
  });

  test('by TLS says which setting mends it', () => {
    const unknown = connectionFault(new Error('self-signed certificate in certificate chain'), peer);
    expect(unknown.next[0]).toContain('ELASTICSEARCH_CA_CERT');
    const wrong = connectionFault(new Error("Hostname/IP does not match certificate's altnames: Host: es."), peer);
    expect(wrong.message).toContain('not for es');
    expect(wrong.next[0]).toContain('ELASTICSEARCH_TLS_SERVER_NAME');
  });

  test('by TLS keeps nothing of it either', () => {
    const secret = Object.assign(new Error('certificate has expired'), { meta: { auth: 'hidden' } });
    expect(connectionFault(secret, peer).cause).not.toHaveProperty('meta');
  });

  test('keeps nothing of the client error but its text', () => {
    const secret = Object.assign(new Error('read ECONNRESET'), { meta: { auth: 'hidden' } });
    expect(connectionFault(secret, peer).cause).toBeUndefined();
  });
});
