/** What a real client will miss at an authorization server: its metadata in, findings with cause and cure out. MCP authorization, RFC 8414 §2 */
import type { Fetch } from './fetch-document.ts'
import { AnotherIssuer, type FoundMetadata, endpointOf, findIssuerMetadata } from './issuer-metadata.ts'
import type { IssuerSettings } from './issuer-options.ts'

export interface Finding {
  readonly issuer: string
  readonly code: FindingCode
  /** `fault`: somebody will be kept out. `hint`: worth knowing, and perhaps already seen to, where we cannot see it. */
  readonly weight: 'fault' | 'hint'
  readonly problem: string
  readonly cure: string
}

export type FindingCode =
  | 'unreachable'
  | 'another_issuer'
  | 'no_keys'
  | 'no_s256'
  | 'no_registration'
  | 'no_public_clients'
  | 'resource_parameter'
  | 'no_iss_in_answers'
  | 'openid_place_only'

type Found = Omit<Finding, 'issuer'>

export interface CheckNeeds {
  readonly issuers: readonly IssuerSettings[]
  readonly fetch: Fetch
}

/** Asks every issuer for its metadata, anew. Never rejects: an issuer that cannot be asked is a finding. */
export const checkIssuers = async ({ issuers, fetch }: CheckNeeds): Promise<readonly Finding[]> => {
  const found = issuers.map(async (issuer) => {
    const all = await checkIssuer(issuer, fetch)
    return all.map((one): Finding => ({ issuer: issuer.url, ...one }))
  })
  return (await Promise.all(found)).flat()
}

const checkIssuer = async (issuer: IssuerSettings, fetch: Fetch): Promise<readonly Found[]> => {
  // Whoever has its keys, and sends nobody there, needs nothing of its metadata.
  const isIndependent = issuer.keys !== undefined && issuer.introspection === undefined && !issuer.isAdvertised
  if (isIndependent) return []
  try {
    const document = await findIssuerMetadata(issuer.url, fetch)
    return [...checkKeys(issuer, document), ...(issuer.isAdvertised ? checkForClients(issuer, document) : [])]
  } catch (error) {
    return [notRead(error)]
  }
}

const notRead = (error: unknown): Found => {
  const problem = error instanceof Error ? error.message : String(error)
  if (error instanceof AnotherIssuer) {
    const cure = 'write the issuer exactly as its metadata does, slash and all'
    return { code: 'another_issuer', weight: 'fault', problem, cure }
  }
  const cure = 'see that this process can reach it, and that it serves /.well-known/oauth-authorization-server'
  return { code: 'unreachable', weight: 'fault', problem: `its metadata cannot be read: ${problem}`, cure }
}

const checkKeys = ({ url, keys, introspection }: IssuerSettings, { metadata }: FoundMetadata): readonly Found[] => {
  if (keys !== undefined || introspection !== undefined) return []
  const cure = "say where its keys are: keys: { jwksUri: '...' }"
  try {
    if (endpointOf(metadata, 'jwks_uri', url) !== undefined) return []
    return [{ code: 'no_keys', weight: 'fault', problem: 'its metadata names no jwks_uri', cure }]
  } catch (error) {
    return [{ code: 'no_keys', weight: 'fault', problem: error instanceof Error ? error.message : String(error), cure }]
  }
}

const inFront = 'put Gatehouse in front of it'

const checkForClients = ({ profile }: IssuerSettings, { metadata, url }: FoundMetadata): readonly Found[] => {
  const lists = (name: string, value: string): boolean => {
    const list = metadata[name]
    return Array.isArray(list) && list.includes(value)
  }
  const says = (name: string): boolean => metadata[name] === true
  const canRegister = 'registration_endpoint' in metadata || says('client_id_metadata_document_supported')
  const found: readonly (Found | false)[] = [
    !lists('code_challenge_methods_supported', 'S256') && {
      code: 'no_s256',
      weight: 'fault',
      problem: 'its metadata does not list S256 in code_challenge_methods_supported, and MCP clients stop there',
      cure: `switch PKCE on and have it advertised, or ${inFront}`,
    },
    !canRegister && {
      code: 'no_registration',
      weight: 'fault',
      problem:
        'MCP clients cannot register there: neither client_id_metadata_document_supported nor registration_endpoint',
      cure: `switch one of them on, give people a client id to type in, or ${inFront}`,
    },
    !lists('token_endpoint_auth_methods_supported', 'none') && {
      code: 'no_public_clients',
      weight: 'fault',
      problem:
        "its metadata does not list 'none' in token_endpoint_auth_methods_supported, and most MCP clients have no secret",
      cure: `admit public clients (with PKCE), or ${inFront}`,
    },
    profile.resourceParameter !== undefined && {
      code: 'resource_parameter',
      weight: 'hint',
      ...profile.resourceParameter,
    },
    !says('authorization_response_iss_parameter_supported') && {
      code: 'no_iss_in_answers',
      weight: 'hint',
      problem: 'its answers do not name it (iss, RFC 9207): clients of several servers cannot tell mixed-up answers',
      cure: 'switch authorization_response_iss_parameter_supported on, if it can',
    },
    !url.includes('/.well-known/oauth-authorization-server') && {
      code: 'openid_place_only',
      weight: 'hint',
      problem: `its metadata is at ${url} only, where MCP clients before 2025-11-25 do not look`,
      cure: `serve it at /.well-known/oauth-authorization-server, too, or ${inFront}`,
    },
  ]
  return found.filter((one) => one !== false)
}
