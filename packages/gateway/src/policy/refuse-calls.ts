/** What no scope opens: tools that the operator keeps from everybody, tools that are not what they were, headers that contradict the call. */
import type { Call } from '@gatehouse/guard/gate'
import { GatewayFault } from '../fault.ts'
import { showText } from './names.ts'
import { findHeaderMismatch } from './parameter-headers.ts'
import type { KnownTool, KnownTools } from './pins.ts'
import type { ToolAccess } from './tool-access.ts'

export interface RefusalGrounds {
  readonly server: string
  readonly access: ToolAccess
  readonly known: KnownTools
  readonly header: (name: string) => string | null
}

/** Throws GatewayFault: one refused call refuses them all. */
export const refuseCalls = (calls: readonly Call[], { server, access, known, header }: RefusalGrounds): void => {
  for (const call of calls) {
    if (call.method !== 'tools/call') continue
    const { name = '' } = call
    const found = known.get(name)
    const reason = reasons[access.of(name).state](found)
    if (reason !== undefined) {
      throw new GatewayFault('refused_by_policy', `the tool ${showText(name)} of ${server} ${reason}`)
    }
    const mismatch = findHeaderMismatch(call, found, header)
    if (mismatch !== undefined) throw new GatewayFault('header_mismatch', `Header mismatch: ${mismatch}`)
  }
}

const open = (): undefined => undefined

const reasons: Readonly<
  Record<ReturnType<ToolAccess['of']>['state'], (found: KnownTool | undefined) => string | undefined>
> = {
  offered: open,
  unknown: open,
  denied: () => 'is not offered here: the operator’s policy leaves it out',
  hidden: () => 'is not offered here: its name holds characters that nobody sees',
  changed: (found) =>
    `is withheld: its definition changed on ${dayOf(found)}, and an operator has to accept it (gatehouse tools accept)`,
  confusable: (found) =>
    `is withheld since ${dayOf(found)}: its name could be taken for ${found?.waiting?.what.join(', ')}, and an operator has to accept it (gatehouse tools accept)`,
}

const dayOf = (found: KnownTool | undefined): string => found?.waiting?.at.slice(0, 10) ?? 'an unknown day'
