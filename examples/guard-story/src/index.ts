/** What the examples of the guard share, so that each of them shows nothing but itself. */
export { type StandInIssuer, startIssuer } from './issuer.ts'
export { freePort, tellStory } from './story.ts'
