/** What a client says within its session without wanting an answer: that it gave up a request of its own, or its answer to a question of the child. */
import type { JsonMessage } from '../child.ts'
import { withoutLookAlikes } from '../routing/child-params.ts'
import { isId, isResponse, paramsOf } from '../routing/json-rpc.ts'
import type { Session } from './sessions.ts'

/** All else is nobody's business: it would speak for everybody at a shared child. */
export const takeWord = (session: Session, message: JsonMessage): void => {
  if (isResponse(message)) return takeAnswer(session, message)
  const { requestId } = paramsOf(message)
  if (message['method'] !== 'notifications/cancelled' || !isId(requestId)) return
  session.turns.get(requestId)?.cancel('the client cancelled it')
}

const takeAnswer = (session: Session, { id, result, error }: JsonMessage): void => {
  const question = session.questions.get(id)
  session.questions.delete(id)
  question?.respond(error === undefined ? { result: withoutLookAlikes(result) } : { error })
}
