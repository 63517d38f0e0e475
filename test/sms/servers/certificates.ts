import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A certificate as PEM, and the key that belongs to it. Made for one run. */
export type Certified = { certificate: string; key: KeyObject; name: string }

type Wanted = { name: string; hosts?: string[]; from?: Date; to?: Date; issuer?: Certified }

const day = 86_400_000

/** A certificate authority of our own. */
export const makeAuthority = (name: string): Certified => make({ name })

/** A server's certificate. `hosts` are names and IPv4 addresses. */
export const certify = (issuer: Certified, wanted: Omit<Wanted, 'issuer'>): Certified =>
  make({ ...wanted, issuer })

/** For a server that is another program: two files in a folder that does not outlive the test. */
export const writeCertified = (folder: string, as: string, { certificate, key }: Certified) => {
  const files = { certificateFile: join(folder, `${as}.pem`), keyFile: join(folder, `${as}.key`) }
  writeFileSync(files.certificateFile, certificate)
  writeFileSync(files.keyFile, key.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
  return files
}

const make = ({
  name,
  hosts,
  from = new Date(Date.now() - day),
  to = new Date(Date.now() + day),
  issuer,
}: Wanted) => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const body = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ecdsaWithSha256,
    commonName(issuer?.name ?? name),
    sequence(time(from), time(to)),
    commonName(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(hosts ? subjectAltName(hosts) : isAuthority)),
  )
  const signature = sign('sha256', body, issuer?.key ?? privateKey)
  const der = sequence(body, ecdsaWithSha256, bits(signature))
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  const certificate = `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
  return { certificate, key: privateKey, name }
}

// X.509 in DER (RFC 5280), as little of it as a test needs.
const tagged = (tag: number, ...parts: Buffer[]): Buffer => {
  const content = Buffer.concat(parts)
  const { length } = content
  const size =
    length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, Math.floor(length / 256), length % 256]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}
const sequence = (...parts: Buffer[]) => tagged(0x30, ...parts)
const integer = (bytes: Buffer) => tagged(0x02, bytes)
const bits = (bytes: Buffer) => tagged(0x03, Buffer.from([0]), bytes)
const octets = (bytes: Buffer) => tagged(0x04, bytes)
const objectId = (hex: string) => tagged(0x06, Buffer.from(hex, 'hex'))
const time = (at: Date) =>
  tagged(0x18, Buffer.from(`${at.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}Z`))
const ecdsaWithSha256 = sequence(objectId('2a8648ce3d040302'))
const commonName = (name: string) =>
  sequence(tagged(0x31, sequence(objectId('550403'), tagged(0x0c, Buffer.from(name)))))
const isAuthority = sequence(
  objectId('551d13'),
  tagged(0x01, Buffer.from([0xff])),
  octets(sequence(tagged(0x01, Buffer.from([0xff])))),
)
const subjectAltName = (hosts: string[]) =>
  sequence(
    objectId('551d11'),
    octets(
      sequence(
        ...hosts.map((host) =>
          /^[\d.]+$/.test(host)
            ? tagged(0x87, Buffer.from(host.split('.').map(Number)))
            : tagged(0x82, Buffer.from(host)),
        ),
      ),
    ),
  )
