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
  /** Its servers have been asked for their tools by then: nothing of that comes later. */
  const standing = async (times: number): Promise<void> => {
    const giveUpAt = Date.now() + 30_000
    while (program.output().split('"event":"server.started"').length <= times) {
      if (Date.now() > giveUpAt) throw new Error(`it did not start:\n${program.output()}`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  let starts = 1
  await standing(starts)
  const lines = () =>
    program
      .output()
      .split('\n')
      .filter((line) => line.startsWith('{"level"'))
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
  return {
    ...program,
    async restart() {
      await program.restart()
      await standing((starts += 1))
    },
    mcp: (name) => `${program.issuer}/mcp/${name}`,
    setupLink: () => /http\S+\/setup\?\S+/.exec(program.output())?.[0] ?? '',
    logged: (traceId) => lines().filter((line) => line['traceId'] === traceId),
  }
}
