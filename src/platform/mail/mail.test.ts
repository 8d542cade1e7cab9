import { createServer, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import type { Log } from '../observability/log.ts'
import { openMail, senderAddress } from './open-mail.ts'

const log = { info() {} } as unknown as Log

test('without SMTP_URL mail is off and says so', async () => {
  const mail = openMail({ smtpUrl: null, publicUrl: 'https://house.example' }, { log })
  expect(mail.enabled).toBe(false)
  await expect(mail.send({ to: 'a@b.example', subject: 's', text: 't' })).rejects.toThrow('SMTP_URL')
  await mail.close()
})

test('a letter reaches the mail server as it was written', async () => {
  const server = await postOffice()
  const mail = openMail({ smtpUrl: server.url, publicUrl: 'https://house.example' }, { log })
  await mail.send({ to: 'ada@example.org', subject: 'Hello', text: 'A link: https://house.example/x' })
  await mail.close()
  await server.close()
  expect(server.lines).toContain('RCPT TO:<ada@example.org>')
  expect(server.lines).toContain('MAIL FROM:<longhouse@house.example>')
  expect(server.lines).toContain('A link: https://house.example/x')
})

test('a letter that the server refuses throws', async () => {
  const server = await postOffice('550 no such person')
  const mail = openMail({ smtpUrl: server.url, publicUrl: 'https://house.example' }, { log })
  await expect(mail.send({ to: 'no@example.org', subject: 's', text: 't' })).rejects.toThrow('550')
  await mail.close()
  await server.close()
})

test.each([
  ['smtp://mail.example', 'longhouse@house.example'],
  ['smtp://news%40mail.example:pw@mail.example', 'news@mail.example'],
  ['smtp://user:pw@mail.example?from=hello@house.example', 'hello@house.example'],
])('the sender of %s is %s', (smtpUrl, sender) => {
  expect(senderAddress(smtpUrl, 'https://house.example')).toBe(sender)
})

/** The least SMTP server that takes a letter; `recipient` is its answer to RCPT. */
async function postOffice(recipient = '250 ok') {
  const lines: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    let data = false
    socket.on('error', () => {})
    socket.write('220 here\r\n')
    socket.on('data', (chunk) => {
      for (const line of chunk.toString().split('\r\n').filter(Boolean)) {
        lines.push(line)
        if (data && line === '.') socket.write('250 taken\r\n')
        else if (line === 'DATA') socket.write('354 go on\r\n')
        else if (line.startsWith('RCPT')) socket.write(`${recipient}\r\n`)
        else if (line === 'QUIT') socket.end('221 bye\r\n')
        else if (!data) socket.write('250 ok\r\n')
        data = line === 'DATA' || (data && line !== '.')
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address() as { port: number }
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    lines,
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}
