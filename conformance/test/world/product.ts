/** The product as its users run it: `npm start`'s process, with an account for `person`. */
import { fileURLToPath } from 'node:url'
import { startProgram, type Environment, type Program } from './program.ts'

const main = fileURLToPath(new URL('../../../examples/files/src/main.ts', import.meta.url))

export const person = { name: 'alice', password: 'a lamp in every window' }

export const withPerson: Environment = {
  GATEHOUSE_BOOTSTRAP_USER: person.name,
  GATEHOUSE_BOOTSTRAP_PASSWORD: person.password,
}

export interface Product extends Program {
  /** The guarded endpoint. */
  readonly mcp: string
}

export const startProduct = async (environment: Environment = {}): Promise<Product> => {
  const program = await startProgram([main], { ...withPerson, ...environment })
  return { ...program, mcp: `${program.issuer}/mcp/files` }
}
