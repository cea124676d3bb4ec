/** Header fields without those that belong to one connection. RFC 9110 §7.6.1 */
type Fields = Readonly<Record<string, string | string[] | undefined>>

const ofConnection: ReadonlySet<string> = new Set(['connection', 'host', 'keep-alive', 'transfer-encoding'])

export const withoutHop = (fields: Fields): Record<string, string | string[]> => {
  const kept: Record<string, string | string[]> = {}
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined && !ofConnection.has(name)) kept[name] = value
  }
  return kept
}
