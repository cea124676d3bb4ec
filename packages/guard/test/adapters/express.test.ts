/** The guard on Express 5 and 4, in front of a whole app and of one path of it. */
import express from 'express'
import { type Express, openOnExpress } from '../suite/on-express.ts'
import { proveGuard } from '../suite/prove-guard.ts'

// @ts-expect-error Express 4 is installed under a name of its own, without types; its surface here is that of Express 5.
const { default: express4 } = (await import('express4')) as { default: Express }

const versions = [
  ['Express 5', express],
  ['Express 4', express4],
] as const

for (const [version, createApp] of versions) {
  const whole = openOnExpress(createApp)
  const part = openOnExpress(createApp, '/mcp')
  proveGuard({ name: `${version}, the whole host`, stand: 'host', isOverSockets: true, open: whole })
  proveGuard({ name: `${version}, one path`, stand: 'part', isOverSockets: true, open: part })
}
