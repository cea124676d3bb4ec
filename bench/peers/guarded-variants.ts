/** The guards that are measured, each on its framework as its own documentation says. All of them check signature, issuer, audience, expiry and one scope. */
import { createServer } from 'node:http'
import fastifyJwt from '@fastify/jwt'
import { protect as guardOnHono } from '@gatehouse/guard/hono'
import { protect as guardOnNode } from '@gatehouse/guard/node'
import { serve } from '@hono/node-server'
import { requireBearerAuth as requireByV1 } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js'
import { requireBearerAuth as requireByV2 } from '@modelcontextprotocol/server'
import express from 'express'
import { auth as auth0, requiredScopes } from 'express-oauth2-jwt-bearer'
import fastify from 'fastify'
import { Hono } from 'hono'
import { jwk } from 'hono/jwk'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { MCPAuth } from 'mcp-auth'

export interface Guarding {
  readonly port: number
  readonly issuer: string
  readonly resource: string
}

const scope = 'notes:read'
const host = '127.0.0.1'

/** What everybody says who writes a verifier for an SDK by jose. */
const verifierOf = ({ issuer, resource }: Guarding) => {
  const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`))
  return {
    async verifyAccessToken(token: string) {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience: resource,
        typ: 'at+jwt',
        algorithms: ['ES256'],
      })
      return {
        token,
        clientId: String(payload['client_id']),
        scopes: String(payload['scope']).split(' '),
        expiresAt: payload.exp ?? 0,
        resource: new URL(resource),
      }
    },
  }
}

const onExpress = ({ port }: Guarding, guard: readonly express.RequestHandler[]): void => {
  const app = express()
  app.get('/open', (_, response) => void response.json({ ok: true }))
  app.get('/mcp', ...guard, (_, response) => void response.json({ ok: true }))
  app.listen(port, host)
}

const onHono = ({ port }: Guarding, guard: Parameters<Hono['use']>[1][]): void => {
  const app = new Hono()
  app.get('/open', (context) => context.json({ ok: true }))
  for (const one of guard) app.use('/mcp', one)
  app.get('/mcp', (context) => context.json({ ok: true }))
  serve({ fetch: app.fetch, port, hostname: host })
}

const ours = ({ issuer, resource }: Guarding) => ({
  issuer,
  resource,
  scopes: [scope],
  revocation: { hasEnded: () => false },
})

export const variants: Readonly<Record<string, (guarding: Guarding) => void | Promise<void>>> = {
  node(guarding) {
    const guard = guardOnNode(ours(guarding))
    const answer = '{"ok":true}'
    createServer((request, response) => {
      const proceed = () =>
        response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': 11 }).end(answer)
      if (request.url === '/open') proceed()
      else guard(request, response, proceed)
    }).listen(guarding.port, host)
  },
  hono: (guarding) => onHono(guarding, [guardOnHono(ours(guarding))]),
  'sdk-v1': (guarding) =>
    onExpress(guarding, [requireByV1({ verifier: verifierOf(guarding), requiredScopes: [scope] })]),
  'sdk-v2'(guarding) {
    const require = requireByV2({
      verifier: verifierOf(guarding),
      requiredScopes: [scope],
      expectedResource: new URL(guarding.resource),
    })
    onHono(guarding, [
      async (context, next) => {
        const outcome = await require(context.req.raw)
        return outcome instanceof Response ? outcome : next()
      },
    ])
  },
  auth0: (guarding) =>
    onExpress(guarding, [
      auth0({
        issuer: guarding.issuer,
        jwksUri: `${guarding.issuer}/jwks`,
        audience: guarding.resource,
        tokenSigningAlg: 'ES256',
      }),
      requiredScopes(scope),
    ]),
  'hono-jwk': (guarding) =>
    onHono(guarding, [
      jwk({
        keys: async () => ((await keysOf(guarding)) as { keys: never[] }).keys,
        alg: ['ES256'],
        verification: { iss: guarding.issuer, aud: guarding.resource },
      }),
    ]),
  fastify: (guarding) => onFastify(guarding, false),
  'fastify-cache': (guarding) => onFastify(guarding, true),
  'mcp-auth'(guarding) {
    const { issuer, resource } = guarding
    const metadata = {
      issuer,
      authorizationEndpoint: `${issuer}/authorize`,
      tokenEndpoint: `${issuer}/token`,
      jwksUri: `${issuer}/jwks`,
      responseTypesSupported: ['code'],
      codeChallengeMethodsSupported: ['S256'],
      grantTypesSupported: ['authorization_code'],
      registrationEndpoint: `${issuer}/register`,
    }
    const guard = new MCPAuth({ server: { type: 'oauth', metadata } })
    onExpress(guarding, [guard.bearerAuth('jwt', { audience: resource, requiredScopes: [scope] })])
  },
}

let known: Promise<unknown> | undefined
const keysOf = ({ issuer }: Guarding): Promise<unknown> =>
  (known ??= fetch(`${issuer}/jwks`).then((answer) => answer.json()))

const onFastify = async (guarding: Guarding, cache: boolean): Promise<void> => {
  const app = fastify()
  const pem = await (await fetch(`${guarding.issuer}/pem`)).text()
  app.register(fastifyJwt, {
    secret: { public: pem, private: '' },
    verify: { algorithms: ['ES256'], allowedIss: guarding.issuer, allowedAud: guarding.resource, cache },
  })
  app.get('/open', async () => ({ ok: true }))
  app.get('/mcp', { onRequest: async (request) => void (await request.jwtVerify()) }, async () => ({ ok: true }))
  await app.listen({ port: guarding.port, host })
}
