import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Fault } from '#platform/errors.ts'
import { openLog } from '#platform/observability/open-log.ts'
import {
  copyStorage,
  type CopyProgress,
  type CopySum,
  measureStorage,
  refuseFullTarget,
} from '#platform/storage/copy-storage.ts'
import { openStorage } from '#platform/storage/open-storage.ts'
import { readStorageAddress } from './storage-address.ts'
import { commandEnvironment, tellingFaults } from './with-house.ts'

export type StorageCopyWish = {
  from: string
  to: string
  dryRun?: boolean
  resume?: boolean
  verify: 'content' | 'size'
  atOnce: number
}

/** Copies one store into another; with `dryRun` tells what that would be. The first round may run beside the house. */
export const copyStores = (wish: StorageCopyWish) =>
  tellingFaults(async () => {
    const env = commandEnvironment()
    const [source, target] = [
      readStorageAddress(wish.from, 'from', env),
      readStorageAddress(wish.to, 'to', env),
    ]
    if (source.words === target.words)
      throw new Fault('invalid', 'same-store', `Both ends are ${source.words}. Nothing was done.`)
    const log = openLog({ logLevel: 'error' })
    const opened: { close(): Promise<void> }[] = []
    const open = async (config: typeof source.config) => {
      const storage = await openStorage(config, { log })
      opened.push(storage)
      return storage
    }
    try {
      const [from, to] = [await open(source.config), await open(target.config)]
      const { whole, arriving } = await measureStorage(from)
      console.log(`From ${source.words}: ${told(whole)}\nTo   ${target.words}`)
      if (arriving.objects > 0) console.log(leftBehind(arriving))
      const options = { verify: wish.verify, atOnce: wish.atOnce, resume: wish.resume ?? false }
      if (wish.dryRun) {
        await refuseFullTarget(to, options)
        return console.log(
          'Nothing stands in the way, and nothing was copied. Say the same without --dry-run.',
        )
      }
      const stopping = new AbortController()
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort())
      const started = performance.now()
      const say = progress(whole)
      const sum = await copyStorage({ from, to }, { ...options, signal: stopping.signal, say }).catch(
        (error: unknown) => {
          throw stopping.signal.aborted ? stopped() : error
        },
      )
      for (const line of closing(sum, wish.verify, (performance.now() - started) / 1000)) console.log(line)
    } finally {
      for (const one of opened.toReversed()) await one.close()
      await rm(join(tmpdir(), `longhouse-copy-${process.pid}`), { recursive: true, force: true })
    }
  })

/** Milliseconds between two words about how far it is. */
const strideMs = 5000

function progress(whole: CopyProgress): (now: CopyProgress) => void {
  let last = performance.now()
  return (now) => {
    if (performance.now() - last < strideMs) return
    last = performance.now()
    console.log(`  ${told(now)} of ${told(whole)}`)
  }
}

function closing({ copied, kept, gone, strange }: CopySum, verify: string, seconds: number): string[] {
  const compared =
    verify === 'content' ? 'Sizes and SHA-256 of every object are' : 'Sizes of every object are'
  return [
    `Copied ${told(copied)} in ${Math.ceil(seconds)} s; ${told(kept)} were there already. ${compared} the same on both sides.`,
    ...(gone > 0 ? [`${gone} were deleted at the source while the copy ran.`] : []),
    ...(strange > 0 ? [`${strange} are at the target alone and were left there.`] : []),
    'The source is as it was. Point the house to the target and start it (docs/scaling.md).',
  ]
}

const leftBehind = (arriving: CopyProgress) =>
  `${arriving.objects} unfinished ${arriving.objects === 1 ? 'upload' : 'uploads'} (${size(arriving.bytes)}) stay behind: their clients send them again from the beginning. Wait for them before the last round if that is too much.`

const stopped = () =>
  new Fault(
    'unavailable',
    'stopped',
    'Stopped. What was copied is kept; say the same with --resume to go on.',
  )

const told = ({ objects, bytes }: CopyProgress) =>
  `${objects.toLocaleString('en-US')} ${objects === 1 ? 'object' : 'objects'}, ${size(bytes)}`

function size(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB'] as const
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  return `${Number((bytes / 1000 ** step).toFixed(1))} ${units[step]!}`
}
