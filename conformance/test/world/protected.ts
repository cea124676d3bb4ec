/** `gatehouse protect` as its users type it: authorization server and gateway in one process. */
import { gatehouse } from './machine.ts'
import { withPerson } from './product.ts'
import { startProgram, type Environment, type Program } from './program.ts'

export interface Protected extends Program {
  /** The guarded endpoint of one of its servers. */
  mcp(name: string): string
  /** As printed while there is no account. */
  setupLink(): string
  /** Whatever it logged with this trace id. */
  logged(traceId: string): readonly Readonly<Record<string, unknown>>[]
}

/** `environment`: with an account for `person`, unless said otherwise. */
export const startProtected = async (
  words: readonly string[],
  environment: Environment = withPerson,
): Promise<Protected> => {
  const program = await startProgram([gatehouse, 'protect', ...words], environment)
  const lines = () =>
    program
      .output()
      .split('\n')
      .filter((line) => line.startsWith('{"level"'))
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
  return {
    ...program,
    mcp: (name) => `${program.issuer}/mcp/${name}`,
    setupLink: () => /http\S+\/setup\?\S+/.exec(program.output())?.[0] ?? '',
    logged: (traceId) => lines().filter((line) => line['traceId'] === traceId),
  }
}
