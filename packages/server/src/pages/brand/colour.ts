/** Colours of a brand: hex in, proven colours out, and the shade of each that can be read on a given ground. WCAG 2.2 §1.4.3 */

/** A colour as `#rrggbb`, made only here, so that nothing else can reach the stylesheet. */
declare const proven: unique symbol
export type Colour = string & { readonly [proven]: 'Colour' }

type Channels = readonly [red: number, green: number, blue: number]

const hex = /^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i

/** `#rgb` or `#rrggbb`; undefined for everything else. */
export const parseColour = (text: string): Colour | undefined => {
  if (!hex.test(text)) return undefined
  const digits = text.slice(1).toLowerCase()
  return `#${digits.length === 3 ? digits.replace(/./g, '$&$&') : digits}` as Colour
}

/** A colour that the house itself wrote down. */
export const colour = (text: string): Colour => {
  const parsed = parseColour(text)
  if (!parsed) throw new TypeError(`${text} is not a colour`)
  return parsed
}

const channels = (of: Colour): Channels => {
  const value = Number.parseInt(of.slice(1), 16)
  return [value >> 16, (value >> 8) & 255, value & 255]
}

const luminance = (of: Colour): number => {
  const [red, green, blue] = channels(of).map((channel) => {
    const share = channel / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0)
}

/** 1 (the same) to 21 (black on white). */
export const contrast = (one: Colour, other: Colour): number => {
  const [light, dark] = [luminance(one), luminance(other)].toSorted((a, b) => b - a)
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05)
}

/** `share` of `one` in `other`: 1 is `one`, 0 is `other`. */
export const mix = (one: Colour, other: Colour, share: number): Colour => {
  const others = channels(other)
  const mixed = channels(one).map((channel, at) => Math.round(channel * share + (others[at] ?? 0) * (1 - share)))
  return colour(`#${mixed.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`)
}

const black = colour('#000000')
const white = colour('#ffffff')

/** Black or white, whichever is easier to read on this ground: always at least 4.5 to 1. */
export const inkOn = (ground: Colour): Colour => (contrast(white, ground) >= contrast(black, ground) ? white : black)

/** The shade nearest to `wish` that reads on every one of these grounds. */
export const readable = (wish: Colour, grounds: readonly Colour[], ratio: number): Colour => {
  const towards = inkOn(grounds[0] ?? white)
  for (let share = 1; share > 0; share -= 0.02) {
    const shade = mix(wish, towards, share)
    if (grounds.every((ground) => contrast(shade, ground) >= ratio)) return shade
  }
  return towards
}
