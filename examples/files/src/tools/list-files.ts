/** list_files: the entries of one folder. */
import * as z from 'zod'
import type { Entry } from '../folder.ts'
import { type Tool, folderPath, readsOnly } from './tool.ts'

const entry = z.object({
  name: z.string(),
  kind: z.enum(['file', 'folder', 'other']).describe('"other" is a link or a device: not to be opened'),
  size: z.number().int().optional().describe('Bytes'),
})

export const listFiles: Tool = (server, { folder, answer }) => {
  const config = {
    title: 'List files',
    description: 'Lists files and folders of one folder (not of those below it), with sizes.',
    inputSchema: z.object({ path: folderPath }),
    outputSchema: z.object({ entries: z.array(entry), isComplete: z.boolean() }),
    annotations: readsOnly,
  }
  server.registerTool('list_files', config, ({ path }) =>
    answer(
      () => folder.list(path),
      ({ entries }) => entries.map(inWords).join('\n') || 'The folder is empty.',
    ),
  )
}

const inWords = ({ name, kind, size }: Entry): string => {
  if (kind === 'folder') return `${name}/`
  return size === undefined ? name : `${name} (${size} bytes)`
}
