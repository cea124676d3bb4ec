/** Do the signing keys follow one another in time? Asked of the running server. */
import type { AdminClient, AdminRoutes, OutputOf } from '@gatehouse/admin-api'
import type { Config } from '../../config/load.ts'
import { orFine, warn, type Check, type Finding } from '../finding.ts'

const check: Check = 'keys'
/** Every replica looks more often. */
const hour = 3600

type Keys = OutputOf<AdminRoutes['listKeys']>['keys']

interface Looked {
  readonly findings: readonly Finding[]
  /** The names of those that must be published. */
  readonly published: readonly string[]
}

/** `now`: seconds. */
export const checkRotation = async (
  admin: AdminClient,
  { signing }: Pick<Config, 'signing'>,
  now: number,
): Promise<Looked> => {
  const { keys } = await admin('listKeys', {})
  const complaints = signing.algorithms.flatMap((alg) => [unsigned(alg, keys), overdue({ alg, keys, now, signing })])
  return {
    findings: orFine(check, complaints, signing.algorithms.map((alg) => inWords(alg, keys, signing)).join('; ')),
    published: keys.filter(({ state }) => state !== 'dead').map(({ kid }) => kid),
  }
}

const activeOf = (alg: string, keys: Keys) => keys.findLast((key) => key.alg === alg && key.state === 'active')
const nextOf = (alg: string, keys: Keys) => keys.find((key) => key.alg === alg && key.state === 'next')

const unsigned = (alg: string, keys: Keys): Finding | undefined => {
  const next = nextOf(alg, keys)
  if (activeOf(alg, keys)) return undefined
  return warn(check, {
    says: `no key signs with ${alg}${next ? ` before ${day(next.activeFrom)}` : ''}`,
    why: 'Tokens are signed with another algorithm until then, which a server may not accept',
    cure: `Wait until it is published long enough, or run \`gatehouse keys rotate --algorithm ${alg} --now\``,
  })
}

interface Rota {
  readonly alg: string
  readonly keys: Keys
  readonly now: number
  readonly signing: Config['signing']
}

const overdue = ({ alg, keys, now, signing }: Rota): Finding | undefined => {
  const active = activeOf(alg, keys)
  if (!active || nextOf(alg, keys) || now < active.activeFrom + signing.rotateEvery + hour) return undefined
  return warn(check, {
    says: `the next key for ${alg} was due on ${day(active.activeFrom + signing.rotateEvery)}, and nobody made it`,
    why: 'A key that signs for ever is worth more to whoever takes it',
    cure: 'The log says why (signing-keys.not-rotated); `gatehouse keys rotate` makes it now',
  })
}

const inWords = (alg: string, keys: Keys, { rotateEvery }: Config['signing']): string => {
  const [active, next] = [activeOf(alg, keys), nextOf(alg, keys)]
  const due = next?.activeFrom ?? (active && active.activeFrom + rotateEvery)
  return `${alg} since ${day(active?.activeFrom)}, the next on ${day(due)}`
}

const day = (seconds: number | undefined): string =>
  seconds === undefined ? 'some day' : new Date(seconds * 1000).toISOString().slice(0, 10)
