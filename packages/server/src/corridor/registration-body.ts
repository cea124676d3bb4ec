/** The answer of a registration as JSON: what the issuer says of the client, and where it is managed. RFC 7592 §3 */
import type { RegistrationAnswer } from '@gatehouse/issuer/clients/registration-answer'
import type { Doors } from '../http/doors.ts'

export const registrationBody = ({ urlOf }: Pick<Doors, 'urlOf'>, answer: RegistrationAnswer) => ({
  ...answer,
  registration_client_uri: urlOf(`/register/${answer.client_id}`),
})
