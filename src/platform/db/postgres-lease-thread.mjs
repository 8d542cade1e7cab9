// The thread of postgres-lease-renewer.ts. Plain JavaScript: a thread that strips types costs 11 MB more.
// oxlint-disable unicorn/require-post-message-target-origin -- threads, not windows
import { parentPort, workerData } from 'node:worker_threads'
import { Client } from 'pg'

const { connectionString, tls, table, owner, everySeconds, silentSeconds, pulse } = workerData
const ssl = tls && { ...tls, checkServerIdentity: tls.anyName ? () => undefined : undefined }
const renewal = `UPDATE "${table}" SET beat = beat + 1 WHERE owner = $1`
/** A beat that is not answered for that long is given up with its connection. */
const answerSeconds = 5

let client = null
let lastPulse = Atomics.load(pulse, 0)
let silent = 0
let beating = null
let ending = false

await connect()
const timer = setInterval(
  () => void (beating ??= beat().finally(() => (beating = null))),
  everySeconds * 1000,
)
parentPort.once('message', () => void end())
parentPort.postMessage('open')

async function beat() {
  const now = Atomics.load(pulse, 0)
  silent = now === lastPulse ? silent + everySeconds : 0
  lastPulse = now
  if (silent >= silentSeconds || ending) return
  try {
    if (!client) await connect()
    const { rowCount } = await client.query(renewal, [owner])
    if (rowCount > 0 || ending) return
    parentPort.postMessage('lost')
    void end()
  } catch (error) {
    // A server that ends or cannot be reached stops other processes as well; the next beat tries again.
    drop()
    if (error.code === '42P01' || error.code === '42703') throw error
  }
}

async function connect() {
  const one = new Client({
    connectionString,
    ssl,
    application_name: 'longhouse lease',
    connectionTimeoutMillis: answerSeconds * 1000,
    query_timeout: answerSeconds * 1000,
    keepAlive: true,
  })
  one.on('error', () => {
    if (client === one) client = null
  })
  await one.connect()
  client = one
}

function drop() {
  const one = client
  client = null
  one?.end().catch(() => {})
}

async function end() {
  ending = true
  clearInterval(timer)
  await beating
  await client?.end().catch(() => {})
}
