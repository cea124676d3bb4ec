/** The store on SQLite passes the one suite. */
import { proveStore } from '@gatehouse/store-contract/prove-store'
import { openForProof } from './sqlite-files.ts'

proveStore('SQLite', openForProof, { isDurable: true })
