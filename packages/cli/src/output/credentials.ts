/** What a program is given to prove itself, said once. */
import { day } from './table.ts'

interface Made {
  readonly client: { readonly id: string; readonly secretExpiresAt?: number | undefined }
  readonly secret?: string | undefined
}

export const credentials = ({ client: { id, secretExpiresAt }, secret }: Made): string => {
  const end = secretExpiresAt === undefined ? '' : `, good until ${day(secretExpiresAt)}`
  return `Client id      ${id}\n${secret === undefined ? '' : `Client secret  ${secret}   (shown this once${end})\n`}`
}
