/** Clients of the stateless revision say with each request how much of the log they want: as nobody stays, one stands for all who want the same. */
import type { Audience, Hearable } from '../routing/audience.ts'
import { logLevels } from '../routing/revisions.ts'
import type { Listener } from '../routing/subscriptions.ts'

const visitors: ReadonlyMap<unknown, Listener> = new Map(logLevels.map((level) => [level, { hear: () => undefined }]))

/** From now on the child says at least so much; who gets to hear it is decided call by call. */
export const wantLogOnce = (audience: Audience, child: Hearable, level: unknown): void => {
  const visitor = visitors.get(level)
  if (visitor && typeof level === 'string') audience.wantLog(child, level, visitor)
}
