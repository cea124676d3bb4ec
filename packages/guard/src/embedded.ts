/**
 * The decision by itself, for proxies that stand on node:http: `createGate(readOptions(options), rules).decide(fromNode(request))` says who is
 * calling what, or which answer refuses. The rules may change while the gate stands.
 */
export type { Answer } from './answer.ts'
export { type ArgumentRule, scopesByArguments } from './argument-rules.ts'
export { createGate, type Gate } from './gate.ts'
export { decodeHeader } from './header-agreement.ts'
export type { Call } from './message.ts'
export { fromNode } from './node-incoming.ts'
export { readOptions } from './options.ts'
export { type Rules, createRules } from './rules.ts'
export type { IsListed } from './tool-lists.ts'
export type { Answered, Passed } from './verdicts.ts'
