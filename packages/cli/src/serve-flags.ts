/** Every option of the schema as a flag of a command that starts a server, and back: what was typed, by the option's key. */
import { options } from '@gatehouse/server/config/options'
import { Option } from 'commander'

export interface Flag {
  readonly key: string
  readonly option: Option
}

export const serveFlags: readonly Flag[] = options.flatMap(({ key, flag, kind, title }) => {
  if (flag === undefined) return []
  const isSwitch = kind.name === 'true or false'
  const [sentence = title] = title.split('. ')
  return [{ key, option: new Option(`${flag} ${isSwitch ? '[true|false]' : '<value>'}`, sentence.replace(/\.$/, '')) }]
})

/** A switch without a value is on. */
export const typedFlags = (
  parsed: Readonly<Record<string, unknown>>,
  flags: readonly Flag[] = serveFlags,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    flags
      .map(({ key, option }) => [key, parsed[option.attributeName()]] as const)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, String(value)]),
  )
