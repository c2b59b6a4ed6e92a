import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Requirement } from './requirements.js';

/** A JDK: its folder and its major version. */
export interface Jdk {
  readonly home: string;
  readonly version: number;
}

/** What builds and runs a server from Maven Central. */
export interface JavaTools {
  readonly jdk: Jdk;
}

/** Finds Maven, and the oldest JDK that is no older than `lowest`. */
export function requireJava(lowest: number): Requirement<JavaTools> {
  const jdk = installedJdks()
    .filter(({ version }) => version >= lowest)
    .sort((a, b) => a.version - b.version)[0];
  if (jdk === undefined) {
    return { missing: `needs a JDK of version ${lowest} or newer in JAVA_HOME, /usr/lib/jvm or ~/.sdkman` };
  }
  if (!mavenRuns()) return { missing: 'needs Maven (mvn) in the PATH' };
  return { found: { jdk } };
}

function installedJdks(): Jdk[] {
  const folders = [
    '/usr/lib/jvm',
    '/Library/Java/JavaVirtualMachines',
    join(homedir(), '.sdkman/candidates/java'),
    join(homedir(), '.jdks'),
  ];
  const homes = folders.filter(existsSync).flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  const all = [process.env['JAVA_HOME'] ?? '', ...homes, ...homes.map((home) => join(home, 'Contents/Home'))];
  return all.flatMap(jdkAt);
}

/** A JDK writes its version into the file `release`; a mere runtime has no compiler. */
function jdkAt(home: string): Jdk[] {
  const release = join(home, 'release');
  if (!existsSync(release) || !existsSync(join(home, 'bin', 'javac'))) return [];
  const version = /^JAVA_VERSION="(\d+)/m.exec(readFileSync(release, 'utf8'))?.[1];
  return version === undefined ? [] : [{ home, version: Number(version) }];
}

function mavenRuns(): boolean {
  try {
    execFileSync('mvn', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
