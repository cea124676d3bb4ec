/** What our tests use of oidc-provider, which comes without types. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http'

  interface Grant {
    addOIDCScope(scope: string): void
    addResourceScope(resource: string, scope: string): void
    save(): Promise<string>
  }

  export interface Configuration {
    readonly clients: readonly Readonly<Record<string, unknown>>[]
    readonly scopes: readonly string[]
    findAccount(context: unknown, sub: string): { readonly accountId: string; claims(): { readonly sub: string } }
    readonly interactions: { url(context: unknown, interaction: { readonly uid: string }): string }
    readonly cookies: { readonly keys: readonly string[] }
    readonly features: {
      readonly resourceIndicators: {
        readonly enabled: boolean
        getResourceServerInfo(context: unknown, resource: string): Readonly<Record<string, unknown>>
        useGrantedResource(): boolean
      }
      readonly [feature: string]: Readonly<Record<string, unknown>>
    }
  }

  export default class Provider {
    constructor(issuer: string, configuration: Configuration)
    readonly Grant: new (of: { readonly accountId: string; readonly clientId: string }) => Grant
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>
    interactionDetails(
      request: IncomingMessage,
      response: ServerResponse,
    ): Promise<{ readonly prompt: { readonly name: string }; readonly params: Readonly<Record<string, unknown>> }>
    interactionFinished(
      request: IncomingMessage,
      response: ServerResponse,
      result: unknown,
      options?: unknown,
    ): Promise<void>
  }
}
