// The thread of sqlite-lease-renewer.ts. Plain JavaScript: a thread that strips types costs 11 MB more.
// oxlint-disable unicorn/require-post-message-target-origin -- threads, not windows
import Database from 'better-sqlite3'
import { parentPort, workerData } from 'node:worker_threads'

const { file, table, owner, everySeconds, silentSeconds, pulse } = workerData
const db = new Database(file, { fileMustExist: true, timeout: 5000 })
// A beat need not survive power loss, and this connection never moves the log into the database.
db.pragma('synchronous = NORMAL')
db.pragma('wal_autocheckpoint = 0')
const renew = db.prepare(`UPDATE "${table}" SET beat = beat + 1 WHERE owner = ?`)

let lastPulse = Atomics.load(pulse, 0)
let silent = 0
const timer = setInterval(beat, everySeconds * 1000)
parentPort.on('message', end)
parentPort.postMessage('open')

function beat() {
  const now = Atomics.load(pulse, 0)
  silent = now === lastPulse ? silent + everySeconds : 0
  lastPulse = now
  if (silent >= silentSeconds) return
  try {
    if (renew.run(owner).changes > 0) return
    parentPort.postMessage('lost')
    end()
  } catch (error) {
    // Busy or full: that stops other processes as well, and the next beat tries again.
    if (!String(error.code).startsWith('SQLITE_')) throw error
  }
}

function end() {
  clearInterval(timer)
  parentPort.off('message', end)
  db.close()
}
