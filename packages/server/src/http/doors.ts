/** What every endpoint holds: the needs of the app, and where it stands in the world. */
import type { Visit } from '@gatehouse/issuer/visit'
import type { AppNeeds } from '../app-needs.ts'
import type { Frame } from '../pages/layout.ts'
import { en } from '../pages/texts/en.ts'

export interface Doors extends AppNeeds {
  /** Scheme, host and port of the public URL. */
  readonly origin: string
  /** The path of one of our doors, as links and forms name it. */
  readonly at: (path: string) => string
  /** The public URL of one of our doors. */
  readonly urlOf: (path: string) => string
  readonly frame: (call: { readonly visit: Pick<Visit, 'traceId'> }) => Frame
}

export const openDoors = (needs: AppNeeds): Doors => {
  const { origin, pathname } = new URL(needs.issuer.policy.issuer)
  const base = pathname.replace(/\/$/, '')
  return {
    ...needs,
    origin,
    at: (path) => `${base}${path}`,
    urlOf: (path) => `${origin}${base}${path}`,
    frame: ({ visit }) => ({ brand: needs.brand, texts: en, traceId: visit.traceId }),
  }
}
