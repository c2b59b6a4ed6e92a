import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { eventLines, uploadWorld } from '../cli/upload-world.js';
import { requireGo } from '../servers/go.js';
import { startLumberjack } from '../servers/lumberjack.js';
import { describeWith, type Requirement } from '../servers/requirements.js';
import { type Authority, type IssuedCertificate, requireAuthority } from '../support/authority.js';

const both: Requirement<{ go: string; makeAuthority: () => Promise<Authority> }> = (() => {
  const [go, authority] = [requireGo(), requireAuthority()];
  if ('missing' in go) return go;
  if ('missing' in authority) return authority;
  return { found: { ...go.found, makeAuthority: authority.found } };
})();

describeWith(both, "Beats over TLS, to Elastic's go-lumber", (tools) => {
  let authority: Authority;
  let strangers: Authority;
  let theirs: IssuedCertificate;
  let ours: IssuedCertificate;
  beforeAll(async () => {
    [authority, strangers] = await Promise.all([tools.makeAuthority(), tools.makeAuthority()]);
    [theirs, ours] = await Promise.all([authority.issue(), authority.issue()]);
  });
  afterAll(() => Promise.all([authority.remove(), strangers.remove()]));

  /** With `mutual`, it demands a certificate of ours. */
  async function start({ mutual = false, delay = '0s' } = {}) {
    const client = mutual ? ['-ca', authority.certPath] : [];
    const flags = ['-cert', theirs.certPath, '-key', theirs.keyPath, ...client, '-ack-delay', delay];
    const server = await startLumberjack(tools, flags);
    onTestFinished(() => server.stop());
    const { sandbox, write } = await uploadWorld();
    const to = ['--protocol', 'beats', '--host', '127.0.0.1', '--port', String(server.port)];
    const upload = async (env: Record<string, string>, ...flags: string[]) => {
      const trust = { LOGSTASH_CA_CERT: authority.certPath };
      return sandbox.run(['upload', 'a.json', '--json', ...to, ...flags], { env: { ...trust, ...env } });
    };
    return { server, write, upload };
  }

  const certificate = ({ certPath, keyPath }: IssuedCertificate) => ({
    LOGSTASH_CLIENT_CERT: certPath,
    LOGSTASH_CLIENT_KEY: keyPath,
  });

  it('delivers to a server that it trusts', async () => {
    const { server, write, upload } = await start();
    await write('a.json', eventLines(0, 1000));
    const { exitCode, stdout } = await upload({});
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      delivered: 1000,
      acknowledgement: 'accepted',
      target: `beats+tls://127.0.0.1:${server.port}`,
    });
    expect(await server.events()).toHaveLength(1000);
  });

  it('sends nothing to one that it does not trust, unless it is told to', async () => {
    const { server, write, upload } = await start();
    await write('a.json', eventLines(0, 10));
    const refused = await upload({ LOGSTASH_CA_CERT: strangers.certPath });
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain('its certificate was signed by nobody we trust');
    expect(refused.stderr).toContain('LOGSTASH_CA_CERT');
    const forced = await upload({ LOGSTASH_CA_CERT: '', LOGSTASH_TLS: 'true' }, '--insecure', '--quiet');
    expect(forced.exitCode).toBe(0);
    expect(forced.stderr).toBe('logship: certificates are not checked (--insecure): anybody can pose as the target\n');
    expect(await server.events()).toHaveLength(10);
  });

  it('shows the certificate that the server demands, and says when it has none or a wrong one', async () => {
    const { server, write, upload } = await start({ mutual: true });
    await write('a.json', eventLines(0, 10));
    const without = await upload({});
    expect(without.exitCode).toBe(4);
    expect(without.stderr).toMatch(/demands a certificate of us|refused us without a certificate/);
    expect(without.stderr).toContain('Set LOGSTASH_CLIENT_CERT and LOGSTASH_CLIENT_KEY');
    const wrong = await upload(certificate(await strangers.issue()));
    expect(wrong.exitCode).toBe(4);
    expect(wrong.stderr).toContain('it refused our certificate');
    expect(JSON.parse(wrong.stdout)).toMatchObject({ delivered: 0, pending: 10 });
    expect((await upload(certificate(ours))).exitCode).toBe(0);
    expect(await server.events()).toHaveLength(10);
  });

  it('says when the key is not that of the certificate', async () => {
    const { write, upload } = await start();
    await write('a.json', eventLines(0, 10));
    const mixed = { LOGSTASH_CLIENT_CERT: ours.certPath, LOGSTASH_CLIENT_KEY: theirs.keyPath };
    const { exitCode, stderr } = await upload(mixed);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(
      `${theirs.keyPath} (LOGSTASH_CLIENT_KEY) does not belong to the certificate in ${ours.certPath}`,
    );
  });

  it('loses nothing when the server is killed in the middle', async () => {
    const { server, write, upload } = await start({ mutual: true, delay: '100ms' });
    await write('a.json', eventLines(0, 40_000));
    const env = { ...certificate(ours), LOGSTASH_COMPRESSION: '1' };
    const running = upload(env, '--retry-delay', '0.1', '--retry-for', '60s');
    for (const enough of [3000, 20_000]) {
      await vi.waitUntil(async () => (await server.events()).length >= enough, { timeout: 60_000 });
      await server.kill();
      await server.restart();
    }
    const { exitCode, stdout } = await running;
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ delivered: 40_000, pending: 0 });
    expect(new Set((await server.events()).map(({ seq }) => seq)).size).toBe(40_000);
  });
});
