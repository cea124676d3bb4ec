/** What a real client will miss at an authorization server is said when the program starts, with cause and cure, once. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type IssuerOptions, createGuard } from '../src/index.ts'
import { checkSoon } from '../src/check-soon.ts'
import { readOptions } from '../src/options.ts'
import { protect } from '../src/adapters/node.ts'
import { issuer, localIssuer, resource } from './local-issuer.ts'

const complete = {
  code_challenge_methods_supported: ['S256'],
  client_id_metadata_document_supported: true,
  token_endpoint_auth_methods_supported: ['none', 'client_secret_basic'],
  authorization_response_iss_parameter_supported: true,
}

const issuerSaying = (more: Record<string, unknown>) => {
  const authority = localIssuer([])
  Object.assign(authority.metadata, complete, more)
  return authority
}

const codesOf = async (authority: ReturnType<typeof localIssuer>, options: Partial<IssuerOptions> = {}) => {
  const guard = createGuard({ resource, issuer: { url: issuer, ...options }, fetch: authority.fetch })
  return (await guard.checkIssuer()).map(({ code, weight }) => `${weight} ${code}`)
}

const place = '/.well-known/oauth-authorization-server'

describe('an authorization server', () => {
  it('that has everything is left alone, and asked nothing but its metadata', async () => {
    const authority = issuerSaying({})
    expect(await codesOf(authority)).toEqual([])
    expect(authority.asked).toEqual([issuer + place])
    const registers = { client_id_metadata_document_supported: undefined, registration_endpoint: `${issuer}/register` }
    expect(await codesOf(issuerSaying(registers))).toEqual([])
  })

  const lacks: readonly (readonly [string, Record<string, unknown>, string])[] = [
    ['PKCE', { code_challenge_methods_supported: undefined }, 'fault no_s256'],
    ['S256', { code_challenge_methods_supported: ['plain'] }, 'fault no_s256'],
    ['registration', { client_id_metadata_document_supported: false }, 'fault no_registration'],
    ['public clients', { token_endpoint_auth_methods_supported: undefined }, 'fault no_public_clients'],
    ['keys', { jwks_uri: undefined }, 'fault no_keys'],
    ['keys of its own', { jwks_uri: 'https://keys.example/jwks' }, 'fault no_keys'],
    ['its name in answers', { authorization_response_iss_parameter_supported: undefined }, 'hint no_iss_in_answers'],
  ]
  it.each(lacks)('that lacks %s is told on', async (_, more, code) => {
    expect(await codesOf(issuerSaying(more))).toEqual([code])
  })

  it('that calls itself otherwise, or cannot be read, is told on with both names or the reason', async () => {
    const other = issuerSaying({ issuer: `${issuer}/` })
    const guard = createGuard({ resource, issuer, fetch: other.fetch })
    const [finding] = await guard.checkIssuer()
    expect(finding).toMatchObject({ issuer, code: 'another_issuer', weight: 'fault' })
    expect(finding?.problem).toContain(`"${issuer}/", not "${issuer}"`)
    const down = issuerSaying({})
    down.answer(place, () => Promise.reject(new Error('connection refused')))
    expect(await codesOf(down)).toEqual(['fault unreachable'])
  })

  it('that is known by its OpenID place alone is a hint for older clients', async () => {
    const authority = issuerSaying({})
    authority.answer(place, () => new Response(null, { status: 404 }))
    authority.answer('/.well-known/openid-configuration', () => Response.json(authority.metadata))
    expect(await codesOf(authority)).toEqual(['hint openid_place_only'])
  })

  it('that does with resource what clients do not expect is a hint of its profile', async () => {
    expect(await codesOf(issuerSaying({}), { profile: 'keycloak' })).toEqual(['hint resource_parameter'])
  })

  it('that no client is sent to is asked for its keys alone, or for nothing', async () => {
    const bare = issuerSaying({ code_challenge_methods_supported: undefined })
    expect(await codesOf(bare, { isAdvertised: false })).toEqual([])
    const silent = issuerSaying({})
    expect(await codesOf(silent, { isAdvertised: false, keys: { secret: 'x'.repeat(32) } })).toEqual([])
    expect(silent.asked).toEqual([])
  })
})

describe('at the start', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
  afterEach(() => {
    vi.useRealTimers()
    vi.restoreAllMocks()
  })
  const warnings = () => vi.spyOn(console, 'warn').mockImplementation(() => undefined)

  it('faults are named once, with cause and cure; hints are not', async () => {
    const warned = warnings()
    const authority = issuerSaying({
      code_challenge_methods_supported: [],
      authorization_response_iss_parameter_supported: false,
    })
    const guard = protect({ resource, issuer, fetch: authority.fetch })
    expect(authority.asked).toEqual([])
    await vi.advanceTimersByTimeAsync(60_000)
    expect(warned).toHaveBeenCalledTimes(1)
    expect(warned.mock.calls[0]?.[0]).toMatch(/auth\.example of https:\/\/notes\.example\/mcp: .*S256.* Cure: .*PKCE/)
    guard.close()
  })

  it('an issuer that starts a little later is not told on', async () => {
    const warned = warnings()
    const authority = issuerSaying({})
    authority.answer(place, () => Promise.reject(new Error('connection refused')))
    const guard = protect({ resource, issuer, fetch: authority.fetch })
    await vi.advanceTimersByTimeAsync(3000)
    expect(warned).not.toHaveBeenCalled()
    authority.answer(place, () => Response.json(authority.metadata))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(warned).not.toHaveBeenCalled()
    guard.close()
  })

  it('nothing is asked where the operator says so, nor after close', async () => {
    const warned = warnings()
    const authority = issuerSaying({ code_challenge_methods_supported: [] })
    const silent = protect({ resource, issuer, fetch: authority.fetch, checkAtStart: false })
    protect({ resource, issuer, fetch: authority.fetch }).close()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(authority.asked).toEqual([])
    expect(warned).not.toHaveBeenCalled()
    silent.close()
  })

  it('nothing is asked on a runtime whose timers cannot be let go of', async () => {
    const authority = issuerSaying({})
    vi.stubGlobal('setTimeout', () => 7)
    checkSoon(readOptions({ resource, issuer, fetch: authority.fetch }))
    vi.unstubAllGlobals()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(authority.asked).toEqual([])
  })
})
