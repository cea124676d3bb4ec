/** What real clients send, played against the door: each finds its way in, calls, refreshes and leaves. The data: conformance/clients. */
import type { FetchDocument } from '@gatehouse/issuer/ports/fetch-document'
import { seconds } from '@gatehouse/protocol/time'
import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { recordedClients } from '../clients/index.ts'
import type { Flow, RecordedClient } from '../clients/recorded-client.ts'
import { openDoor, type Door } from './world/door.ts'
import {
  ask,
  discover,
  firstCall,
  install,
  makeKey,
  post,
  resourceAsked,
  scopeAsked,
  type Party,
  type SigningKey,
} from './world/replay.ts'

type Played = RecordedClient & { readonly flow: Flow }
const played = recordedClients.filter((client): client is Played => client.flow !== undefined)

const verifier = 'verifier-of-a-recorded-client-0123456789-0123456789'
const challenge = createHash('sha256').update(verifier).digest('base64url')

let key: SigningKey

beforeAll(async () => {
  key = await makeKey()
})

/** The documents and keys that these clients publish. */
const web: FetchDocument = async ({ url }) => {
  const answer = (body: unknown) => ({ outcome: 'fetched', text: JSON.stringify(body), headers: {} }) as const
  for (const { flow } of played) {
    if (flow.identity.kind !== 'document') continue
    if (flow.identity.url === url) return answer({ client_id: url, ...flow.identity.body })
    if (flow.identity.body['jwks_uri'] === url) return answer(key.jwks)
  }
  return { outcome: 'failed', reason: 'nothing is published there' }
}

interface TokenAnswer {
  readonly access_token: string
  readonly refresh_token?: string
  readonly scope: string
}

const tokensOf = async (response: Response): Promise<TokenAnswer> => {
  const body: unknown = await response.json()
  expect({ status: response.status, body }).toMatchObject({ status: 200, body: { token_type: 'Bearer' } })
  return body as TokenAnswer
}

/** As the person's browser is sent: the parameters that this client is known to send, and no others. */
const authorizationUrl = (
  door: Door,
  flow: Flow,
  asked: { clientId: string; endpoint: string; scope?: string | undefined },
) =>
  `${asked.endpoint}?${new URLSearchParams({
    response_type: 'code',
    client_id: asked.clientId,
    redirect_uri: flow.redirectUri,
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...(asked.scope === undefined ? {} : { scope: asked.scope }),
    ...(flow.prompt === undefined ? {} : { prompt: flow.prompt }),
    ...(flow.hasState ? { state: 'state-of-a-recorded-client' } : {}),
    ...resourceAsked(flow, door),
  }).toString()}`

const getIn = async (door: Door, flow: Flow) => {
  const found = await discover(door, flow)
  const { server } = found
  const installed = await install(door, flow.identity, server)
  const scope = scopeAsked(flow, found)
  const url = authorizationUrl(door, flow, {
    clientId: installed.clientId,
    endpoint: server.authorization_endpoint,
    scope,
  })
  const page = await door.alice.browser.open(url)
  const { left = '' } = await door.alice.approve(page)
  expect(left.startsWith(flow.redirectUri), `the answer went to ${left}`).toBe(true)
  const answer = new URL(left).searchParams
  const party: Party = { method: flow.authenticates, installed, issuer: server.issuer, key }
  const form = {
    grant_type: 'authorization_code',
    code: answer.get('code') ?? '',
    code_verifier: verifier,
    redirect_uri: flow.redirectUri,
    ...resourceAsked(flow, door),
  }
  const tokens = await tokensOf(await post(door, { url: server.token_endpoint, form, ...party }))
  return { found, installed, answer, party, tokens, scope }
}

describe.each(played)('$title', ({ flow }) => {
  it('finds the metadata, whatever it asks first', async () => {
    const door = await openDoor(web)
    const { server, resource } = await discover(door, flow)
    expect(resource.resource).toBe(door.resource)
    expect(server.authorization_response_iss_parameter_supported).toBe(true)
    expect(server.client_id_metadata_document_supported).toBe(true)
    expect(server.token_endpoint_auth_methods_supported).toContain('none')
    const heard = await Promise.all(
      flow.looksAt.map(async (path) => {
        const answer = await ask(door, path.replace('{mcp}', door.mcp))
        const document = (answer.ok ? await answer.json() : {}) as {
          readonly issuer?: string
          readonly resource?: string
        }
        const { issuer, resource: named } = document
        return { path, status: answer.status, type: answer.headers.get('Content-Type'), says: issuer ?? named }
      }),
    )
    expect(heard.filter(({ type }) => type?.includes('html'))).toEqual([])
    expect(heard.filter(({ status }) => status !== 200 && status !== 404)).toEqual([])
    expect(new Set([...heard.flatMap(({ says = [] }) => says), server.issuer, door.resource])).toEqual(
      new Set([server.issuer, door.resource]),
    )
    expect(heard.map(({ says }) => says)).toContain(server.issuer)
  })

  it('gets in, calls, refreshes, calls again', async () => {
    const door = await openDoor(web)
    const { found, answer, party, tokens, scope } = await getIn(door, flow)
    expect(answer.getAll('iss')).toEqual([found.server.issuer])
    expect(answer.get('state')).toBe(flow.hasState ? 'state-of-a-recorded-client' : null)
    expect(tokens.scope.split(' ')).not.toContain('files:admin')
    const asksToStay = scope?.includes('offline_access') ?? false
    expect(tokens.scope.split(' ').includes('offline_access')).toBe(asksToStay)
    expect((await firstCall(door, flow.speaks, tokens.access_token)).status).toBe(200)

    expect(tokens.refresh_token).toBeTruthy()
    const repeated = flow.refreshScope === 'asked' ? scope : flow.refreshScope === 'granted' ? tokens.scope : undefined
    const form = {
      grant_type: 'refresh_token',
      refresh_token: tokens.refresh_token ?? '',
      ...(repeated === undefined ? {} : { scope: repeated }),
      ...resourceAsked(flow, door),
    }
    const refresh = () => post(door, { url: found.server.token_endpoint, form, ...party })
    const fresh = await tokensOf(await refresh())
    // A race of its own: the second sender gets the first one's answer.
    door.clock.advance(seconds(1))
    expect(await tokensOf(await refresh())).toEqual(fresh)
    expect(fresh.scope).toBe(tokens.scope)
    expect((await firstCall(door, flow.speaks, fresh.access_token)).status).toBe(200)
  })

  it('leaves: what it gives back is dead, and giving back twice is no error', async () => {
    const door = await openDoor(web)
    const { found, party, tokens } = await getIn(door, flow)
    for (const kind of flow.revokes ?? ['refresh_token']) {
      const form = { token: tokens[kind] ?? '', token_type_hint: kind }
      const answer = await post(door, { url: found.server.revocation_endpoint, form, ...party })
      expect(answer.status).toBe(200)
    }
    expect((await firstCall(door, flow.speaks, tokens.access_token)).status).toBe(401)
  })
})

describe('registrations that break other servers', () => {
  const registrationOf = (id: string) => {
    const identity = recordedClients.find((client) => client.id === id)?.flow?.identity
    if (identity?.kind !== 'dynamic') throw new Error(`${id} does not register`)
    return identity
  }
  const echoTo = async (id: string) => {
    const door = await openDoor(web)
    const { server } = await discover(door, played[0]?.flow ?? expect.fail('no flow'))
    return (await install(door, registrationOf(id), server)).echo
  }

  it("VS Code's four redirect URIs are kept, its device grant is left out", async () => {
    const echo = await echoTo('vs-code')
    expect(echo?.['redirect_uris']).toHaveLength(4)
    expect(echo?.['grant_types']).toEqual(['authorization_code', 'refresh_token'])
  })

  it("Cursor's three redirect URIs are kept, the custom scheme among them", async () => {
    expect((await echoTo('cursor'))?.['redirect_uris']).toHaveLength(3)
  })

  it('LibreChat gets no empty member back', async () => {
    const echo = await echoTo('librechat')
    expect(echo).not.toHaveProperty('client_uri')
    expect(echo).not.toHaveProperty('contacts')
    expect(echo?.['client_secret']).toBeTruthy()
  })

  it('Copilot Studio, which names no method, is confidential', async () => {
    const echo = await echoTo('copilot-studio')
    expect(echo?.['token_endpoint_auth_method']).toBe('client_secret_basic')
    expect(echo?.['client_secret']).toBeTruthy()
  })
})
