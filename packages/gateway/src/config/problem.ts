/** What is wrong with a declaration, in words for whoever wrote it. */
export interface Problem {
  /** Where it stands, as its file or its flag spells it: `mcpServers.notes.url`, `--deny`. */
  readonly key: string
  /** The file with its path, or the command line. */
  readonly source: string
  readonly reason: string
  readonly cure: string
}
