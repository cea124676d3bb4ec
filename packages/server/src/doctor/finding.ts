/** What the doctor says about one thing: fine, or what is wrong, why, and what to do. */
export type Finding =
  | { readonly check: Check; readonly state: 'fine'; readonly says: string }
  | { readonly check: Check; readonly state: 'problem'; readonly says: string; readonly cure: string }

export type Check = 'Node' | 'configuration' | 'data directory' | 'server' | 'keys' | 'port' | 'public URL' | 'way out'

export const fine = (check: Check, says: string): Finding => ({ check, state: 'fine', says })

export const problem = (check: Check, says: string, cure: string): Finding => ({ check, state: 'problem', says, cure })
