/** What the shell is told. */
export const exitCodes = {
  done: 0,
  /** The server said no, or `doctor` found something. */
  refused: 1,
  /** Wrong words on the command line, or a configuration that cannot be used. */
  misused: 2,
  /** No server runs on this data directory. */
  notRunning: 3,
  /** A mistake of ours. */
  broken: 70,
} as const
