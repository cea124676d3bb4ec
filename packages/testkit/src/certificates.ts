/** A certificate authority of a test's own: makes certificates that nobody else trusts, also expired ones and ones for other names. RFC 5280 §4.1 */
import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'

export interface Authority {
  /** Its own certificate, PEM: whoever trusts it trusts what it issues. */
  readonly certificate: string
  issue(wish: CertificateWish): Identity
}

export interface CertificateWish {
  /** DNS names, exact or `*.example`. */
  readonly names: readonly string[]
  /** The last day; a past one for an expired certificate. */
  readonly until?: Date
}

/** What a TLS server shows and proves, both PEM. */
export interface Identity {
  readonly cert: string
  readonly key: string
}

const day = 86_400_000

/** Each has a name of its own: two of the same name are one to whoever verifies. */
export const createAuthority = (name = `Authority ${randomBytes(8).toString('hex')}`): Authority => {
  const own = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const tomorrow = new Date(Date.now() + day)
  const issuedBy = { name, key: own.privateKey }
  const constraints = extension(oids.basicConstraints, sequence(boolean(true)))
  const certificate = pem(certify({ issuedBy, name, key: own.publicKey, until: tomorrow, extensions: [constraints] }))
  return {
    certificate,
    issue({ names, until = tomorrow }) {
      const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const alternatives = sequence(...names.map((one) => der(0x82, Buffer.from(one, 'ascii'))))
      const extensions = [extension(oids.subjectAltName, alternatives)]
      const cert = certify({ issuedBy, name: names[0] ?? name, key: pair.publicKey, until, extensions })
      return { cert: pem(cert), key: pair.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString() }
    },
  }
}

interface Certified {
  readonly issuedBy: { readonly name: string; readonly key: KeyObject }
  readonly name: string
  readonly key: KeyObject
  readonly until: Date
  readonly extensions: readonly Buffer[]
}

const certify = ({ issuedBy, name, key, until, extensions }: Certified): Buffer => {
  const from = new Date(Math.min(Date.now(), until.getTime()) - day)
  const facts = sequence(
    der(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    sequence(oids.ecdsaWithSha256),
    distinguished(issuedBy.name),
    sequence(moment(from), moment(until)),
    distinguished(name),
    key.export({ format: 'der', type: 'spki' }),
    der(0xa3, sequence(...extensions)),
  )
  return sequence(facts, sequence(oids.ecdsaWithSha256), bits(sign('sha256', facts, issuedBy.key)))
}

/** DER, as much of it as a certificate needs: a tag, a length, the content. X.690 §8.1 */
const der = (tag: number, content: Buffer): Buffer => {
  const { length } = content
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content])
  return Buffer.concat([Buffer.from([tag, 0x82, length >> 8, length & 0xff]), content])
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, Buffer.concat(parts))
const integer = (bytes: Buffer): Buffer => der(0x02, bytes)
const boolean = (value: boolean): Buffer => der(0x01, Buffer.from([value ? 0xff : 0]))
const bits = (bytes: Buffer): Buffer => der(0x03, Buffer.concat([Buffer.from([0]), bytes]))
const oid = (...bytes: readonly number[]): Buffer => der(0x06, Buffer.from(bytes))

const moment = (date: Date): Buffer =>
  der(0x17, Buffer.from(`${date.toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`, 'ascii'))

const oids = {
  ecdsaWithSha256: oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02),
  commonName: oid(0x55, 0x04, 0x03),
  basicConstraints: oid(0x55, 0x1d, 0x13),
  subjectAltName: oid(0x55, 0x1d, 0x11),
}

const distinguished = (name: string): Buffer =>
  sequence(der(0x31, sequence(oids.commonName, der(0x0c, Buffer.from(name)))))

const extension = (id: Buffer, value: Buffer): Buffer => sequence(id, der(0x04, value))

const pem = (bytes: Buffer): string => {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}
