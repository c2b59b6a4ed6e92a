import { execFile } from 'node:child_process';
import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Certificate } from '../support/certificate.js';
import { built } from './cache.js';
import { buildNode, DESCRIPTOR, descriptorOf, runNode, SOURCES, type ElasticsearchNode } from './elasticsearch.js';
import type { JavaTools } from './java.js';

const run = promisify(execFile);

const VERSION = '8.19.21';
const JAVA = 17;

export interface SecuredNodeOptions {
  readonly java: JavaTools;
  readonly certificate: Certificate;
  /** Passwords by name: all of these users may do everything. */
  readonly users: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, string>>;
}

/** Starts a node of Elasticsearch 8 with Elastic's own security: HTTPS, Basic authentication, API keys. */
export async function startSecuredElasticsearch(options: SecuredNodeOptions): Promise<ElasticsearchNode> {
  const { java, certificate, users, settings } = options;
  const lib = await buildNode({ version: '8', java });
  const home = await buildSecurity(java, lib);
  return runNode({
    java,
    lib,
    home,
    flags: [`@${join(home, 'exports.args')}`],
    scheme: 'https',
    settings: {
      'xpack.security.enabled': 'true',
      'xpack.security.http.ssl.enabled': 'true',
      'xpack.security.http.ssl.certificate': 'http.pem',
      'xpack.security.http.ssl.key': 'http.key',
      ...settings,
    },
    async prepare(data) {
      const config = join(data, 'config');
      await mkdir(config, { recursive: true });
      await writeFile(join(config, 'http.pem'), certificate.cert);
      await writeFile(join(config, 'http.key'), certificate.key);
      const lines = Object.entries(users).map(([name, password]) => `${name}:${hashed(password)}\n`);
      await writeFile(join(config, 'users'), lines.join(''));
      await writeFile(join(config, 'users_roles'), `superuser:${Object.keys(users).join(',')}\n`);
    },
  });
}

const ROUNDS = 1000;

/** As the file of users holds it: PBKDF2 with HMAC-SHA512. */
function hashed(password: string): string {
  const salt = randomBytes(32);
  const key = pbkdf2Sync(password, salt, ROUNDS, 32, 'sha512');
  return `{PBKDF2}${ROUNDS}$${salt.toString('base64')}$${key.toString('base64')}`;
}

const MODULES = ['x-pack-core', 'x-pack-security'] as const;

/** Which libraries belong to the first of these modules; the others belong to the second. */
const CORE = /^(x-pack-(core|template)|unboundid|slf4j-api|log4j|http|commons-(codec|logging))/;

/** The modules of a plain node, and beside them those of its security. */
function buildSecurity(java: JavaTools, node: string): Promise<string> {
  const pom = join(SOURCES, 'pom-security.xml');
  const analysis = join(SOURCES, 'plugin8/AnalysisLite.java');
  return built(`elasticsearch-security-${VERSION}`, [pom, analysis, join(SOURCES, 'pom.xml')], async (home) => {
    const tool = (name: string) => join(java.jdk.home, 'bin', name);
    const modules = join(home, 'modules');
    await cp(join(node, 'modules'), modules, { recursive: true });
    await run('mvn', ['-q', '-B', '-ntp', `-Des.version=${VERSION}`, `-Des.home=${home}`, '-f', pom, 'package'], {
      env: { ...process.env, JAVA_HOME: java.jdk.home },
    });
    for (const name of MODULES) await mkdir(join(modules, name));
    for (const jar of await readdir(join(home, 'pool'))) {
      if (existsSync(join(node, 'lib', jar))) continue;
      await rename(join(home, 'pool', jar), join(modules, MODULES[CORE.test(jar) ? 0 : 1], jar));
    }
    await rm(join(home, 'pool'), { recursive: true });
    for (const name of MODULES) await writeDescriptor(tool('jar'), join(modules, name), name);
    await buildAnalysis(tool, node, join(modules, 'analysis-lite'), analysis);
    await writeFile(join(home, 'exports.args'), await exportsOf(tool('jar'), join(node, 'lib')));
  });
}

/** Without the name of a Java module they are loaded from the class path: a module would need all it might ever use. */
async function writeDescriptor(jar: string, module: string, name: string): Promise<void> {
  const inside = `META-INF/es-plugins/${name}/plugin-descriptor.properties`;
  await run(jar, ['--extract', '--file', `${name}-${VERSION}.jar`, inside], { cwd: module });
  const text = await readFile(join(module, inside), 'utf8');
  await rm(join(module, 'META-INF'), { recursive: true });
  await writeFile(join(module, DESCRIPTOR), text.replace(/^modulename=.*\n/m, ''));
}

async function buildAnalysis(
  tool: (name: string) => string,
  node: string,
  module: string,
  source: string,
): Promise<void> {
  const classes = join(module, 'classes');
  await run(tool('javac'), ['-nowarn', '-d', classes, '-cp', join(node, 'lib/*'), source]);
  await run(tool('jar'), ['--create', '--file', join(module, 'plugin.jar'), '-C', classes, '.']);
  await rm(classes, { recursive: true });
  await writeFile(join(module, DESCRIPTOR), descriptorOf('analysis-lite', 'AnalysisLite', VERSION, JAVA));
}

/** Flags that open to the class path what the server's modules export to their friends only. */
async function exportsOf(jar: string, lib: string): Promise<string> {
  const flags: string[] = [];
  for (const name of await readdir(lib)) {
    if (!name.startsWith('elasticsearch-')) continue;
    const { stdout } = await run(jar, ['--describe-module', '--file', join(lib, name)]);
    const module = /^(\S+?)@/.exec(stdout)?.[1];
    for (const [, opened] of stdout.matchAll(/^qualified exports (\S+)/gm)) {
      flags.push(`--add-exports ${module}/${opened}=ALL-UNNAMED\n`);
    }
  }
  return flags.join('');
}
