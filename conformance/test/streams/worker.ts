/** One gateway's share of the streams, in a process of its own: what a process may hold open is limited. A plan as JSON comes as the only argument; its outcome is printed. */
import { holdStreams, type Plan } from './run.ts'

process.stdout.write(JSON.stringify(await holdStreams(JSON.parse(process.argv[2] ?? '') as Plan)))
