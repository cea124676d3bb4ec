/** How this computer reaches what listens on an address of its own: everywhere means here, too. */
export const ownHost = (host: string): string => {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
}
