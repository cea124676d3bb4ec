/** Keeps package-lock.json whole: npm drops the entries of platform packages that it could not see when it wrote the lock, and `npm ci` then refuses everywhere. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

interface Entry {
  readonly resolved?: string
  readonly dev?: boolean
  readonly optionalDependencies?: Readonly<Record<string, string>>
}
type Packages = Readonly<Record<string, Entry>>

interface PlatformEntry extends Entry {
  readonly version: string
  readonly cpu: readonly string[]
  readonly os: readonly string[]
  readonly libc?: readonly string[]
  readonly optional: true
}

const PLATFORM =
  /(aix|android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32|windows)-(arm64|arm|x64|ia32|loong64|mips64el|ppc64|riscv64|s390x|64)(?:-?(gnu|musl))?/

/** Some packages spell Node's names in their own way. */
const spelling: Readonly<Record<string, string>> = { '64': 'x64', windows: 'win32' }

/** What the lock lacks: entries for optional platform packages that an entry names with an exact version. */
export const missingPlatforms = (packages: Packages): readonly (readonly [string, PlatformEntry])[] =>
  Object.entries(packages).flatMap(([path, { optionalDependencies = {}, dev }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => path !== '' && !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`])
      .map(([name, version]) => [`node_modules/${name}`, platformEntry(name, version, dev)] as const),
  )

const platformEntry = (name: string, version: string, dev?: boolean): PlatformEntry => {
  const [, os, cpu, libc] = PLATFORM.exec(name) ?? []
  if (!os || !cpu || !/^\d+\.\d+\.\d+$/.test(version))
    throw new Error(`${name}@${version}: cannot tell its platform; write its lock entry by hand`)
  return {
    version,
    cpu: [spelling[cpu] ?? cpu],
    ...(dev ? { dev } : {}),
    ...(libc ? { libc: [libc === 'gnu' ? 'glibc' : libc] } : {}),
    optional: true,
    os: [spelling[os] ?? os],
  }
}

/** Lock entries that name the registry they were fetched from. */
export const withAddress = (packages: Packages): readonly string[] =>
  Object.entries(packages).flatMap(([path, { resolved }]) => (/^https?:/.test(resolved ?? '') ? [path] : []))

const kinds = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'] as const
type Wishes = Readonly<Partial<Record<(typeof kinds)[number], Readonly<Record<string, string>>>>>

const asText = (names: Readonly<Record<string, string>> = {}): string =>
  Object.entries(names)
    .map((entry) => entry.join('@'))
    .toSorted((a, b) => a.localeCompare(b))
    .join()

/** Workspaces whose package.json asks for something else than the lock says: `npm ci` refuses those. */
export const outOfStep = (packages: Packages, manifestOf: (path: string) => Wishes): readonly string[] =>
  Object.entries(packages)
    .filter(([path]) => !path.includes('node_modules/'))
    .filter(([path, entry]: [string, Wishes]) =>
      kinds.some((kind) => asText(manifestOf(path)[kind]) !== asText(entry[kind])),
    )
    .map(([path]) => path || 'the root')

const readManifest = (path: string): Wishes => JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'))

const run = () => {
  const lock: { readonly packages: Packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'))
  const missing = missingPlatforms(lock.packages)
  if (process.argv.includes('--check')) {
    const faults = [
      ...missing.map(([path]) => `${path}: no entry`),
      ...withAddress(lock.packages).map((path) => `${path}: names a registry`),
      ...outOfStep(lock.packages, readManifest).map((path) => `${path}: package.json asks for something else`),
    ]
    if (faults.length > 0) console.error(`package-lock.json\n  ${faults.join('\n  ')}\nCure: npm run lock`)
    process.exitCode = faults.length > 0 ? 1 : 0
    return
  }
  const packages = { ...lock.packages, ...Object.fromEntries(missing) }
  const sorted = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en')))
  writeFileSync('package-lock.json', `${JSON.stringify({ ...lock, packages: sorted }, null, 2)}\n`)
  console.log(`package-lock.json: ${missing.length} entries added`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) run()
