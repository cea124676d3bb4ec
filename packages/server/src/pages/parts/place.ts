/** The network that somebody came from, in plain words: as Visit.source names it. */
import type { Texts } from '../texts/en.ts'
import { html, type Markup } from './markup.ts'
import { address } from './shown.ts'

/** 127.0.0.0/8, the /64 of ::1, and a request that never left the process. */
const isHere = (source: string): boolean => /^127\.|^0:0:0:0::\/64$|^this process$/.test(source)

/** ", from 192.0.2.1"; nothing when it was not kept. */
export const fromPlace = (source: string | undefined, { place }: Texts): Markup | undefined => {
  if (!source) return undefined
  const network = source.includes('/') ? html`${place.network(address(source))}` : address(source)
  return html`, ${place.from(isHere(source) ? html`${place.here}` : network)}`
}
