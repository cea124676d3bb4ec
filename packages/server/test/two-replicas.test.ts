/** Two processes on one database, and everybody in a hurry: what may happen once happens once. */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createAppActor, createBrowser, createPerson, type App, type Person } from '@gatehouse/testkit'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { AppFetch } from '../src/app-needs.ts'

const issuer = 'http://localhost:4646'
const resource = 'http://localhost:3000/mcp'
const callback = 'http://127.0.0.1:51234/callback'
const password = 'a lamp in every window'

let dataDirectory: string
const children: ChildProcess[] = []
let replicas: readonly { readonly fetch: AppFetch }[]
let alice: Person
let app: App

beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'gatehouse-replicas-'))
  // Both at once: migration, master key, signing key, first account and declared server are made once.
  replicas = await Promise.all([startReplica(), startReplica()])
  const fetch = alternating()
  alice = createPerson({
    name: 'alice',
    password,
    issuer,
    browser: createBrowser({ fetch, origin: issuer, address: '192.0.2.1' }),
  })
  app = createAppActor({
    fetch,
    issuer,
    address: '198.51.100.7',
    resource,
    clientId: await register(fetch),
    redirectUri: callback,
  })
}, 60_000)

afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await rm(dataDirectory, { recursive: true, force: true })
})

const startReplica = async () => {
  const path = fileURLToPath(new URL('replicas/replica.ts', import.meta.url))
  const child = fork(path, {
    silent: true,
    env: {
      ...process.env,
      GATEHOUSE_DATA_DIR: dataDirectory,
      GATEHOUSE_BOOTSTRAP_USER: 'alice',
      GATEHOUSE_BOOTSTRAP_PASSWORD: password,
      GATEHOUSE_CLIENTS: JSON.stringify([{ id: 'desk', name: 'Desk', redirectUris: [callback] }]),
      GATEHOUSE_SERVERS: JSON.stringify([
        { name: 'files', url: resource, scopes: [{ name: 'files:read', description: 'Read' }] },
      ]),
    },
  })
  children.push(child)
  const complaints: string[] = []
  child.stderr?.on('data', (text: Buffer) => complaints.push(text.toString()))
  const gone = once(child, 'exit').then(() =>
    Promise.reject(new Error(`a replica did not start: ${complaints.join('')}`)),
  )
  const [port] = (await Promise.race([once(child, 'message'), gone])) as [number]
  gone.catch(() => undefined)
  return { fetch: through(port) }
}

/** The same request, at the port of one replica. */
const through =
  (port: number): AppFetch =>
  async (request) => {
    const { pathname, search } = new URL(request.url)
    const body = request.body ? await request.text() : undefined
    const { method, headers } = request
    return fetch(`http://127.0.0.1:${port}${pathname}${search}`, {
      method,
      headers,
      redirect: 'manual',
      ...(body === undefined ? {} : { body }),
    })
  }

/** Every request to the other one. */
const alternating = (): AppFetch => {
  let turn = 0
  return async (request, peer) => {
    turn += 1
    const replica = replicas[turn % 2]
    if (!replica) throw new Error('no replica')
    return replica.fetch(request, peer)
  }
}

const register = async (ask: AppFetch): Promise<string> => {
  const request = new Request(`${issuer}/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_name: 'Racer',
      redirect_uris: ['http://127.0.0.1/callback'],
      token_endpoint_auth_method: 'none',
    }),
  })
  const { client_id } = (await (await ask(request, { address: undefined })).json()) as { client_id: string }
  return client_id
}

const racers = Array.from({ length: 64 }, (_, index) => index)

/** 64 at once, half of them at each replica. */
const race = async (
  form: Readonly<Record<string, string>>,
): Promise<readonly { readonly status: number; readonly text: string }[]> =>
  Promise.all(
    racers.map(async (index) => {
      const body = new URLSearchParams({ client_id: app.clientId, ...form })
      const request = new Request(`${issuer}/token`, { method: 'POST', body })
      const answer = await replicas[index % 2]?.fetch(request, { address: undefined })
      return { status: answer?.status ?? 0, text: (await answer?.text()) ?? '' }
    }),
  )

it('C7: of 64 redemptions of one code at two replicas exactly one succeeds, and its grant lives', async () => {
  const code = await app.sendToSignIn(alice)
  const answers = await race({
    grant_type: 'authorization_code',
    code,
    code_verifier: app.verifier,
    redirect_uri: callback,
  })
  const won = answers.filter(({ status }) => status === 200)
  expect(won).toHaveLength(1)
  const lost = answers.filter(({ status }) => status !== 200)
  for (const { status, text } of lost)
    expect({ status, text }).toEqual({ status: 400, text: expect.stringContaining('invalid_grant') as string })
  const { refresh_token } = JSON.parse(won[0]?.text ?? '{}') as { refresh_token: string }
  expect((await race({ grant_type: 'refresh_token', refresh_token })).every(({ status }) => status === 200)).toBe(true)
}, 60_000)

it('I4: of 64 refreshes with one token at two replicas everybody has the same answer, and the family goes on', async () => {
  const first = await app.redeem(await app.sendToSignIn(alice))
  const answers = await race({ grant_type: 'refresh_token', refresh_token: first.refresh_token ?? '' })
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
  const child = JSON.parse(answers[0]?.text ?? '{}') as { refresh_token: string }
  expect(child.refresh_token).not.toBe(first.refresh_token)
  expect(await app.refresh({ ...first, ...child })).toMatchObject({ token_type: 'Bearer' })
}, 60_000)

it('B3: of 64 clicks on Allow at two replicas each gets the same answer', async () => {
  const page = await alice.browser.open(app.authorizationUrl())
  const answers = await Promise.all(racers.map(async () => (await alice.approve(page)).left))
  expect(new Set(answers).size).toBe(1)
  expect(new URL(answers[0] ?? '').searchParams.get('code')).toBeTruthy()
}, 60_000)

it('both publish the same keys: two that start together make one', async () => {
  const read = async (ask: AppFetch) => (await ask(new Request(`${issuer}/jwks`), { address: undefined })).json()
  const [one, two] = await Promise.all(replicas.map(({ fetch: ask }) => read(ask)))
  expect(one).toEqual(two)
  expect(one).toMatchObject({ keys: [{ use: 'sig' }] })
})
