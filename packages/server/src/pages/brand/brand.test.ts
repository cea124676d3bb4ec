import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { createBrand, type BrandOptions } from './brand.ts'
import { colour, contrast } from './colour.ts'
import { houseColours, tones, variables } from './palette.ts'

const svg = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>')
const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0])
const refusalOf = (options: Partial<BrandOptions>): string => {
  try {
    createBrand({ name: 'Acme', ...options })
    return 'nothing'
  } catch (error) {
    return String(error)
  }
}

describe('a brand', () => {
  it('names the stylesheet by its own hash', () => {
    const { stylesheet, stylesheetHash } = createBrand({ name: 'Acme' })
    expect(stylesheetHash).toBe(`sha256-${createHash('sha256').update(stylesheet).digest('base64')}`)
  })

  it('writes only colours into the stylesheet', () => {
    expect(refusalOf({ accent: 'red;}body{background:url(//evil.example)' })).toMatch(/accent.*#rrggbb/)
    expect(createBrand({ name: '</style><script>', accent: '#abc' }).stylesheet).not.toMatch(/<|url\(|@import/)
  })

  it('refuses a canvas on which the text could not be read, with the option and the cure', () => {
    expect(refusalOf({ canvas: '#222222' })).toMatch(/canvas: is too dark.*lighter/)
    expect(refusalOf({ canvasDark: '#eeeeee' })).toMatch(/canvasDark: is too light.*darker/)
  })

  it('makes every accent readable: as text, on its soft ground, and under its own label', () => {
    const anyAccent = fc.integer({ min: 0, max: 0xff_ff_ff }).map((value) => `#${value.toString(16).padStart(6, '0')}`)
    const read = (of: Readonly<Record<string, string>>, name: string) => colour(of[name] ?? '')
    fc.assert(
      fc.property(anyAccent, fc.constantFrom('light' as const, 'dark' as const), (accent, scheme) => {
        const made = variables(scheme, { accent: colour(accent), canvas: houseColours[scheme].canvas })
        const pairs = [
          ['accent-text', 'surface'],
          ['accent-text', 'canvas'],
          ['accent-text', 'accent-soft'],
          ['muted', 'accent-soft'],
          ['ink', 'accent-soft'],
          ['on-accent', 'accent'],
          ['on-accent', 'accent-press'],
          ['warn-ink', 'warn-ground'],
          ['bad-ink', 'bad-ground'],
          ...tones.map((tone) => [`on-tone-${tone}`, `tone-${tone}`] as const),
        ] as const
        for (const [ink, ground] of pairs)
          expect(contrast(read(made, ink), read(made, ground))).toBeGreaterThanOrEqual(4.5)
        expect(contrast(read(made, 'edge'), read(made, 'surface'))).toBeGreaterThanOrEqual(3)
      }),
    )
  })

  it('B9: serves its logo itself, sandboxed, under a name that changes with its content', () => {
    const { logoPath, assets } = createBrand({ name: 'Acme', logo: { mediaType: 'image/svg+xml', bytes: svg } })
    expect(logoPath).toMatch(/^\/assets\/logo-[0-9a-f]{16}\.svg$/)
    expect(assets.map(({ path }) => path)).toContain(logoPath)
    expect(assets[0]?.headers).toMatchObject({
      'Content-Type': 'image/svg+xml',
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "default-src 'none'; sandbox",
    })
    expect(createBrand({ name: 'Acme', logo: { mediaType: 'image/png', bytes: png } }).logoPath).toMatch(/\.png$/)
  })

  it('B9: refuses what is not the picture it claims to be', () => {
    expect(refusalOf({ logo: { mediaType: 'image/png', bytes: svg } })).toContain('not image/png')
    expect(refusalOf({ logo: { mediaType: 'image/svg+xml', bytes: png } })).toContain('not image/svg+xml')
    expect(refusalOf({ logo: { mediaType: 'text/html', bytes: svg } })).toContain('SVG or a PNG')
    expect(refusalOf({ logo: { mediaType: 'constructor', bytes: svg } })).toContain('SVG or a PNG')
    expect(refusalOf({ logo: { mediaType: 'image/png', bytes: new Uint8Array(300_000) } })).toContain('256 KiB')
  })

  it('needs a name', () => {
    expect(refusalOf({ name: '  ' })).toContain('name: must not be empty')
  })
})
