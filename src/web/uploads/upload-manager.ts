import { isHiccup, newKey } from '../api.ts'
import { wordsOf } from '../ui/states.tsx'
import { lostWords, type Send } from './send-file.ts'
import { openUploadList, type Shelf } from './upload-list.ts'
import type { AddUploads, StartUpload, UploadItem, UploadWatch } from './uploads.ts'

/** What the machine leans on; tests hand in their own. */
export type UploadParts = {
  shelf: Shelf
  send: Send
  end: (url: string) => Promise<void>
  stillThere: (url: string) => Promise<boolean>
  /** Calls back when the connection may be there again, and when it is surely gone. */
  onConnection: (on: { wake: () => void; lost: () => void }) => void
  watcher: (app: string) => Promise<UploadWatch | undefined>
  /** Seconds until the next try by itself. */
  delay: (tries: number) => number
  /** Whether leaving the page now would stop something. */
  guard: (moving: boolean) => void
  /** What the server holds of this upload has changed: lists that show it are old. */
  changed: (item: UploadItem) => void
}

export type UploadManager = Awaited<ReturnType<typeof openUploadManager>>

const atOnce = 2

/**
 * Sends files one after the other, two at a time. Survives pages, lost connections and a restarted server by itself, a
 * reload with the person's help: the browser does not hand out files twice, so they are chosen again and found by
 * name, size and date.
 */
export async function openUploadManager(parts: UploadParts) {
  const left = (await parts.shelf.load()).map((item): UploadItem => ({
    ...item,
    bytesPerSecond: 0,
    state: item.state === 'processing' || item.state === 'failed' ? item.state : 'unfinished',
  }))
  const list = openUploadList(parts.shelf, left)
  const files = new Map<string, { file: File; start?: StartUpload }>()
  const running = new Map<string, () => void>()
  const tries = new Map<string, number>()

  const pump = () => {
    for (const item of list.items()) {
      const busy = list.items().filter(({ state }) => state === 'starting' || state === 'uploading').length
      if (busy >= atOnce) break
      if (item.state === 'waiting' && !running.has(item.id)) void (item.url ? send(item) : begin(item))
    }
    for (const item of list.items())
      if (item.state === 'processing' && !running.has(item.id)) void watch(item)
    parts.guard(list.items().some((item) => ['starting', 'waiting', 'uploading'].includes(item.state)))
  }

  const tell = (id: string) => {
    const item = list.find(id)
    if (item) parts.changed(item)
  }

  /** Saves the draft on the server. From here on the item survives a reload. */
  async function begin(item: UploadItem) {
    const given = files.get(item.id)
    if (!given?.start) return
    running.set(item.id, () => {})
    list.edit(item.id, { state: 'starting', note: '' })
    try {
      const { subjectId, uploadUrl, href } = await given.start(given.file, item.id)
      running.delete(item.id)
      files.delete(item.id)
      tries.delete(item.id)
      if (!list.find(item.id)) return await parts.end(uploadUrl)
      files.set(subjectId, given)
      list.edit(item.id, { id: subjectId, url: uploadUrl, href, state: 'waiting' })
      tell(subjectId)
    } catch (problem) {
      running.delete(item.id)
      if (isHiccup(problem)) later(item.id, { state: 'waiting', note: lostWords })
      else list.edit(item.id, { state: 'failed', note: wordsOf(problem) })
    }
    pump()
  }

  function send({ id, url, sent }: UploadItem) {
    const given = files.get(id)
    if (!given) return list.edit(id, { state: 'unfinished' })
    list.edit(id, { state: 'uploading', note: '' })
    const meter = openMeter(sent, (sent, speed) => {
      const before = list.find(id)?.bytesPerSecond || speed
      list.edit(id, { sent, bytesPerSecond: before * 0.7 + speed * 0.3 })
    })
    const { stop } = parts.send(given.file, url, {
      progress(sent) {
        tries.delete(id)
        meter.at(sent)
      },
      done() {
        meter.stop()
        running.delete(id)
        files.delete(id)
        list.edit(id, {
          state: 'processing',
          sent: given.file.size,
          percent: 0,
          note: 'Waiting to be processed',
        })
        tell(id)
        pump()
      },
      fault({ kind, words }) {
        meter.stop()
        running.delete(id)
        if (kind === 'hiccup') later(id, { state: 'waiting', note: words })
        else list.edit(id, { state: 'failed', note: words, ...(kind === 'gone' && { url: '' }) })
        pump()
      },
    })
    running.set(id, () => {
      meter.stop()
      stop()
    })
  }

  /** Tries again by itself, ever more patiently; at once when the connection comes back. */
  function later(id: string, change: Partial<UploadItem>) {
    const count = (tries.get(id) ?? 0) + 1
    tries.set(id, count)
    list.edit(id, { ...change, bytesPerSecond: 0 })
    const timer = setTimeout(
      () => {
        running.delete(id)
        pump()
      },
      parts.delay(count) * 1000,
    )
    running.set(id, () => clearTimeout(timer))
  }

  async function watch(item: UploadItem) {
    const stop = new AbortController()
    running.set(item.id, () => stop.abort())
    try {
      const follow = await parts.watcher(item.app)
      if (follow) await follow(item, (now) => list.edit(item.id, now), stop.signal)
      else list.edit(item.id, { state: 'ready', note: '' })
      tell(item.id)
      running.delete(item.id)
      pump()
    } catch {
      // The watch broke, not the work: look again after a while.
      if (!stop.signal.aborted) later(item.id, { state: 'processing' })
    }
  }

  /** What was left behind may have ended since, on this page's way out or elsewhere. */
  async function look(id: string, url: string) {
    if (await parts.stillThere(url)) return
    if (list.find(id)?.state === 'unfinished') list.remove([id])
  }

  const halt = (id: string) => {
    running.get(id)?.()
    running.delete(id)
  }
  parts.onConnection({
    wake() {
      for (const item of list.items()) if (item.state === 'waiting') halt(item.id)
      pump()
    },
    lost() {
      for (const item of list.items())
        if (item.state === 'uploading') {
          halt(item.id)
          later(item.id, { state: 'waiting', note: lostWords })
        }
    },
  })
  pump()
  for (const { id, state, url } of left) if (state === 'unfinished') void look(id, url)

  return {
    items: list.items,
    subscribe: list.subscribe,
    add: ((added, { app, space, start }) => {
      const fresh = added.filter((file) => !revive(file))
      const items = fresh.map((file) => newItem(file, app, space))
      items.forEach((item, index) => files.set(item.id, { file: fresh[index]!, start }))
      list.add(items)
      pump()
    }) satisfies AddUploads,
    /** Goes on with unfinished items whose files these are. Returns how many were found. */
    chooseAgain(chosen: readonly File[]): number {
      const found = chosen.filter((file) => revive(file)).length
      pump()
      return found
    },
    pause(id: string) {
      halt(id)
      list.edit(id, { state: 'paused', bytesPerSecond: 0 })
      pump()
    },
    /** Whether the file is still at hand, or its half on the server waits for it. */
    canResume: (id: string) => files.has(id) || Boolean(list.find(id)?.url),
    /** After a pause or a failure. */
    resume(id: string) {
      tries.delete(id)
      list.edit(id, { state: files.has(id) ? 'waiting' : 'unfinished', note: '' })
      pump()
    },
    async cancel(id: string) {
      const item = list.find(id)
      halt(id)
      files.delete(id)
      list.remove([id])
      pump()
      if (!item?.url || item.state === 'processing') return
      await parts.end(item.url).catch(() => {})
      parts.changed(item)
    },
    /** Takes what is over out of the tray. */
    clear: () =>
      list.remove(
        list
          .items()
          .filter(({ state }) => state === 'ready' || state === 'failed')
          .map(({ id }) => id),
      ),
  }

  function revive(file: File): boolean {
    const item = list
      .items()
      .find(
        ({ state, name, size, lastModified }) =>
          state === 'unfinished' &&
          name === file.name &&
          size === file.size &&
          lastModified === file.lastModified,
      )
    if (!item) return false
    files.set(item.id, { file })
    list.edit(item.id, { state: 'waiting' })
    return true
  }
}

/** Tells bytes and bytes a second at most every 0.4 s, and always the last of them: a line may stand still after it. */
function openMeter(sent: number, tell: (sent: number, bytesPerSecond: number) => void) {
  let told = { at: Date.now(), sent }
  let latest = sent
  let timer: ReturnType<typeof setTimeout> | undefined
  const look = () => {
    timer = undefined
    const seconds = Math.max(0.001, (Date.now() - told.at) / 1000)
    tell(latest, Math.max(0, latest - told.sent) / seconds)
    told = { at: Date.now(), sent: latest }
  }
  return {
    at(sent: number) {
      latest = sent
      timer ??= setTimeout(look, 400)
    },
    stop: () => clearTimeout(timer),
  }
}

const newItem = (file: File, app: string, space: string): UploadItem => ({
  id: `new-${newKey()}`,
  app,
  space,
  name: file.name,
  size: file.size,
  lastModified: file.lastModified,
  href: '',
  url: '',
  sent: 0,
  bytesPerSecond: 0,
  state: 'waiting',
  percent: 0,
  note: '',
})
