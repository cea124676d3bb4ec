/** Waits until servers have said their tools, or cannot: a program that has to be downloaded first takes its time, and people want to see its tools. */
import { setTimeout as pause } from 'node:timers/promises'
import type { ProtectedServer } from '@gatehouse/gateway'

/** In milliseconds. */
const patience = 30_000
const pace = 50

export const untilKnown = async (servers: readonly ProtectedServer[]): Promise<readonly ProtectedServer[]> => {
  const until = performance.now() + patience
  const isSettled = ({ isLearned, health }: ProtectedServer): boolean => isLearned() || health().state === 'down'
  while (!servers.every(isSettled) && performance.now() < until) await pause(pace)
  return servers
}
