/** The one route table. Routes, 405s, CORS, body limits, rate classes and the test matrices are derived from it. */
import type { Doors } from '../http/doors.ts'
import type { Endpoint } from '../http/endpoint.ts'
import { account } from './account.ts'
import { assets } from './assets.ts'
import { authorize } from './authorize.ts'
import { authorizePost } from './authorize-post.ts'
import { cancel } from './cancel.ts'
import { claimRequest } from './claim-request.ts'
import { connectedApps } from './connected-apps.ts'
import { consent } from './consent.ts'
import { consentPost } from './consent-post.ts'
import { disconnect } from './disconnect.ts'
import { disconnectAll } from './disconnect-all.ts'
import { endSession } from './end-session.ts'
import { health } from './health.ts'
import { home } from './home.ts'
import { introspect } from './introspect.ts'
import { jwks } from './jwks.ts'
import { logout } from './logout.ts'
import { logoutConfirm } from './logout-confirm.ts'
import { logoutPost } from './logout-post.ts'
import { metadata } from './metadata.ts'
import { metricsEndpoint } from './metrics.ts'
import { password } from './password.ts'
import { passwordPost } from './password-post.ts'
import { ready } from './ready.ts'
import { register } from './register.ts'
import { registeredClient } from './registered-client.ts'
import { resourceMetadata } from './resource-metadata.ts'
import { revocations } from './revocations.ts'
import { revoke } from './revoke.ts'
import { setup } from './setup.ts'
import { setupPost } from './setup-post.ts'
import { signIn } from './sign-in.ts'
import { signInPost } from './sign-in-post.ts'
import { signOut } from './sign-out.ts'
import { signOutEverywhere } from './sign-out-everywhere.ts'
import { signedOut } from './signed-out.ts'
import { token } from './token.ts'
import { userinfo } from './userinfo.ts'

export const allEndpoints = (doors: Doors): readonly Endpoint[] => [
  ...metadata(doors),
  resourceMetadata(doors),
  jwks(doors),
  authorize(doors),
  authorizePost(doors),
  claimRequest(doors),
  signIn(doors),
  signInPost(doors),
  cancel(doors),
  consent(doors),
  consentPost(doors),
  token(doors),
  revoke(doors),
  introspect(doors),
  revocations(doors),
  ...userinfo(doors),
  ...(doors.issuer.policy.registration === 'off' ? [] : [register(doors), ...registeredClient(doors)]),
  setup(doors),
  setupPost(doors),
  account(doors),
  endSession(doors),
  signOutEverywhere(doors),
  password(doors),
  passwordPost(doors),
  connectedApps(doors),
  disconnect(doors),
  disconnectAll(doors),
  signOut(doors),
  signedOut(doors),
  logout(doors),
  logoutPost(doors),
  logoutConfirm(doors),
  home(doors),
  health(),
  ready(doors),
  ...(doors.metrics && doors.metricsToken !== undefined
    ? [metricsEndpoint(doors, doors.metrics, doors.metricsToken)]
    : []),
  ...assets(doors),
]
