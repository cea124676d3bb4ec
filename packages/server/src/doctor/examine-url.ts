/** The doctor at somebody's door: any issuer or any MCP server by its URL, seen as clients see it. Changes nothing there. */
import { authorizationServerMetadataUrls } from '@gatehouse/protocol/well-known'
import { fail, type Finding } from './finding.ts'
import { askFrom, objectIn, unlessSilent, type Ask } from './outside/ask.ts'
import { listOf } from './outside/authorization-server.ts'
import { checkMcpServer } from './outside/check-mcp-server.ts'
import { lookFromOutside } from './outside/look-from-outside.ts'

/** One host may name many; a few of them show what is wrong. */
const most = 5

/** `url`: http or https, as a person typed it. */
export const examineUrl = async (url: string): Promise<readonly Finding[]> => {
  const ask = await askFrom(url)
  const issuer = await issuerAt(ask, url)
  return issuer === undefined ? examineMcpServer(ask, url) : examineIssuer(ask, issuer)
}

/** A slash that was typed or forgotten at the end is forgiven once. */
const issuerAt = async (ask: Ask, url: string): Promise<string | undefined> => {
  for (const place of authorizationServerMetadataUrls(url)) {
    const answer = await ask(place).catch(() => undefined)
    const found = answer?.status === 200 ? objectIn(answer)?.['issuer'] : undefined
    if (typeof found !== 'string') continue
    return found.replace(/\/$/, '') === url.replace(/\/$/, '') ? found : url
  }
  return undefined
}

const examineIssuer = async (ask: Ask, issuer: string): Promise<readonly Finding[]> => {
  const { findings, server } = await lookFromOutside(ask, issuer)
  const resources = (server && listOf(server, 'protected_resources')) ?? []
  const guarded = await Promise.all(
    resources
      .slice(0, most)
      .map((resource) =>
        unlessSilent('MCP server', async () => (await checkMcpServer(ask, resource, issuer)).findings),
      ),
  )
  return [...findings, ...guarded.flat()]
}

const examineMcpServer = async (ask: Ask, url: string): Promise<readonly Finding[]> => {
  let issuers: readonly string[] = []
  const findings = await unlessSilent('MCP server', async () => {
    const met = await checkMcpServer(ask, url)
    issuers = met.issuers
    return met.findings
  })
  const others = await Promise.all(issuers.slice(0, most).map((issuer) => behind(ask, issuer)))
  return [...findings, ...others.flat()]
}

/** Named by a document, so it may be anything. */
const behind = async (ask: Ask, issuer: string): Promise<readonly Finding[]> => {
  if (URL.canParse(issuer) && /^https?:$/.test(new URL(issuer).protocol))
    return (await lookFromOutside(ask, issuer)).findings
  const says = `${JSON.stringify(issuer)} among its authorization servers is no URL`
  return [fail('MCP server', { says, why: 'Every client stops there', cure: 'Name the issuer as an https URL' })]
}
