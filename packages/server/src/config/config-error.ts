/** A misconfiguration: found before anything listens; names the option, where it came from, why it is wrong and what to do. */
export interface ConfigProblem {
  /** The option as the configuration file spells it, such as `lifetimes.code`, or the thing at fault, such as `master key`. */
  readonly key: string
  /** Where the value came from: a file with its path, an environment variable, a flag. */
  readonly source: string
  readonly reason: string
  readonly cure: string
}

export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  /** All of them at once: nobody likes to start ten times. */
  readonly problems: readonly ConfigProblem[]

  constructor(problems: readonly ConfigProblem[], options?: ErrorOptions) {
    super(problems.map(describe).join('\n'), options)
    this.problems = problems
  }
}

const describe = ({ key, source, reason, cure }: ConfigProblem): string =>
  `${key} (${source}): ${sentence(reason)} ${sentence(cure)}`

/** With the stop that it may have already. */
export const sentence = (text: string): string => (/[.?!]$/.test(text) ? text : `${text}.`)
