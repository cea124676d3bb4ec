/** The way out to documents of clients, as the operator configured it: takes the configuration, hands over the issuer's port. */
import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createDocumentFetch } from '@gatehouse/egress'
import type { FetchDocument } from '@gatehouse/issuer/ports/fetch-document'
import type { Log } from '../app-needs.ts'
import { ConfigError } from '../config/config-error.ts'
import type { Config } from '../config/load.ts'

/** Throws ConfigError. */
export const documentFetchFrom = async (
  { clientDocuments: { privateHosts, privateCa }, egress: { proxy } }: Config,
  log: Log,
): Promise<FetchDocument> =>
  createDocumentFetch({
    privateHosts,
    privateAuthority: privateCa === undefined ? undefined : await privateAuthorityFrom(privateCa),
    proxy,
    report: (event) => log.warn('document.not-fetched', { ...event }),
  })

/** PEM. Throws ConfigError. */
export const privateAuthorityFrom = async (path: string): Promise<string> => {
  const pem = await readFile(path, 'utf8').catch((cause: unknown) => {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
    throw unusable(path, `the file cannot be read (${code})`, cause)
  })
  const certificates = pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? []
  if (certificates.length === 0) throw unusable(path, 'there is no certificate in it')
  try {
    certificates.forEach((certificate) => new X509Certificate(certificate))
  } catch (cause) {
    throw unusable(path, 'a certificate in it cannot be read', cause)
  }
  return certificates.join('\n')
}

const unusable = (source: string, reason: string, cause?: unknown): ConfigError => {
  const cure = 'Name a PEM file of certificates that this user can read'
  return new ConfigError([{ key: 'clientDocuments.privateCa', source, reason, cure }], { cause })
}
