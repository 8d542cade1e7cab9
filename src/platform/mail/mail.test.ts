import { afterEach, expect, test } from 'vitest'
import { openPostOffice } from '../../../test/harness/post-office.ts'
import type { Log } from '../observability/log.ts'
import { wordLetter } from './letter-words.ts'
import type { Letter, MailFault } from './mail.ts'
import { openMail, senderAddress } from './open-mail.ts'

const log = { info() {} } as unknown as Log
const letter = { to: 'ada@example.org', subject: 's', text: 't' }

const opened: { close(): Promise<unknown> }[] = []
afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close()
})

/** A house that sends through a post office which answers so. */
async function house(takes: Parameters<typeof openPostOffice>[0] = () => {}) {
  const office = await openPostOffice(takes)
  const mail = openMail({ smtpUrl: office.url, publicUrl: 'https://house.example' }, { log })
  opened.push(office, mail)
  return { office, mail }
}
const faultOf = (sending: Promise<void>) =>
  sending.then(
    () => null,
    (error: unknown) => error as MailFault,
  )

test('without SMTP_URL mail is off and says so', async () => {
  const mail = openMail({ smtpUrl: null, publicUrl: 'https://house.example' }, { log })
  expect(mail.enabled).toBe(false)
  await expect(mail.send(letter)).rejects.toThrow('SMTP_URL')
  await mail.close()
})

test('a letter reaches the mail server as it was written', async () => {
  const { office, mail } = await house()
  await mail.send({ ...letter, subject: 'Hello', text: 'A link: https://house.example/x' })
  expect(office.lines).toContain('RCPT TO:<ada@example.org>')
  expect(office.lines).toContain('MAIL FROM:<longhouse@house.example>')
  expect(office.letters[0]).toMatchObject({
    headers: { subject: 'Hello', 'auto-submitted': 'auto-generated' },
    parts: { 'text/plain': 'A link: https://house.example/x' },
  })
})

test('letters in two forms, with a name and an address that ends them', async () => {
  const { office, mail } = await house()
  const long = `https://house.example/api/unfollow?of=${'a'.repeat(90)}`
  await mail.send({ ...letter, html: '<p>t</p>', endsAt: long, name: 'event-1' })
  const [{ headers, parts } = { headers: {}, parts: {} }] = office.letters
  expect(headers).toMatchObject({
    'list-unsubscribe': `<${long}>`,
    'list-unsubscribe-post': 'List-Unsubscribe=One-Click',
    'message-id': '<event-1@house.example>',
  })
  expect(Object.keys(parts)).toEqual(['text/plain', 'text/html'])
})

test('letters that follow each other share a connection', async () => {
  const { office, mail } = await house()
  for (let number = 0; number < 5; number++) await mail.send(letter)
  expect(office.letters).toHaveLength(5)
  expect(office.figures.connections).toBe(1)
})

test('no words of a person add a header', async () => {
  const { office, mail } = await house()
  const hostile = 'Sunday\r\nBcc: everybody@example.org\r\n\r\nA body\u2028\u202e'
  await mail.send({ ...letter, subject: hostile })
  expect(office.letters[0]!.headers).not.toHaveProperty('bcc')
  expect(office.letters[0]!.headers.subject).toBe('Sunday Bcc: everybody@example.org A body')
  expect(office.lines.filter((line) => line.startsWith('RCPT'))).toEqual(['RCPT TO:<ada@example.org>'])
})

test.each([
  ['550 5.1.1 <ada@example.org> is nobody here', 'refused'],
  ['450 come again in five minutes', 'later'],
  ['421 too many connections', 'away'],
  [null, 'away'],
] as const)(
  'a server that answers "%s" makes the letter %s, and its address is not repeated',
  async (answer, kind) => {
    const { mail } = await house(() => answer)
    const fault = await faultOf(mail.send(letter))
    expect(fault).toMatchObject({ name: 'MailFault', kind })
    expect(fault!.message).not.toContain('ada@example.org')
  },
)

test('a server that is not there is away', async () => {
  const { office, mail } = await house()
  await office.close()
  expect(await faultOf(mail.send(letter))).toMatchObject({ kind: 'away' })
})

test('both forms of a letter say the same, and what people typed stays text', () => {
  const words = {
    name: 'Ada <b>',
    says: ['"Harvest"\r\nBcc: x has begun.'],
    act: { label: 'Watch', url: 'https://house.example/live?a=1&b=2' },
    why: 'You follow <script>alert(1)</script>.',
    ways: [{ label: 'Stop', url: 'https://house.example/api/unfollow' }],
  }
  const { text, html }: Pick<Letter, 'text' | 'html'> = wordLetter(words)
  expect(text).toBe(
    'Hello Ada <b>,\n\n"Harvest" Bcc: x has begun.\n\nWatch:\nhttps://house.example/live?a=1&b=2\n\n--\n\n' +
      'You follow <script>alert(1)</script>.\n\nStop:\nhttps://house.example/api/unfollow\n',
  )
  expect(html).toContain('Hello Ada &#60;b&#62;,')
  expect(html).toContain('href="https://house.example/live?a=1&#38;b=2"')
  expect(html).not.toMatch(/<script|<b>|src=/)
})

test.each([
  ['smtp://mail.example', 'longhouse@house.example'],
  ['smtp://news%40mail.example:pw@mail.example', 'news@mail.example'],
  ['smtp://user:pw@mail.example?from=hello@house.example', 'hello@house.example'],
])('the sender of %s is %s', (smtpUrl, sender) => {
  expect(senderAddress(smtpUrl, 'https://house.example')).toBe(sender)
})
