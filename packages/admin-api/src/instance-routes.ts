/** The part of the table that asks the server about itself. */
import { z } from 'zod'
import { route } from './route.ts'

const nothing = z.strictObject({})

export const instanceRoutes = {
  status: route({
    method: 'GET',
    path: '/api/status',
    input: nothing,
    output: z.object({ issuer: z.string(), isClaimed: z.boolean() }),
  }),

  expectProbe: route({
    method: 'POST',
    path: '/api/probes',
    input: nothing,
    /** Sent as `?probe=` to the public URL within a minute, it is remembered. */
    output: z.object({ probe: z.string() }),
  }),
  findProbe: route({
    method: 'GET',
    path: '/api/probes/:probe',
    input: z.strictObject({ probe: z.string() }),
    /** How it arrived: from which socket, from which network as the server sees it, and what a proxy said. */
    output: z.object({ peer: z.string().optional(), source: z.string(), forwardedFor: z.string().optional() }),
  }),
} as const
