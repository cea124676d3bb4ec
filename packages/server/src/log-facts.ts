/** Which facts may stand in a log line, by name: whatever else is handed over is withheld, so that nothing leaks because it lay at hand. */

/** None of them ever holds a secret, a token, a code, a cookie or a name of a person; texts of strangers are made harmless by the log. */
export const loggedFacts: ReadonlySet<string> = new Set([
  // the request and where it came from
  'traceId',
  'source',
  'method',
  'path',
  'status',
  'asked',
  // who, by id
  'clientId',
  'subject',
  'grantId',
  'userId',
  // why not
  'error',
  'error_description',
  'description',
  'parameter',
  'code',
  'reason',
  'cause',
  // what of ours
  'resource',
  'url',
  'kid',
  'name',
  // the call of a tool behind the gateway
  'server',
  'tool',
  'duration',
  'outcome',
  'traceparent',
  'count',
  // a file of servers behind the gateway
  'key',
  'cure',
  'added',
  'removed',
  // what a server behind the gateway says of its tools, and what its operator wrote of them
  'what',
  'seenIn',
  'suggested',
  'suggests',
  'resembles',
  'hidesText',
  'sha256',
  'onToolChange',
  'tools',
  'rule',
  'didYouMean',
  // a question of a server that nobody can answer here
  'help',
  // a child behind the gateway, and what it says to people
  'pid',
  'line',
  'missed',
  // the process
  'version',
  'issuer',
  'host',
  'port',
  'signal',
])
