/** The exit codes of the command line. */
export const ExitCode = {
  /** Everything read was delivered. */
  delivered: 0,
  /** Something was not delivered. It is kept: run again. */
  undelivered: 1,
  /** Wrong usage or configuration. */
  usage: 2,
  /** Delivered, but some lines were rejected. */
  rejected: 3,
  /** The target refused the credentials. */
  denied: 4,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
