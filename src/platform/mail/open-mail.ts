import type { SentMessageInfo, Transporter } from 'nodemailer'
import type { Config } from '../config/config.ts'
import type { Log } from '../observability/log.ts'
import type { Letter, Mail } from './mail.ts'
import { mailFault } from './mail-faults.ts'
import { oneLine } from './one-line.ts'

/** Mail over `SMTP_URL`; nodemailer is loaded by the first letter. Addresses and texts are never logged. */
export function openMail(config: Pick<Config, 'smtpUrl' | 'publicUrl'>, { log }: { log: Log }): Mail {
  const { smtpUrl } = config
  if (smtpUrl === null) return noMail()
  const sender = senderAddress(smtpUrl, config.publicUrl)
  const from = `"Longhouse" <${sender}>`
  let transport: Promise<Transporter> | undefined
  return {
    enabled: true,
    async send(letter) {
      transport ??= connect(smtpUrl)
      const message = { from, ...written(letter, sender) }
      const sent = await (
        await transport
      )
        .sendMail(message)
        .catch((error: unknown) => Promise.reject<SentMessageInfo>(mailFault(error, letter.to)))
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

/** A few connections that stay open while letters follow each other: a new one costs more than the letter. */
async function connect(smtpUrl: string): Promise<Transporter> {
  const { createTransport } = await import('nodemailer')
  return createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: 3,
    idleTimeout: 10_000,
    maxRequeues: 1,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  } as Parameters<typeof createTransport>[0])
}

/** A letter in the terms of nodemailer. Programs write it and read it: nobody's holiday is to answer it (RFC 3834). */
function written({ to, subject, text, html, endsAt, name }: Letter, sender: string) {
  const ends = endsAt && {
    'List-Unsubscribe': { prepared: true, value: `<${endsAt}>` },
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  }
  return {
    to: { name: '', address: to },
    subject: oneLine(subject),
    text,
    ...(html && { html }),
    ...(name && { messageId: `<${name}@${sender.split('@').at(-1)}>` }),
    headers: { 'Auto-Submitted': 'auto-generated', ...ends },
  }
}

/** `?from=` of the URL, else its user when that is an address, else `longhouse@` the name people reach the house by. */
export function senderAddress(smtpUrl: string, publicUrl: string): string {
  const url = new URL(smtpUrl)
  const user = decodeURIComponent(url.username)
  return (
    url.searchParams.get('from') ?? (user.includes('@') ? user : `longhouse@${new URL(publicUrl).hostname}`)
  )
}
