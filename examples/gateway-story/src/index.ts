/** What the examples of the gateway share, so that each of them shows nothing but itself. */
export { type Protected, protect } from './protect.ts'
