/** What the metadata promises, against what clients need to see in it before they begin. RFC 8414 §2, RFC 9207 §3, MCP authorization */
import { fail, orFine, warn, type Check, type Finding } from '../finding.ts'
import { listOf, textOf, type AuthorizationServer } from './authorization-server.ts'
import { trips, whyOf } from './trips.ts'

const check: Check = 'metadata'

export const checkPromises = (server: AuthorizationServer): readonly Finding[] => [
  ...orFine(
    check,
    [...endpoints(server), pkce(server), iss(server), offlineAccess(server)],
    'promises what clients need',
  ),
  ...waysIn(server),
]

const endpoints = (server: AuthorizationServer): readonly (Finding | undefined)[] => {
  const isSecure = server.issuer.startsWith('https:')
  const missing = ['authorization_endpoint', 'token_endpoint'].filter((name) => textOf(server, name) === undefined)
  const open = Object.keys(server.metadata).filter(
    (name) => /_(?:endpoint|uri)$/.test(name) && textOf(server, name)?.startsWith('http:'),
  )
  return [
    missing.length > 0
      ? fail(check, {
          says: `the metadata names no ${missing.join(' and no ')}`,
          why: whyOf(trips.noMetadata),
          cure: 'Name each as an absolute URL',
        })
      : undefined,
    isSecure && open.length > 0
      ? fail(check, {
          says: `the issuer is https, but ${open.join(', ')} ${open.length === 1 ? 'is' : 'are'} http`,
          why: 'Codes and tokens would travel in the clear, and clients refuse that',
          cure: 'Tell the server its public URL; it should not guess it from the request that the proxy passes on',
        })
      : undefined,
  ]
}

const pkce = (server: AuthorizationServer): Finding | undefined =>
  listOf(server, 'code_challenge_methods_supported')?.includes('S256')
    ? undefined
    : fail(check, {
        says: 'code_challenge_methods_supported does not list S256',
        why: whyOf(trips.noS256),
        cure: 'Switch PKCE with S256 on, and list it',
      })

const iss = ({ metadata }: AuthorizationServer): Finding | undefined =>
  metadata['authorization_response_iss_parameter_supported'] === true
    ? undefined
    : warn(check, {
        says: 'authorization_response_iss_parameter_supported is not true',
        why: whyOf(trips.noIss),
        cure: 'Send iss with every authorization response, errors too, and say so (RFC 9207)',
      })

const offlineAccess = (server: AuthorizationServer): Finding | undefined =>
  (listOf(server, 'scopes_supported')?.includes('offline_access') ?? true)
    ? undefined
    : warn(check, {
        says: 'scopes_supported does not list offline_access',
        why: whyOf(trips.noOfflineAccess),
        cure: 'List it, or give refresh tokens to every client that may refresh',
      })

/** How a client that nobody knows gets in. */
const waysIn = (server: AuthorizationServer): readonly Finding[] => {
  const takesDocuments = server.metadata['client_id_metadata_document_supported'] === true
  const takesStrangers = textOf(server, 'registration_endpoint') !== undefined
  const methods = listOf(server, 'token_endpoint_auth_methods_supported') ?? []
  const says = [takesDocuments && 'documents', takesStrangers && 'registration'].filter((one) => one !== false)
  return orFine(
    'registration',
    [
      takesStrangers
        ? undefined
        : warn('registration', {
            says: 'clients cannot register themselves',
            why: whyOf(trips.noRegistration),
            cure: 'Open registration, or bring each such client by hand and give people its id (`gatehouse clients add`)',
          }),
      takesDocuments
        ? undefined
        : warn('registration', {
            says: 'clients cannot come with a document of their own (client_id_metadata_document_supported)',
            why: whyOf(trips.noDocuments),
            cure: 'Accept metadata documents (`clientDocuments.accept`)',
          }),
      takesDocuments && !methods.includes('none')
        ? fail('registration', {
            says: 'token_endpoint_auth_methods_supported does not list "none"',
            why: whyOf(trips.noneMissing),
            cure: 'List "none": programs on a computer of their own can keep no secret',
          })
        : undefined,
    ],
    `clients get in by ${says.join(' and ')}`,
  )
}
