/** The small MCP server behind every door over stdio: one line in, one line out. */
import { smallAnswer } from './small-mcp.ts'

let rest = ''
process.stdin.setEncoding('utf8')
process.stdin.on('data', (piece: string) => {
  const lines = (rest + piece).split('\n')
  rest = lines.pop() ?? ''
  const answers = lines.flatMap((line) => smallAnswer(line) ?? [])
  if (answers.length > 0) process.stdout.write(`${answers.join('\n')}\n`)
})
process.stdin.on('end', () => process.exit(0))
