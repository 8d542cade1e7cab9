import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { readFileSync } from 'node:fs'

export type Certificate = { cert: string; key: string; pem: string }

/** A certificate for `localhost` that nobody but the test believes. */
export function makeCertificate(folder: string): Certificate {
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  const made = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']
  const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  execFileSync('openssl', ['req', ...made, ...name, '-keyout', key, '-out', cert], { stdio: 'pipe' })
  return { cert, key, pem: readFileSync(cert, 'utf8') }
}
