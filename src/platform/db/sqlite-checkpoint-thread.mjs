// The thread of sqlite-checkpoints.ts: moves the write-ahead log into the database, with its own connection and its own
// syncs. Plain JavaScript: a thread that strips types costs 11 MB more.
import Database from 'better-sqlite3'
import { parentPort, workerData } from 'node:worker_threads'

// Writers wait while a log is restarted: a reader in the way means later, not longer.
const db = new Database(workerData.file, { fileMustExist: true, timeout: 100 })
db.pragma('synchronous = FULL')
db.pragma('wal_autocheckpoint = 0')
// A log that has grown large is cut back to this when it starts anew.
db.pragma('journal_size_limit = 67108864')

const steps = {
  copy: () => db.pragma('wal_checkpoint(PASSIVE)'),
  restart() {
    const [{ busy }] = db.pragma('wal_checkpoint(RESTART)')
    if (!busy) beginLog()
    return busy
  },
}

// The first frame of a log is synced with its header by SQLite itself: writing it here keeps that sync off the event loop.
function beginLog() {
  try {
    db.pragma(`application_id = ${workerData.applicationId}`)
  } catch (error) {
    // Another process was first and has begun it.
    if (!String(error.code).startsWith('SQLITE_BUSY')) throw error
  }
}

parentPort.on('message', (step) => {
  if (step === 'close') {
    db.close()
    parentPort.close()
    return
  }
  try {
    parentPort.postMessage({ busy: Boolean(steps[step]()) })
  } catch (error) {
    parentPort.postMessage({ error: error.message, code: String(error.code) })
  }
})
