/** What the floor does for each operation: what it must look up, one signature, its rows. */
import type { FloorStore, Write } from './floor-store.ts'
import { floorTokens, isMachine, newSecret, nextId, now, sealed, sha256 } from './floor-tokens.ts'

type Tokens = ReturnType<typeof floorTokens>

export const floorOperations = (store: FloorStore, issuer: string) => {
  const tokens = floorTokens(issuer)
  const refresh = refreshing(store, tokens)
  const redeem = redeeming(store, tokens)
  const findClient = store.prepare('select * from clients where id = ?')
  return {
    publicKey: tokens.publicKey,
    async token(form: URLSearchParams, authorization: string): Promise<object | undefined> {
      const type = form.get('grant_type')
      if (type === 'refresh_token') return refresh(form.get('refresh_token') ?? '')
      if (type === 'authorization_code') return redeem(form)
      findClient.get('machine')
      if (!isMachine(authorization)) return undefined
      const answer = answerWith(tokens, 'machine')
      await store.write(journal(store, 'token.issued-to-machine'))
      return answer
    },
    async authorize(query: URLSearchParams, cookie: string): Promise<string> {
      findClient.get(query.get('client_id') ?? '')
      const [name, secret] = [nextId('cod'), newSecret()]
      const limit = store.row('limits', cookie, 1, now())
      const others = Array<string>(10).fill('')
      const code = store.row('codes', name, sha256(secret), query.get('code_challenge'), ...others, null)
      await store.write(limit, store.row('pending', nextId('pen')), code, journal(store, 'authorization.approved'))
      return `${query.get('redirect_uri')}?code=${name}.${secret}&state=${query.get('state')}`
    },
    async register(body: string): Promise<object> {
      const made = { client_id: nextId('cli'), ...(JSON.parse(body) as object) }
      const rows = [store.row('limits', 'register', 1), store.row('clients', made.client_id, body)]
      await store.write(...rows, journal(store, 'client.registered'))
      return made
    },
    introspect: introspecting(tokens),
  }
}

const journal = (store: FloorStore, event: string): Write => store.row('journal', nextId('jrn'), now(), event)

const answerWith = (tokens: Tokens, sub: string, refreshToken?: string) => ({
  access_token: tokens.accessToken(sub),
  token_type: 'Bearer',
  expires_in: 3600,
  ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
  scope: 'notes:read',
})

const newRefreshToken = (store: FloorStore) => {
  const [name, secret] = [nextId('rft'), newSecret()]
  const row = store.row('tokens', name, sha256(secret), 'g', null, now(), now() + 86_400, null, null)
  return { text: `${name}.${secret}`, row }
}

const refreshing = (store: FloorStore, tokens: Tokens) => {
  const find = store.prepare('select * from tokens where id = ? and c1 = ?')
  const spend = store.prepare('update tokens set c7 = ? where id = ? and c7 is null')
  const touchGrant = store.prepare('update grants set c10 = ? where id = ?')
  return async (presented: string): Promise<object | undefined> => {
    const [name = '', secret = ''] = presented.split('.')
    const found = find.get(name, sha256(secret))
    if (!found || found['c7'] !== null || Number(found['c5']) < now()) return undefined
    const next = newRefreshToken(store)
    const answer = answerWith(tokens, 'alice', next.text)
    const kept = store.row('answers', name, sealed(presented, JSON.stringify(answer)), now() + 30)
    const spent = { statement: spend, values: [now(), name] }
    const touched = { statement: touchGrant, values: [now(), 'g'] }
    await store.write(touched, spent, next.row, kept, journal(store, 'refresh-token.rotated'))
    return answer
  }
}

const redeeming = (store: FloorStore, tokens: Tokens) => {
  const find = store.prepare('select * from codes where id = ? and c1 = ?')
  const spend = store.prepare('update codes set c13 = ? where id = ? and c13 is null')
  return async (form: URLSearchParams): Promise<object | undefined> => {
    const [name = '', secret = ''] = (form.get('code') ?? '').split('.')
    const found = find.get(name, sha256(secret))
    if (!found || found['c13'] !== null || found['c2'] !== sha256(form.get('code_verifier') ?? '')) return undefined
    const next = newRefreshToken(store)
    const spent = { statement: spend, values: [now(), name] }
    await store.write(spent, store.row('grants', nextId('grt')), next.row, journal(store, 'code.redeemed'))
    return answerWith(tokens, 'alice', next.text)
  }
}

const introspecting = (tokens: Tokens) => {
  const seen = new Map<string, object>()
  return async (token: string, authorization: string): Promise<object | undefined> => {
    if (!isMachine(authorization)) return undefined
    const key = sha256(token)
    const known = seen.get(key)
    if (known) return known
    const claims = tokens.claimsOf(token)
    const answer = { active: claims !== undefined, ...claims }
    if (seen.size >= 4096) seen.clear()
    seen.set(key, answer)
    return answer
  }
}
