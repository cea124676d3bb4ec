/** The brand: from an operator's name, logo and colours to everything a page needs of them, proven once. Nothing here is loaded from elsewhere. */
import { createHash } from 'node:crypto'

import { contrast, inkOn, parseColour } from './colour.ts'
import type { Colour } from './colour.ts'
import type { Monogram } from '../parts/monogram.ts'
import { grounds, houseColours } from './palette.ts'
import type { Scheme, SchemeColours } from './palette.ts'
import { markFile } from './mark.ts'
import { stylesheet } from './stylesheet.ts'

export interface BrandOptions {
  /** Shown on every page and in every title. */
  readonly name: string
  /** The file itself: it is served by us, never fetched from anywhere. */
  readonly logo?: { readonly mediaType: string; readonly bytes: Uint8Array } | undefined
  /** Colours as `#rgb` or `#rrggbb`. */
  readonly accent?: string | undefined
  readonly accentDark?: string | undefined
  readonly canvas?: string | undefined
  readonly canvasDark?: string | undefined
  /** By the name that is vouched for. */
  readonly monograms?: ReadonlyMap<string, Monogram>
}

/** A file that a page refers to, to be served as it stands at `path`. */
export interface Asset {
  readonly path: string
  readonly body: Uint8Array
  readonly headers: Readonly<Record<string, string>>
}

export interface Brand {
  readonly name: string
  /** Where the operator's logo is served; absent: the mark of the house stands in the page itself. */
  readonly logoPath?: string
  readonly iconPath: string
  readonly stylesheet: string
  /** CSP source of the stylesheet: `sha256-...`. */
  readonly stylesheetHash: string
  readonly themeColours: Readonly<Record<Scheme, Colour>>
  readonly assets: readonly Asset[]
  readonly monograms: ReadonlyMap<string, Monogram>
}

/** A brand that cannot be used: names the option and the cure. */
export class BrandError extends Error {
  override readonly name = 'BrandError'
  readonly option: string
  constructor(option: string, cure: string) {
    super(`${option}: ${cure}`)
    this.option = option
  }
}

const largestLogo = 256 * 1024
const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const logoKinds: Readonly<Record<string, (bytes: Uint8Array) => boolean>> = {
  'image/png': (bytes) => pngSignature.every((byte, at) => bytes[at] === byte),
  'image/svg+xml': (bytes) => /^\uFEFF?\s*<(?:\?xml|svg|!--)/.test(new TextDecoder().decode(bytes.subarray(0, 256))),
}

const asset = (stem: string, mediaType: string, body: Uint8Array): Asset => {
  const extension = mediaType === 'image/png' ? 'png' : 'svg'
  const digest = createHash('sha256').update(body).digest('hex').slice(0, 16)
  return {
    path: `/assets/${stem}-${digest}.${extension}`,
    body,
    headers: {
      'Content-Type': mediaType,
      'Cache-Control': 'public, max-age=31536000, immutable',
      // Opened by itself an SVG is a document: sandboxed, it can do nothing.
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'X-Content-Type-Options': 'nosniff',
      'Cross-Origin-Resource-Policy': 'same-origin',
    },
  }
}

const logoAsset = ({ mediaType, bytes }: NonNullable<BrandOptions['logo']>): Asset => {
  const looksRight = Object.hasOwn(logoKinds, mediaType) ? logoKinds[mediaType] : undefined
  if (!looksRight) throw new BrandError('logo', 'must be an SVG or a PNG file')
  if (bytes.length > largestLogo) throw new BrandError('logo', 'is larger than 256 KiB: choose a smaller file')
  if (!looksRight(bytes)) throw new BrandError('logo', `the file is not ${mediaType}: export it again`)
  return asset('logo', mediaType, bytes)
}

const wished = (option: string, text: string | undefined, otherwise: Colour): Colour => {
  if (text === undefined) return otherwise
  const parsed = parseColour(text)
  if (!parsed) throw new BrandError(option, 'must be a colour as #rrggbb, for example #0b6b5b')
  return parsed
}

const schemeColours = (scheme: Scheme, wishes: BrandOptions): SchemeColours => {
  const house = houseColours[scheme]
  const [accent, canvas] =
    scheme === 'light' ? (['accent', 'canvas'] as const) : (['accentDark', 'canvasDark'] as const)
  const ground = wished(canvas, wishes[canvas], house.canvas)
  if (contrast(grounds[scheme].ink, ground) < 7) {
    const cure =
      scheme === 'light'
        ? 'is too dark for dark text: choose a lighter colour'
        : 'is too light for light text: choose a darker colour'
    throw new BrandError(canvas, cure)
  }
  // One accent is enough: the dark pages then take the same, in readable shades.
  const fallback = wishes.accent === undefined ? house.accent : wished('accent', wishes.accent, house.accent)
  return { accent: wished(accent, wishes[accent], fallback), canvas: ground }
}

/** Throws {@link BrandError} for a logo or colour that cannot be used. */
export const createBrand = (options: BrandOptions): Brand => {
  const { name, logo } = options
  if (name.trim() === '') throw new BrandError('name', 'must not be empty')
  const light = schemeColours('light', options)
  const dark = schemeColours('dark', options)
  const sheet = stylesheet({ light, dark })
  const icon = asset('icon', 'image/svg+xml', new TextEncoder().encode(markFile(light.accent, inkOn(light.accent))))
  const logoFile = logo && logoAsset(logo)
  return {
    name,
    ...(logoFile && { logoPath: logoFile.path }),
    iconPath: logoFile?.path ?? icon.path,
    stylesheet: sheet,
    stylesheetHash: `sha256-${createHash('sha256').update(sheet).digest('base64')}`,
    themeColours: { light: light.canvas, dark: dark.canvas },
    assets: logoFile ? [logoFile] : [icon],
    monograms: options.monograms ?? new Map(),
  }
}
