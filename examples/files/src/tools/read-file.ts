/** read_file: the text of one file. */
import * as z from 'zod'
import { type Tool, filePath, readsOnly } from './tool.ts'

export const readFile: Tool = (server, { folder, answer }) => {
  const config = {
    title: 'Read a file',
    description: 'The whole text of one file. Binary files and files over 1 MiB are refused by name.',
    inputSchema: z.object({ path: filePath }),
    outputSchema: z.object({ path: z.string(), content: z.string() }),
    annotations: readsOnly,
  }
  server.registerTool('read_file', config, ({ path }) =>
    answer(
      async () => ({ path, content: await folder.read(path) }),
      ({ content }) => content,
    ),
  )
}
