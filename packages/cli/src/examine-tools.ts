/** What the doctor says of the protected servers of an installation: tools that wait for an operator, files of pins that cannot be trusted. */
import { fail, fine, warn, type Finding } from '@gatehouse/server/doctor/finding'
import { serversWithPins } from './pinned-tools.ts'

/** Nothing, where none was ever protected. */
export const examineTools = async (dataDirectory: string): Promise<readonly Finding[]> => {
  const names = serversWithPins(dataDirectory)
  if (names.length === 0) return []
  const { readTools, toolsFile } = await import('@gatehouse/gateway')
  const findings = names.map((server): Finding | undefined => {
    try {
      const waiting = readTools(toolsFile(dataDirectory, server)).filter((tool) => tool.waiting !== undefined)
      return waiting.length === 0 ? undefined : waitingOf(server, waiting)
    } catch (error) {
      return fail('tools', {
        says: error instanceof Error ? error.message : String(error),
        why: `${server} cannot be protected: nobody knows any more what it promised about its tools`,
        cure: 'Mend the file as it says',
      })
    }
  })
  const complaints = findings.filter((one) => one !== undefined)
  return complaints.length > 0 ? complaints : [fine('tools', `as ${names.join(', ')} promised them`)]
}

const waitingOf = (server: string, tools: readonly { readonly name: string }[]): Finding => {
  const count = tools.length === 1 ? '1 tool' : `${tools.length} tools`
  return warn('tools', {
    says: `${server}: ${count} to be accepted: ${tools.map(({ name }) => name).join(', ')}`,
    why: 'Not what was promised, or easily taken for another: callers do not get there, unless onToolChange is report',
    cure: `gatehouse tools list ${server} says what differs, gatehouse tools accept ${server} takes it`,
  })
}
