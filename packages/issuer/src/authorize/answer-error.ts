/** A refusal as the answer to a proven address. Our own bugs say no more than server_error. RFC 6749 §4.1.2.1 */
import { OAuthError } from '@gatehouse/protocol/errors'
import type { AuthorizationAnswer } from './corridor.ts'
import type { ReplyAddress } from './identify-client.ts'

export const answerError = (reply: ReplyAddress, error: unknown): AuthorizationAnswer => ({
  reply,
  parameters:
    error instanceof OAuthError
      ? { error: error.code, error_description: error.description }
      : { error: 'server_error', error_description: 'something went wrong here' },
})
