/** The clients of both official SDKs: each connects, and sends its person to the browser when it has to. */
import * as v2 from '@modelcontextprotocol/client'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { BrowserContext } from 'playwright-core'
import type { Callback } from './callback.ts'
import { oauthProvider, type KeptByClient } from './oauth-provider.ts'
import type { Visitor } from './visitor.ts'

export interface Doorstep {
  readonly url: string
  readonly context: BrowserContext
  readonly callback: Callback
  /** What an earlier visit left. */
  readonly kept: KeptByClient
}

type Connect = (doorstep: Doorstep) => Promise<Visitor>

/** Both SDKs throw when the person was sent away; then the answer is at the callback. */
const afterConsent = async <Result>(
  { kept, callback }: Doorstep,
  attempt: () => Promise<Result>,
  finish: (query: URLSearchParams) => Promise<void>,
): Promise<Result> => {
  const before = kept.asked
  try {
    return await attempt()
  } catch (error) {
    if (kept.asked === before) throw error
    await finish(await callback.next())
    return attempt()
  }
}

const connectV1: Connect = async (doorstep) => {
  const url = new URL(doorstep.url)
  const authProvider = oauthProvider(doorstep.context, doorstep.callback, doorstep.kept)
  const connect = async () => {
    const transport = new TransportV1(url, { authProvider })
    const client = new ClientV1({ name: 'sdk-v1', version: '1.0.0' })
    await client.connect(transport)
    return { client, transport }
  }
  const finish = (query: URLSearchParams) => new TransportV1(url, { authProvider }).finishAuth(query.get('code') ?? '')
  const { client, transport } = await afterConsent(doorstep, connect, finish)
  return {
    tools: async () => (await client.listTools()).tools.map(({ name }) => name),
    async call(name, input = {}) {
      const result = await afterConsent(
        doorstep,
        () => client.callTool({ name, arguments: { ...input } }),
        (query) => transport.finishAuth(query.get('code') ?? ''),
      )
      return JSON.stringify(result)
    },
    close: () => client.close(),
  }
}

export const connectV2 =
  (era: '2025' | '2026'): Connect =>
  async (doorstep) => {
    const url = new URL(doorstep.url)
    const authProvider = oauthProvider(doorstep.context, doorstep.callback, doorstep.kept)
    const options = era === '2026' ? { versionNegotiation: { mode: 'auto' as const } } : {}
    const connect = async () => {
      const transport = new v2.StreamableHTTPClientTransport(url, { authProvider })
      const client = new v2.Client({ name: 'sdk-v2', version: '1.0.0' }, options)
      await client.connect(transport)
      return { client, transport }
    }
    const finish = (query: URLSearchParams) =>
      new v2.StreamableHTTPClientTransport(url, { authProvider }).finishAuth(query)
    const { client, transport } = await afterConsent(doorstep, connect, finish)
    return {
      tools: async () => (await client.listTools()).tools.map(({ name }) => name),
      async call(name, input = {}) {
        const result = await afterConsent(
          doorstep,
          () => client.callTool({ name, arguments: { ...input } }),
          (query) => transport.finishAuth(query),
        )
        return JSON.stringify(result)
      },
      close: () => client.close(),
    }
  }

/** By the names that a test prints. */
export const sdkVisitors: readonly (readonly [string, Connect])[] = [
  ['SDK v1', connectV1],
  ['SDK v2 on the 2025-11-25 wire', connectV2('2025')],
  ['SDK v2 on the 2026-07-28 wire', connectV2('2026')],
]
