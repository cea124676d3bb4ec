/** write_file: a whole text into one file. The guard lets only callers with files:write come this far. */
import * as z from 'zod'
import { type Tool, filePath } from './tool.ts'

export const writeFile: Tool = (server, { folder, answer }) => {
  const config = {
    title: 'Write a file',
    description:
      'Writes a whole text file and makes the folders on the way. Needs the scope files:write. Replaces the file if there is one.',
    inputSchema: z.object({
      path: filePath,
      content: z.string().max(1_048_576).describe('The whole text of the file, at most 1 MiB'),
      overwrite: z.boolean().default(true).describe('false: refuse if the file exists'),
    }),
    outputSchema: z.object({ path: z.string(), outcome: z.enum(['created', 'replaced']) }),
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  }
  server.registerTool('write_file', config, ({ path, content, overwrite }) =>
    answer(
      async () => ({ path, outcome: await folder.write(path, content, { overwrite }) }),
      ({ outcome }) => `${outcome} ${path}`,
    ),
  )
}
