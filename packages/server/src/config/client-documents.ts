/** Options about clients that are known by a document: whose are let in, and how they are fetched. */
import { z } from 'zod'
import { declaredKnownClient } from './declared.ts'
import { choice, listOf, path, proxyUrl, structure, text, yesOrNo } from './kinds.ts'
import { option, optional } from './option.ts'

const hostEntry = text(
  'host',
  /^(?:\*\.)?[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?$/,
  'is no host: write app.example.com, or *.example.com for every name below it',
)
const privateHost = text(
  'host',
  /^(?![\d.]+(?::|$))[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?(?::[1-9]\d{0,4})?$/,
  'is no host: write apps.corp.example, or apps.corp.example:8443',
)

export const clientDocuments = {
  accept: option(choice('any', 'known', 'off'), {
    title:
      'Whose metadata documents are fetched when a client id is a URL: any host, only `hosts` and the known clients, or nobody.',
    fallback: 'any',
  }),
  hosts: option(listOf(hostEntry), {
    title: 'With `accept: known`: further hosts whose clients are let in.',
    fallback: [],
    example: ['apps.example.com', '*.corp.example'],
  }),
  blockedHosts: option(listOf(hostEntry), {
    title: 'Hosts whose clients get nothing, also those that were let in before.',
    fallback: [],
    example: ['evil.example', '*.evil.example'],
  }),
  redirects: option(listOf(text('redirect URI or host')), {
    title:
      'When not empty, answers for such clients go to these redirect URIs or hosts only (`localhost`: this computer), and their document must name them, too.',
    fallback: [],
    example: ['https://claude.ai/api/mcp/auth_callback', 'chatgpt.com', 'localhost'],
  }),
  shippedClients: option(yesOrNo, {
    title: 'Whether the well-known MCP clients that come with Gatehouse are known clients.',
    fallback: true,
  }),
  knownClients: option(structure('list of known clients', z.array(declaredKnownClient, 'must be a list')), {
    title: 'Further known clients; one of the same name takes the place of a shipped one; see below.',
    fallback: [],
  }),
  privateHosts: option(listOf(privateHost), {
    title:
      'Hosts of your own network, with their port unless it is 443: their documents are fetched although their addresses are private.',
    fallback: [],
    example: ['apps.corp.example', 'localhost:8443'],
  }),
  privateCa: optional(path, {
    title: 'A PEM file with the certificates of those who vouch for `privateHosts`, besides the usual authorities.',
    absent: 'only the usual authorities are believed',
    example: '/etc/gatehouse/corp-ca.pem',
  }),
} as const

export const egress = {
  proxy: optional(proxyUrl, {
    title:
      'The proxy that every fetch of a client document goes through, or fails; it may name a user and a password. `HTTPS_PROXY` and `NO_PROXY` are not read.',
    absent: 'documents are fetched directly',
    isSecret: true,
  }),
} as const
