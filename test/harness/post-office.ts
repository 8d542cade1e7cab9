import { createServer, type Socket } from 'node:net'

/** A letter as it came over the line: for whom, its headers by lower-case name, and its parts by type, decoded. */
export type Arrived = {
  to: string
  raw: string
  headers: Record<string, string>
  parts: Record<string, string>
}

/**
 * The least SMTP server that takes letters, on a port of its own. `takes` answers for each recipient, `250 ok` when it says nothing; a
 * promise keeps the sender waiting, null breaks the line.
 */
export async function openPostOffice(takes: (to: string) => Promise<string | null> | string | null | void) {
  const letters: Arrived[] = []
  const lines: string[] = []
  const sockets = new Set<Socket>()
  const figures = { connections: 0 }
  const server = createServer((socket) => {
    figures.connections += 1
    sockets.add(socket)
    socket.on('error', () => {})
    void talk(socket).catch(() => socket.destroy())
  })

  async function talk(socket: Socket): Promise<void> {
    const say = (line: string) => socket.write(`${line}\r\n`)
    let [rest, to, data] = ['', '', null as string[] | null]
    say('220 here')
    for await (const chunk of socket) {
      const heard = (rest + String(chunk)).split('\r\n')
      rest = heard.pop()!
      for (const line of heard) {
        lines.push(line)
        if (data && line === '.') {
          letters.push(read(to, data))
          data = null
          say('250 taken')
        } else if (data) data.push(line.startsWith('..') ? line.slice(1) : line)
        else if (line === 'DATA') {
          data = []
          say('354 go on')
        } else if (line.startsWith('RCPT')) {
          to = /<(.*)>/.exec(line)?.[1] ?? ''
          const answer = await takes(to)
          if (answer === null) return void socket.destroy()
          say(answer ?? '250 ok')
        } else if (line === 'QUIT') socket.end('221 bye\r\n')
        else say('250 ok')
      }
    }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return {
    url: `smtp://127.0.0.1:${port}`,
    letters,
    /** Everything that was said to it. */
    lines,
    figures,
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}

function read(to: string, lines: readonly string[]): Arrived {
  const raw = lines.join('\r\n')
  const { headers, body } = entity(raw)
  const boundary = /boundary="?([^";]+)/.exec(headers['content-type'] ?? '')?.[1]
  const pieces = boundary ? body.split(`--${boundary}`).slice(1, -1) : [raw]
  const parts = pieces.map((piece) => {
    const part = entity(piece.replace(/^\r\n/, ''))
    const type = part.headers['content-type']!.split(';')[0]!
    return [type, decoded(part.body, part.headers['content-transfer-encoding'] ?? '')] as const
  })
  return { to, raw, headers, parts: Object.fromEntries(parts) }
}

function entity(raw: string): { headers: Record<string, string>; body: string } {
  const end = raw.indexOf('\r\n\r\n')
  const fields = raw
    .slice(0, end)
    .replaceAll(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
  const headers = fields.map((field) => {
    const at = field.indexOf(':')
    return [field.slice(0, at).toLowerCase(), field.slice(at + 1).trim()] as const
  })
  return { headers: Object.fromEntries(headers), body: raw.slice(end + 4) }
}

function decoded(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString()
  if (encoding !== 'quoted-printable') return body.replaceAll('\r\n', '\n')
  const bytes = body
    .replaceAll('=\r\n', '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString().replaceAll('\r\n', '\n')
}
