/** The folder as an MCP server. Its tools know the caller; scopes are the guard's business. */
import { McpServer } from '@modelcontextprotocol/server'
import type { Folder } from './folder.ts'
import { listFiles } from './tools/list-files.ts'
import { readFile } from './tools/read-file.ts'
import { searchFiles } from './tools/search-files.ts'
import { type Tool, answerWith } from './tools/tool.ts'
import { whoami } from './tools/whoami.ts'
import { writeFile } from './tools/write-file.ts'

const tools: readonly Tool[] = [listFiles, readFile, searchFiles, writeFile, whoami]

const instructions = 'The notebook of a small garden: text files to list, read, search and, with files:write, write.'

export interface FilesServerNeeds {
  readonly folder: Folder
  /** Gets what went wrong inside; the caller is told only that something did. */
  readonly report: (error: unknown) => void
}

/** One server for one session (2025-11-25) or for one request (2026-07-28). */
export const createFilesServer = ({ folder, report }: FilesServerNeeds): McpServer => {
  const server = new McpServer(
    { name: 'gatehouse-demo-files', title: 'Demo files', version: '0.1.0' },
    { instructions },
  )
  for (const add of tools) add(server, { folder, answer: answerWith(report) })
  return server
}
