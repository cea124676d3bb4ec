#!/usr/bin/env node
/** The `gatehouse` command. Not compiled, so that npm can link it before anything is built; looks at Node's version before anything that needs a new one is loaded. */
const oldest = /** @type {const} */ ([22, 19])
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
  console.error(
    `gatehouse: this is Node ${process.versions.node}, and Gatehouse needs ${oldest.join('.')} or newer: install Node 24 (https://nodejs.org/en/download)`,
  )
  process.exitCode = 1
} else {
  const { main } = await import('#main')
  await main()
}
