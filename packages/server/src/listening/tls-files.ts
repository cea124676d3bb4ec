/**
 * Certificate and key from two files: checked at the start, and read again when they change, as programs that renew them do. Connections that
 * stand go on; new ones get the new certificate. A pair that is broken later is told, and the old one stays. RFC 8446
 */
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Server, ServerOptions } from 'node:http'
import { createServer, type Server as SecureServer } from 'node:https'
import type { Log } from '../app-needs.ts'
import { ConfigError, type ConfigProblem } from '../config/config-error.ts'

export interface Tls {
  readonly createServer: (options: ServerOptions) => Server
  /** Looks at the files no more. */
  readonly close: () => void
}

export interface TlsFiles {
  /** Paths. */
  readonly cert: string
  readonly key: string
}

interface Pair {
  readonly cert: string
  readonly key: string
}

/** Between two looks at the files, in milliseconds: links and volumes change in ways that no watcher sees. */
const usualPace = 10_000

/** Throws ConfigError. */
export const openTls = (files: TlsFiles, log: Log, every: number = usualPace): Tls => {
  const servers: SecureServer[] = []
  let current = readPair(files)
  warnOfAge(current, log)
  let broken: { readonly reason: string; isTold: boolean } | undefined

  const renew = (next: Pair): void => {
    broken = undefined
    if (next.cert === current.cert && next.key === current.key) return
    for (const server of servers) server.setSecureContext(next)
    current = next
    log.info('tls.renewed')
    warnOfAge(next, log)
  }

  /** Two files are not replaced at once: what is broken for a moment is no news, and what stays broken is told once. */
  const stay = (reason: string): void => {
    if (broken?.reason !== reason) {
      broken = { reason, isTold: false }
    } else if (!broken.isTold) {
      broken.isTold = true
      log.error('tls.not-renewed', { reason })
    }
  }

  const look = (): void => {
    try {
      renew(readPair(files))
    } catch (error) {
      stay(error instanceof Error ? error.message : String(error))
    }
  }
  const timer = setInterval(look, every).unref()

  return {
    createServer(options) {
      const { headersTimeout: handshakeTimeout = usualPace } = options
      const server = createServer({ ...options, ...current, handshakeTimeout })
      servers.push(server)
      return server
    },
    close: () => clearInterval(timer),
  }
}

const readPair = (files: TlsFiles): Pair => {
  const pair = { cert: readFile('tls.cert', files.cert), key: readFile('tls.key', files.key) }
  const certificate = parsed('tls.cert', files.cert, () => new X509Certificate(pair.cert))
  const key = parsed('tls.key', files.key, () => createPrivateKey(pair.key))
  if (certificate.checkPrivateKey(key)) return pair
  throw problem({
    key: 'tls.key',
    source: files.key,
    reason: `is not the key of the certificate in ${files.cert}`,
    cure: 'Name the key that was made with it',
  })
}

const readFile = (key: string, path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no code'
    const cure = 'Name a file that the user of this process may read'
    throw problem({ key, source: path, reason: `cannot be read (${code})`, cure })
  }
}

const parsed = <Parsed>(key: string, path: string, parse: () => Parsed): Parsed => {
  try {
    return parse()
  } catch {
    const what = key === 'tls.cert' ? 'certificate' : 'private key without a passphrase'
    const cure = 'Write it as PEM: a text that begins with -----BEGIN'
    throw problem({ key, source: path, reason: `holds no ${what} in PEM`, cure })
  }
}

const problem = ({ reason, ...rest }: ConfigProblem): ConfigError =>
  new ConfigError([{ ...rest, reason: `the file ${reason}` }])

const warnOfAge = ({ cert }: Pair, log: Log): void => {
  const { validTo } = new X509Certificate(cert)
  if (Date.parse(validTo) < Date.now()) log.warn('tls.expired', { reason: `the certificate was good until ${validTo}` })
}
