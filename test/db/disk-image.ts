import type { DiskEvent } from './disk-trace.ts'

/** Chooses one of `count`: 0 is what is surely on disk, the last is what was written last. */
export type Choice = (count: number) => number
export const onlySynced: Choice = () => 0
export const everything: Choice = (count) => count - 1

type Version = { at: number; bytes: Buffer }

/**
 * A file between page cache and disk. Each block has one content that is surely on disk and newer ones of which, at a
 * power loss, any may be there, whatever the neighbours have: the disk writes blocks back when and in what order it likes.
 */
export class CachedFile {
  readonly #blockSize: number
  readonly #blocks = new Map<number, Version[]>()
  #sizes: { at: number; size: number }[] = [{ at: 0, size: 0 }]

  constructor(blockSize: number) {
    this.#blockSize = blockSize
  }

  write(at: number, offset: number, bytes: Buffer): void {
    for (let done = 0; done < bytes.length;) {
      const block = Math.floor((offset + done) / this.#blockSize)
      const start = (offset + done) % this.#blockSize
      const part = bytes.subarray(done, done + this.#blockSize - start)
      const versions = this.#versions(block)
      const content = Buffer.from(versions.at(-1)!.bytes)
      part.copy(content, start)
      versions.push({ at, bytes: content })
      done += part.length
    }
    this.#resize(at, Math.max(this.#sizes.at(-1)!.size, offset + bytes.length))
  }

  truncate(at: number, size: number): void {
    for (const [block, versions] of this.#blocks) {
      const keep = Math.max(0, Math.min(this.#blockSize, size - block * this.#blockSize))
      versions.push({ at, bytes: Buffer.from(versions.at(-1)!.bytes).fill(0, keep) })
    }
    this.#resize(at, size)
  }

  /** What was written until `at` is on disk. */
  synced(at: number): void {
    const settle = <V extends { at: number }>(versions: V[]) =>
      versions.splice(
        0,
        versions.findLastIndex((version) => version.at <= at),
      )
    for (const versions of this.#blocks.values()) settle(versions)
    settle(this.#sizes)
  }

  /** The file after a power loss in which `choose` said how far each block had come. */
  image(choose: Choice): Buffer {
    const { size } = this.#sizes[choose(this.#sizes.length)]!
    const bytes = Buffer.alloc(size)
    for (const [block, versions] of this.#blocks)
      if (block * this.#blockSize < size)
        versions[choose(versions.length)]!.bytes.copy(bytes, block * this.#blockSize)
    return bytes
  }

  #versions(block: number): Version[] {
    const versions = this.#blocks.get(block) ?? [{ at: 0, bytes: Buffer.alloc(this.#blockSize) }]
    this.#blocks.set(block, versions)
    return versions
  }

  #resize(at: number, size: number): void {
    if (size !== this.#sizes.at(-1)!.size) this.#sizes.push({ at, size })
  }
}

/** Plays a trace and stops `after` each event. `lies` names syncs that the disk confirms and does not do: planted faults. */
export function playTrace(
  events: readonly DiskEvent[],
  blockSize: number,
  after: (event: DiskEvent, index: number, files: ReadonlyMap<string, CachedFile>) => void,
  lies: (path: string) => boolean = () => false,
): void {
  const files = new Map<string, CachedFile>()
  const began = new Map<number, number>()
  for (const [index, event] of events.entries()) {
    if (event.kind !== 'said') {
      const file = files.get(event.path) ?? new CachedFile(blockSize)
      files.set(event.path, file)
      if (event.kind === 'write') file.write(index, event.offset, event.bytes)
      if (event.kind === 'truncate') file.truncate(index, event.size)
      if (event.kind === 'sync-begins') began.set(event.sync, index)
      if (event.kind === 'sync-ends' && !lies(event.path)) file.synced(began.get(event.sync)!)
    }
    after(event, index, files)
  }
}
