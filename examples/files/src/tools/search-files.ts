/** search_files: where words stand, in names and texts. */
import * as z from 'zod'
import type { Match } from '../search.ts'
import { type Tool, folderPath, readsOnly } from './tool.ts'

const match = z.object({
  path: z.string(),
  line: z.number().int().optional().describe('Counted from 1; absent when only the name matches'),
  text: z.string().optional(),
})

export const searchFiles: Tool = (server, { folder, answer }) => {
  const config = {
    title: 'Search files',
    description:
      'Finds words, whatever their case, in names and texts of all files below a folder. At most 100 matches.',
    inputSchema: z.object({
      words: z.string().min(1).max(200).describe('Words that stand together, such as "water butt"'),
      path: folderPath,
    }),
    outputSchema: z.object({ matches: z.array(match), isComplete: z.boolean() }),
    annotations: readsOnly,
  }
  server.registerTool('search_files', config, ({ words, path }) =>
    answer(
      () => folder.search(words, path),
      ({ matches }) => matches.map(inWords).join('\n') || 'Nothing found.',
    ),
  )
}

const inWords = ({ path, line, text }: Match): string => (line === undefined ? path : `${path}:${line}: ${text}`)
