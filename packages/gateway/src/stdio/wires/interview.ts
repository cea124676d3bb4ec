/** A child of the stateless revision wants to know more: a client of the older ones is asked question by question, then the call is made again. MCP 2026-07-28, "Multi Round-Trip Requests" */
import type { JsonMessage } from '../child.ts'
import { codes, errorFor, isRecord, memberOf, paramsOf } from '../routing/json-rpc.ts'
import type { Asked, AskedClient } from '../routing/asker.ts'
import { canAnswer } from '../routing/whom-to-ask.ts'
import type { Turn } from './turn.ts'

interface Interview {
  readonly response: JsonMessage
  readonly asked: Asked
  readonly turn: Turn
  readonly client: AskedClient
  /** How often it has wanted to know more of this call. */
  readonly round: number
}

/** `false`: it is an answer like any other. */
export const interview = ({ response, asked, turn, client, round }: Interview): boolean => {
  const result = memberOf(response, 'result')
  if (result['resultType'] !== 'input_required') return false
  const questions = Object.entries(memberOf(result, 'inputRequests'))
  const answers: Record<string, unknown> = {}
  let missing = questions.length

  const giveUp = (reason: string): void =>
    turn.answer(
      errorFor(null, { code: codes.internal, message: `the server needs an answer that it did not get: ${reason}` }),
    )
  const goOn = (): void => {
    const { requestState } = result
    const state = requestState === undefined ? {} : { requestState }
    turn.begin({ ...asked, params: { ...asked.params, inputResponses: answers, ...state } })
  }
  const ask = (name: string, request: unknown): void => {
    if (!isRecord(request) || !canAnswer(client, request)) return giveUp('the client cannot answer it')
    client.ask({
      method: String(request['method']),
      params: paramsOf(request),
      respond({ result: answer, error }) {
        if (error !== undefined) return giveUp('the client answered with an error')
        answers[name] = answer
        missing -= 1
        if (missing === 0) goOn()
      },
      refuse: giveUp,
      onClosed: () => undefined,
    })
  }
  if (round > mostRounds || questions.length > mostQuestions) giveUp('it asks too much')
  else if (questions.length === 0) goOn()
  for (const [name, request] of questions) if (!turn.isOver()) ask(name, request)
  return true
}

const mostQuestions = 20
const mostRounds = 10
