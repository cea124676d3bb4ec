/**
 * One set of pins for each file: a server that changed stands beside its predecessor for a while, and what either of them hears counts for
 * both at once. Two sets would write over each other, and forget what must not be forgotten.
 */
import { openPins, type Pins, type PinsNeeds } from './keep-pins.ts'

export interface HolderNeeds extends PinsNeeds {
  /** A digest that tells one program or address from another. */
  readonly upstream: string
}

export type OpenPins = (needs: HolderNeeds) => Pins

interface Shared {
  readonly pins: Pins
  holders: number
}

export const createSharedPins = (): OpenPins => {
  const standing = new Map<string, Shared>()
  return ({ upstream, ...needs }) => {
    const { file } = needs
    const shared = standing.get(file) ?? { pins: openPins(needs), holders: 0 }
    standing.set(file, shared)
    shared.holders += 1
    shared.pins.standFor(upstream)
    let isOpen = true
    return {
      ...shared.pins,
      async close() {
        if (isOpen && (shared.holders -= 1) === 0) standing.delete(file)
        isOpen = false
        await shared.pins.close()
      },
    }
  }
}
