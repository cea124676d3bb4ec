/** A program that comes to an MCP server with nothing but its URL, whichever program it is. */
export interface Visitor {
  /** The names of the tools that it is shown. */
  tools(): Promise<readonly string[]>
  /** The result as JSON; asks its person where the server wants more. Rejects when it did not get in. */
  call(tool: string, input?: Readonly<Record<string, unknown>>): Promise<string>
  close(): Promise<void>
}
