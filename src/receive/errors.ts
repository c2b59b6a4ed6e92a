import { LogshipError } from '../model/errors.js';
import { ExitCode } from '../model/exit-code.js';

/** The receiver can't start: its port is taken, its folder can't be written. */
export class ReceiveError extends LogshipError {
  readonly exitCode: ExitCode = ExitCode.usage;
}
