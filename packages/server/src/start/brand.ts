/** The operator's name, logo and colours, proven before the first page. */
import { readFile } from 'node:fs/promises'
import { ConfigError, type ConfigProblem } from '../config/config-error.ts'
import type { Config } from '../config/load.ts'
import { knownClients, monogramsOf } from '../known-clients/known-clients.ts'
import { BrandError, createBrand, type Brand, type BrandOptions } from '../pages/brand/brand.ts'

/** Throws ConfigError. */
export const brandFrom = async ({ brand, clientDocuments }: Config): Promise<Brand> => {
  const logo = brand.logo === undefined ? undefined : await logoFrom(brand.logo)
  try {
    return createBrand({ ...brand, logo, monograms: monogramsOf(knownClients(clientDocuments)) })
  } catch (error) {
    if (!(error instanceof BrandError)) throw error
    const key = `brand.${error.option}`
    const [reason = '', cure = 'Choose another'] = error.message.slice(error.option.length + 2).split(': ')
    const source = error.option === 'logo' ? (brand.logo ?? key) : 'configuration'
    throw new ConfigError([{ key, source, reason, cure: capital(cure) }])
  }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const logoFrom = async (path: string): Promise<NonNullable<BrandOptions['logo']>> => {
  const mediaType = /\.png$/i.test(path) ? 'image/png' : 'image/svg+xml'
  try {
    return { mediaType, bytes: await readFile(path) }
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
    const problem: ConfigProblem = {
      key: 'brand.logo',
      source: path,
      reason: `the file cannot be read (${code})`,
      cure: 'Name an SVG or PNG file that this user can read',
    }
    throw new ConfigError([problem], { cause })
  }
}
