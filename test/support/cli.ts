import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const PROGRAM = fileURLToPath(new URL('../../bin/logship.js', import.meta.url));

/** The Node that runs logship: the one that runs the tests, or the one that `LOGSHIP_TEST_NODE` names. */
export const NODE = process.env['LOGSHIP_TEST_NODE'] ?? process.execPath;

export interface RunOptions {
  /** Added to the clean environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Default: the `cwd` of the sandbox, an empty folder. */
  readonly cwd?: string;
  /** What is given to standard input, which is at its end otherwise. */
  readonly input?: string | Uint8Array;
  /**
   * Runs on a terminal of 40 lines and 120 columns (by util-linux `script`): `stdout` then holds both streams, as the
   * terminal got them.
   */
  readonly tty?: boolean;
  /** A program that runs logship, and what it is told before: `setpriv …`. */
  readonly through?: readonly string[];
}

export interface RunResult {
  /** Absent where a signal ended the process. */
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** As written, with the final line end. */
  readonly stdout: string;
  readonly stderr: string;
}

/** A home of its own for one or more runs of logship. Nothing of the machine's settings gets in; state is shared. */
export class Sandbox {
  readonly root: string;
  readonly home: string;
  readonly state: string;
  readonly cwd: string;

  private constructor(root: string) {
    this.root = root;
    this.home = join(root, 'home');
    this.state = join(root, 'state');
    this.cwd = join(root, 'cwd');
  }

  static async create(): Promise<Sandbox> {
    const sandbox = new Sandbox(await mkdtemp(join(tmpdir(), 'logship-test-')));
    await Promise.all([sandbox.home, sandbox.state, sandbox.cwd].map((folder) => mkdir(folder)));
    return sandbox;
  }

  /** Runs logship to its end. Never throws for what logship does. */
  async run(args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
    const { exitCode, signal, stdout, stderr } = await this.start(args, options);
    return { exitCode, signal, stdout, stderr };
  }

  /**
   * Starts logship and hands out execa's process: to read lines as they come, or to send a signal to it.
   * Awaited, it gives what `run` gives.
   */
  start(args: readonly string[], options: RunOptions = {}) {
    const command: [string, ...string[]] = [NODE, PROGRAM, ...args];
    const [file, ...argv] = options.tty
      ? onTerminal(command)
      : ([...(options.through ?? []), ...command] as typeof command);
    return execa(file, argv, {
      cwd: options.cwd ?? this.cwd,
      env: { ...this.environment(), ...options.env },
      extendEnv: false,
      reject: false,
      stripFinalNewline: false,
      input: options.input ?? '',
      // At a signal logship gives what is in hand its LOGSTASH_TIMEOUT, which is all that execa would wait for.
      forceKillAfterDelay: 20_000,
    });
  }

  async remove(): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.remove();
  }

  private environment(): Record<string, string> {
    return {
      PATH: process.env['PATH'] ?? '',
      HOME: this.home,
      TMPDIR: tmpdir(),
      LANG: 'C.UTF-8',
      TZ: 'UTC',
      LOGSHIP_STATE_DIR: this.state,
    };
  }
}

/** Runs logship once, in a sandbox that is gone afterwards. */
export async function runLogship(args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const sandbox = await Sandbox.create();
  try {
    return await sandbox.run(args, options);
  } finally {
    await sandbox.remove();
  }
}

/**
 * Waits for the first whole line that a process writes, without its line end: `firstLine(receiver.stdout)`.
 * The stream goes on flowing afterwards. Rejects where it ends before.
 */
export function firstLine(stream: Readable): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const onData = (chunk: Buffer) => {
      text += chunk.toString('latin1');
      const end = text.indexOf('\n');
      if (end === -1) return;
      stream.off('data', onData).off('end', onEnd);
      resolve(Buffer.from(text.slice(0, end), 'latin1').toString());
    };
    const onEnd = () => reject(new Error(`the stream ended after: ${text}`));
    stream.on('data', onData).on('end', onEnd);
  });
}

function onTerminal(command: readonly string[]): [file: string, ...args: string[]] {
  const quoted = command.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  const sized = `stty rows 40 cols 120 && exec ${quoted}`;
  return ['script', '--quiet', '--return', '--echo', 'never', '--command', sized, '/dev/null'];
}
