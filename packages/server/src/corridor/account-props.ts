/** What the pages of a person's own account need around them, and forms that only this person can send. */
import { ourForm } from '../http/csrf.ts'
import type { Doors } from '../http/doors.ts'
import type { PersonCall } from '../http/endpoint.ts'
import type { AccountFrame } from '../pages/account-layout.ts'
import type { FormTarget } from '../pages/parts/form.ts'
import type { PasswordProps } from '../pages/password.ts'
import { browserForm } from './page-props.ts'

export const accountFrame = (doors: Doors, call: PersonCall): AccountFrame => ({
  ...doors.frame(call),
  accountPath: doors.at('/account'),
  appsPath: doors.at('/account/apps'),
  signOut: browserForm(doors, call, { path: '/sign-out' }),
})

export const personForm = (
  doors: Doors,
  { browserSecret, person }: PersonCall,
  { path, fields = {} }: { readonly path: string; readonly fields?: Readonly<Record<string, string>> },
): FormTarget =>
  ourForm(doors.digest, { path, browserSecret, userId: person.user.id }, { action: doors.at(path), fields })

export const passwordProps = (doors: Doors, call: PersonCall): PasswordProps => ({
  ...accountFrame(doors, call),
  person: call.person.user,
  form: personForm(doors, call, { path: '/account/password' }),
})
