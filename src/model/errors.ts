import { ExitCode } from './exit-code.js';

/** What a person needs beside the message. */
export interface ErrorContext {
  /** What to do next, one line an entry. */
  readonly next?: readonly string[];
  readonly cause?: unknown;
}

/**
 * An error that a person can act on. The command line prints `message` (what happened, and where) and `next`
 * (what to do), and ends with `exitCode`. Any other error is a fault of logship.
 */
export abstract class LogshipError extends Error {
  abstract readonly exitCode: ExitCode;
  readonly next: readonly string[];

  constructor(message: string, context: ErrorContext = {}) {
    super(message, context.cause === undefined ? undefined : { cause: context.cause });
    this.name = new.target.name;
    this.next = context.next ?? [];
  }
}

/** A flag, a setting or a file of settings is wrong. */
export class ConfigError extends LogshipError {
  readonly exitCode: ExitCode = ExitCode.usage;
}

/** A file or a stream can't be shipped: missing, unreadable, a folder, too large, binary. */
export class InputError extends LogshipError {
  readonly exitCode: ExitCode = ExitCode.usage;
  readonly path: string;

  constructor(path: string, message: string, context: ErrorContext = {}) {
    super(`${path}: ${message}`, context);
    this.path = path;
  }
}

/** A file holds records that are wrong, and was to be shipped whole or not at all. */
export class InvalidInputError extends InputError {
  override readonly exitCode: ExitCode = ExitCode.undelivered;
}

/** The state folder can't be used, or another process uses the same file. */
export class StateError extends LogshipError {
  readonly exitCode: ExitCode = ExitCode.undelivered;
}

/** This process has that already: it is shipping the source, or sending the rejects again. */
export class HeldHereError extends StateError {}

/** The time that the run was given is over. */
export class DeadlineError extends LogshipError {
  readonly exitCode: ExitCode = ExitCode.undelivered;
}

/** Who reads our standard output has read enough (`| head`): no failure. */
export class OutputClosedError extends LogshipError {
  readonly exitCode: ExitCode = ExitCode.delivered;

  constructor() {
    super('standard output is closed');
  }
}

/** A person, or the system, ended the run. */
export class InterruptedError extends LogshipError {
  readonly exitCode: ExitCode;

  constructor(signal: 'SIGINT' | 'SIGTERM') {
    super(`ended by ${signal}`);
    this.exitCode = signal === 'SIGINT' ? ExitCode.interrupted : ExitCode.terminated;
  }
}

/** Why a peer could not be used. */
export type SinkFault =
  /** The name is unknown to DNS. */
  | 'unresolved'
  /** Nobody listens there. */
  | 'refused'
  /** No answer within the timeout. */
  | 'timeout'
  /** The connection broke while a window was open. */
  | 'broken'
  /** The peer answers, and asks for patience (429, 5xx, shard limit, disk watermark). */
  | 'busy'
  /** The credentials were refused. */
  | 'denied'
  /** The peer answers, and will not take what we send whatever we do. */
  | 'refusing';

/** A peer could not be reached, or broke off. */
export class SinkError extends LogshipError {
  readonly exitCode: ExitCode;
  readonly fault: SinkFault;
  readonly target: string;
  /** Trying again soon is of no use: a person has to act first. */
  readonly lasting: boolean;
  /** How many events of the window, in the order in which they were written, the peer has taken for certain. */
  readonly acknowledged: number;
  /** Milliseconds that the peer asks to be left alone for; 0 where it says nothing of that. */
  readonly retryAfter: number;

  constructor(
    fault: SinkFault,
    target: string,
    message: string,
    context: ErrorContext & {
      readonly lasting?: boolean;
      readonly acknowledged?: number;
      readonly retryAfter?: number | undefined;
    } = {},
  ) {
    super(message, context);
    this.fault = fault;
    this.target = target;
    this.retryAfter = context.retryAfter ?? 0;
    this.lasting = context.lasting ?? (fault === 'denied' || fault === 'refusing');
    this.acknowledged = context.acknowledged ?? 0;
    this.exitCode = fault === 'denied' ? ExitCode.denied : ExitCode.undelivered;
  }
}
