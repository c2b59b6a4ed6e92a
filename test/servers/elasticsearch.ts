import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { built } from './cache.js';
import { requireJava, type JavaTools } from './java.js';
import { startProcess, type ServerProcess } from './process.js';
import type { Requirement } from './requirements.js';

const run = promisify(execFile);

/** The releases that are tested against. `java` is the oldest that runs them. */
const RELEASES = {
  '8': { version: '8.19.21', java: 17, flags: [] },
  '9': {
    version: '9.5.3',
    java: 21,
    flags: ['--enable-native-access=ALL-UNNAMED,org.apache.lucene.core,org.elasticsearch.nativeaccess'],
  },
} as const;

export type ElasticsearchVersion = keyof typeof RELEASES;

export interface NodeOptions {
  readonly version: ElasticsearchVersion;
  readonly java: JavaTools;
  /** Elasticsearch settings: `{ 'http.max_content_length': '1mb' }`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** One node on 127.0.0.1, with data of its own. */
export interface ElasticsearchNode {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** As a power failure of the process: SIGKILL. */
  kill(): Promise<void>;
  /** Starts it again on the same port and data. */
  restart(): Promise<void>;
  /** Ends it, and removes its data. */
  stop(): Promise<void>;
}

/** What the machine must have to run this version. */
export function requireElasticsearch(version: ElasticsearchVersion): Requirement<JavaTools> {
  return requireJava(RELEASES[version].java);
}

/** Builds the node from Maven Central where no run has before, starts it, and waits until it answers. */
export async function startElasticsearch(options: NodeOptions): Promise<ElasticsearchNode> {
  const home = await buildNode(options);
  const { flags } = RELEASES[options.version];
  return runNode({ java: options.java, lib: home, home, flags, settings: options.settings ?? {} });
}

/** A node that was built, as it is to be run. */
export interface BuiltNode {
  readonly java: JavaTools;
  /** Holds `lib/` and `classes/`. */
  readonly lib: string;
  /** Holds `modules/`. */
  readonly home: string;
  /** Of the Java machine. */
  readonly flags: readonly string[];
  readonly settings: Readonly<Record<string, string>>;
  readonly scheme?: 'http' | 'https';
  /** Writes what the node has to find in `config/` of its data. */
  prepare?(data: string): Promise<void>;
}

/** Starts a node with data of its own, and waits until it answers. */
export async function runNode(node: BuiltNode): Promise<ElasticsearchNode> {
  const data = await mkdtemp(join(tmpdir(), 'logship-es-'));
  await node.prepare?.(data);
  let server = await launch(node, data, 0);
  const port = Number(new URL(server.ready).port);
  return {
    url: `${node.scheme ?? 'http'}://127.0.0.1:${port}`,
    port,
    get pid() {
      return server.pid;
    },
    kill: () => server.end('SIGKILL'),
    async restart() {
      server = await launch(node, data, port);
    },
    async stop() {
      await server.end('SIGTERM');
      await rm(data, { recursive: true, force: true });
    },
  };
}

function launch({ java, lib, home, flags, settings }: BuiltNode, data: string, port: number): Promise<ServerProcess> {
  const given = Object.entries(settings).map(([key, value]) => `${key}=${value}`);
  const memory = ['-Xms256m', '-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
  const modules = ['--module-path', join(lib, 'lib'), '--add-modules=ALL-MODULE-PATH', '-cp', join(lib, 'classes')];
  const main = ['EsNode', home, String(port), data, ...given];
  return startProcess(join(java.jdk.home, 'bin/java'), [...memory, ...flags, ...modules, ...main]);
}

export const SOURCES = join(import.meta.dirname, 'elasticsearch');

/** The server's own jars, and the few lines that start it and stand in for modules that Maven Central lacks. */
export function buildNode({ version, java }: NodeOptions): Promise<string> {
  const { version: release, java: level } = RELEASES[version];
  const pom = join(SOURCES, 'pom.xml');
  const main = join(SOURCES, 'EsNode.java');
  const plugin = join(SOURCES, `plugin${version}`, 'LogshipTestPlugin.java');
  return built(`elasticsearch-${release}`, [pom, main, plugin], async (home) => {
    const tool = (name: string) => join(java.jdk.home, 'bin', name);
    const compile = (into: string, source: string) =>
      run(tool('javac'), ['--release', String(level), '-nowarn', '-d', into, '-cp', join(home, 'lib/*'), source]);
    await run('mvn', ['-q', '-B', '-ntp', `-Des.version=${release}`, `-Des.home=${home}`, '-f', pom, 'package'], {
      env: { ...process.env, JAVA_HOME: java.jdk.home },
    });
    await compile(join(home, 'classes'), main);
    await compile(join(home, 'plugin'), plugin);
    const module = join(home, 'modules/logship-test');
    await mkdir(module, { recursive: true });
    await run(tool('jar'), ['--create', '--file', join(module, 'plugin.jar'), '-C', join(home, 'plugin'), '.']);
    await writeFile(join(module, DESCRIPTOR), descriptorOf('logship-test', 'LogshipTestPlugin', release, level));
    await extractDescriptor(tool('jar'), join(home, 'modules/transport-netty4'));
  });
}

export const DESCRIPTOR = 'plugin-descriptor.properties';

export function descriptorOf(name: string, main: string, release: string, java: number): string {
  return `name=${name}
description=Stand-ins for stock modules
classname=${main}
version=${release}
elasticsearch.version=${release}
java.version=${java}
`;
}

/** The published jar carries its descriptor inside; a module folder needs it beside the jar. */
async function extractDescriptor(jar: string, folder: string): Promise<void> {
  const archive = (await readdir(folder)).find((name) => name.startsWith('transport-netty4-'));
  if (archive === undefined) throw new Error(`${folder} holds no transport-netty4`);
  const inside = `META-INF/es-plugins/transport-netty4/${DESCRIPTOR}`;
  await run(jar, ['--extract', '--file', archive, inside], { cwd: folder });
  await copyFile(join(folder, inside), join(folder, DESCRIPTOR));
}
