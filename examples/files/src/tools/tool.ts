/** What every tool gets, and how it answers: for programs, in words, and in words alone when it cannot be done. MCP "Tool Result" */
import type { CallToolResult, McpServer } from '@modelcontextprotocol/server'
import * as z from 'zod'
import { FolderRefused } from '../folder-path.ts'
import type { Folder } from '../folder.ts'

export interface ToolNeeds {
  readonly folder: Folder
  readonly answer: Answer
}

/** Adds one tool to a server. */
export type Tool = (server: McpServer, needs: ToolNeeds) => void

export type Answer = <T extends object>(
  work: () => Promise<T>,
  inWords: (result: T) => string,
) => Promise<CallToolResult>

/** What the caller got wrong comes back as an error that helps; our own faults go to `report`, without detail for the caller. */
export const answerWith =
  (report: (error: unknown) => void): Answer =>
  async (work, inWords) => {
    try {
      const result = await work()
      return { content: [{ type: 'text', text: inWords(result) }], structuredContent: { ...result } }
    } catch (error) {
      if (error instanceof FolderRefused) return failure(error.message)
      report(error)
      return failure('Something went wrong on the server. Please try again.')
    }
  }

const failure = (text: string): CallToolResult => ({ isError: true, content: [{ type: 'text', text }] })

export const readsOnly = { readOnlyHint: true, idempotentHint: true, openWorldHint: false }

export const filePath = z.string().max(1024).describe('File, relative to the demo folder, such as "notes/rota.md"')

export const folderPath = z
  .string()
  .max(1024)
  .default('')
  .describe('Folder to look in, such as "notes"; left out: the whole demo folder')
