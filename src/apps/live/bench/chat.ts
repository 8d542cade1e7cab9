import { mkdtemp, rm } from 'node:fs/promises'
import { get, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { cpuSeconds } from '../../../../bench/parts/cpu.ts'
import { setUp, startHouse } from '../../../../test/uploads/start-house.ts'
import { until } from '../../../../test/until.ts'
import type { ChatMessage } from '../contract/chat.ts'

type Row = { what: string; value: string; target?: string; ok?: boolean }
/** What a page heard: milliseconds from the request of each message to the page, and messages that came before an earlier one of their author. */
type Page = { delays: number[]; reordered: number; end(): void }
type Channel = { origin: string; path: string }

const pages = Number(process.env.CHAT_PAGES ?? 2000)
const seconds = Number(process.env.CHAT_SECONDS ?? 20)
const perSecond = 50
/** Each writes every other second: below what one person may. */
const authors = 100
/** Pages of one address; a house takes at most 1,000. */
const together = 500

/**
 * One channel in one process, pages that listen and guests who write all the time, on one clock. The load generator shares the machine's
 * processors with the house.
 */
export const bench = {
  name: 'live-chat',
  title: `Chat: ${pages} open pages, ${perSecond} messages a second`,
  async run(): Promise<{ rows: Row[] }> {
    const folder = await mkdtemp(join(tmpdir(), 'bench-chat-'))
    const house = await startHouse(folder, {
      RATE_LIMIT: '1000000',
      TRUST_PROXY: '127.0.0.1',
      RTMP_PORT: '0',
      LOG_LEVEL: 'warn',
    })
    try {
      const channel = await openChannel(house.origin)
      const listening: Page[] = []
      // A few at a time, as people come.
      while (listening.length < pages)
        listening.push(
          ...(await Promise.all(
            Array.from({ length: Math.min(50, pages - listening.length) }, (_, index) =>
              listen(channel, Math.floor((listening.length + index) / together)),
            ),
          )),
        )
      const before = cpuSeconds(house.pid)
      const { said, refused } = await talk(channel)
      const all = () => listening.every(({ delays }) => delays.length >= said)
      await until(all, { seconds: 15, what: 'every page' }).catch(() => null)
      const cores = (cpuSeconds(house.pid) - before) / seconds
      for (const page of listening) page.end()
      return { rows: rowsOf(listening, { said, refused, cores }) }
    } finally {
      await house.stop('SIGTERM')
      await rm(folder, { recursive: true, force: true })
    }
  },
}

function rowsOf(
  listening: readonly Page[],
  { said, refused, cores }: { said: number; refused: number; cores: number },
): Row[] {
  const delays = listening.flatMap((page) => page.delays).toSorted((a, b) => a - b)
  const at = (share: number) => delays[Math.floor(delays.length * share)] ?? Number.POSITIVE_INFINITY
  const lost = said * listening.length - delays.length
  const reordered = listening.reduce((sum, page) => sum + page.reordered, 0)
  return [
    { what: `messages in ${seconds} s, ${refused} refused`, value: String(said) },
    { what: 'from the author to a page, median', value: `${at(0.5).toFixed(0)} ms` },
    { what: '… 95 of 100', value: `${at(0.95).toFixed(0)} ms`, target: '≤ 500 ms', ok: at(0.95) <= 500 },
    { what: 'lost', value: String(lost), target: '0', ok: lost === 0 },
    { what: 'out of the order of their author', value: String(reordered), target: '0', ok: reordered === 0 },
    { what: 'processor of the house', value: `${cores.toFixed(2)} cores` },
  ]
}

async function openChannel(origin: string): Promise<Channel> {
  const owner = await setUp(origin)
  const answer = await fetch(`${origin}/api/v1/spaces/hall/channels`, {
    method: 'POST',
    headers: { ...owner, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Service', visibility: 'public', chat: { guests: true } }),
  })
  if (answer.status !== 201) throw new Error(`channels answered ${answer.status}: ${await answer.text()}`)
  const { id } = (await answer.json()) as { id: string }
  return { origin, path: `/api/v1/spaces/hall/channels/${id}` }
}

function listen({ origin, path }: Channel, neighbourhood: number): Promise<Page> {
  const page: Page = { delays: [], reordered: 0, end: () => {} }
  const latest = new Map<string, number>()
  const take = ({ body, author }: ChatMessage) => {
    const [sentAt = '', count = ''] = body.split(' ')
    page.delays.push(performance.now() - Number(sentAt))
    if (Number(count) <= (latest.get(author.name) ?? -1)) page.reordered += 1
    latest.set(author.name, Number(count))
  }
  return new Promise((resolve, reject) => {
    const headers = { 'x-forwarded-for': `10.0.0.${neighbourhood + 1}` }
    const asked = get(`${origin}${path}/events?watching=true`, { headers }, (answer: IncomingMessage) => {
      if (answer.statusCode !== 200) return reject(new Error(`events answered ${answer.statusCode}`))
      page.end = () => answer.destroy()
      readEvents(answer, 'chat', (data) => (data as ChatMessage[]).forEach(take))
      answer.once('data', () => resolve(page))
    })
    asked.once('error', reject)
  })
}

function readEvents(answer: IncomingMessage, name: string, hear: (data: unknown) => void): void {
  let rest = ''
  answer.setEncoding('utf8').on('data', (text: string) => {
    const events = (rest + text).split('\n\n')
    rest = events.pop()!
    for (const event of events)
      if (event.includes(`event: ${name}\n`)) hear(JSON.parse(event.slice(event.indexOf('data: ') + 6)))
  })
}

/** Each author waits for the answer before the next message, as a page does. */
async function talk({ origin, path }: Channel): Promise<{ said: number; refused: number }> {
  const sum = { said: 0, refused: 0 }
  const end = performance.now() + seconds * 1000
  const every = (authors / perSecond) * 1000
  const author = async (index: number) => {
    await pause((index / authors) * every)
    for (let count = 0; performance.now() < end; count += 1) {
      const began = performance.now()
      const answer = await fetch(`${origin}${path}/chat`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': `10.1.0.${index + 1}` },
        body: JSON.stringify({ body: `${began} ${count}`, guestName: `Guest ${index}` }),
      })
      await answer.body?.cancel()
      if (answer.status === 201) sum.said += 1
      else sum.refused += 1
      await pause(Math.max(0, began + every - performance.now()))
    }
  }
  await Promise.all(Array.from({ length: authors }, (_, index) => author(index)))
  return sum
}
