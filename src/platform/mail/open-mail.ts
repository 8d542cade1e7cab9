import type { Transporter } from 'nodemailer'
import type { Config } from '../config/config.ts'
import type { Log } from '../observability/log.ts'
import type { Mail } from './mail.ts'

/** Mail over `SMTP_URL`; nodemailer is loaded by the first letter. Addresses and texts are never logged. */
export function openMail(config: Pick<Config, 'smtpUrl' | 'publicUrl'>, { log }: { log: Log }): Mail {
  const { smtpUrl } = config
  if (smtpUrl === null) return noMail()
  const from = `"Longhouse" <${senderAddress(smtpUrl, config.publicUrl)}>`
  let transport: Promise<Transporter> | undefined
  return {
    enabled: true,
    async send({ to, subject, text }) {
      transport ??= connect(smtpUrl)
      const sent = await (await transport).sendMail({ from, to: { name: '', address: to }, subject, text })
      log.info({ messageId: sent.messageId }, 'mail sent')
    },
    async close() {
      ;(await transport)?.close()
    },
  }
}

const noMail = (): Mail => ({
  enabled: false,
  send: () => Promise.reject(new Error('mail is off: SMTP_URL is not set')),
  close: () => Promise.resolve(),
})

async function connect(smtpUrl: string): Promise<Transporter> {
  const { createTransport } = await import('nodemailer')
  return createTransport({
    url: smtpUrl,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
}

/** `?from=` of the URL, else its user when that is an address, else `longhouse@` the name people reach the house by. */
export function senderAddress(smtpUrl: string, publicUrl: string): string {
  const url = new URL(smtpUrl)
  const user = decodeURIComponent(url.username)
  return (
    url.searchParams.get('from') ?? (user.includes('@') ? user : `longhouse@${new URL(publicUrl).hostname}`)
  )
}
