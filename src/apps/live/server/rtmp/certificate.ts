import { readFileSync, unwatchFile, watchFile } from 'node:fs'
import { createSecureContext, type SecureContext } from 'node:tls'
import type { Log } from '#platform/observability/log.ts'

export type CertificateFiles = { certFile: string; keyFile: string }

export type Certificate = {
  /** For the next connection; running ones keep what they began with. */
  context(): SecureContext
  close(): void
}

/**
 * The certificate of RTMPS, read again when its files change: certificates are renewed every few weeks, and no push should end for it.
 * While only one of both files is new they do not belong together, and the old ones stay. Throws when there is none to begin with.
 */
export function openCertificate(
  files: CertificateFiles,
  log: Log,
  { lookEverySeconds = 60 }: { lookEverySeconds?: number } = {},
): Certificate {
  const read = () =>
    createSecureContext({ cert: readFileSync(files.certFile), key: readFileSync(files.keyFile) })
  let context = read()
  const again = () => {
    try {
      context = read()
      log.info('the certificate of RTMPS was renewed')
    } catch (error) {
      log.warn({ err: error }, 'the certificate of RTMPS could not be renewed; the one before stays in use')
    }
  }
  // Looked at rather than watched: renewals put a new link in place, and mounted secrets change without an event.
  const watched = [files.certFile, files.keyFile]
  for (const file of watched) watchFile(file, { interval: lookEverySeconds * 1000, persistent: false }, again)
  return {
    context: () => context,
    close() {
      for (const file of watched) unwatchFile(file, again)
    },
  }
}
