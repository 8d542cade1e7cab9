import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Standing } from '#platform/auth/actor.ts'
import { openAudit } from '#platform/audit/open-audit.ts'
import { openBus } from '#platform/bus/open-bus.ts'
import { openCache } from '#platform/cache/open-cache.ts'
import { systemClock } from '#platform/clock.ts'
import type { Config } from '#platform/config/config.ts'
import { openCursors } from '#platform/http/cursors.ts'
import { openSignedPaths } from '#platform/http/signed-paths.ts'
import { openProcessUploadLocks } from '#platform/http/process-upload-locks.ts'
import { openUploads } from '#platform/http/uploads.ts'
import { newId } from '#platform/ids.ts'
import type { Media, Probe, RenditionFile } from '#platform/media/media.ts'
import { platformMigrations } from '#platform/platform-migrations.ts'
import type { Platform } from '#platform/platform.ts'
import { openQueue } from '#platform/queue/open-queue.ts'
import { openSearch } from '#platform/search/open-search.ts'
import { openStorage } from '#platform/storage/open-storage.ts'
import { uploadFolder } from '#platform/storage/storage.ts'
import { openTestDb } from '../../../../test/harness/open-test-db.ts'
import { openTestShared } from '../../../../test/harness/open-test-shared.ts'
import { bareMetrics, quietLog } from '../../../../test/harness/quiet.ts'
import type { NewClip } from '../contract/clip.ts'
import { openCaptions } from './captions.ts'
import { clipMediaDoor } from './clip-media-door.ts'
import { openClipNews } from './clip-news.ts'
import { openClipOutputs, ownedClipKeys } from './clip-outputs.ts'
import { clipSource } from './clip-search.ts'
import { openProcessing } from './clip-processing.ts'
import { clipById } from './clip-store.ts'
import type { ClipTables } from './clip-tables.ts'
import { clipUploads } from './clip-uploads.ts'
import { openClipPages } from './clip-pages.ts'
import { openClips } from './clips.ts'
import { openComments } from './comments.ts'
import { encodeRungsJob } from './encode-rungs-job.ts'
import { joinRecordingJob } from './join-recording-job.ts'
import { recordingIntake } from './recording-intake.ts'
import { ingestClipJob } from './ingest-clip-job.ts'
import { app } from './footage-app.ts'
import { purgeClipsJob } from './purge-clips-job.ts'
import { renditionsOf } from './rendition-store.ts'
import { shrinkPostersJob } from './shrink-posters-job.ts'
import { sweepOutputsJob } from './sweep-outputs-job.ts'

/** Footage on real engines with a media service that writes a few bytes at once; for tests of this folder. */
export async function openTestFootage(media: Partial<Media> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'longhouse-footage-'))
  const tools = { log: quietLog(), metrics: bareMetrics(), clock: systemClock }
  const house = await openTestDb([platformMigrations, app.migrations])
  const db = house.db.tables<ClipTables>()
  const config = {
    renditionHeights: [720, 360],
    maxUploadSize: 1e9,
    spaceQuota: null,
  } as Partial<Config> as Config
  const storage = await openStorage({ engine: 'disk', folder }, tools)
  const shared = await openTestShared()
  const bus = await openBus(shared, tools)
  const cache = await openCache(shared, { ...tools, bus })
  const queue = await openQueue(
    shared,
    { ...tools, db: house.db, bus },
    { backoff: 0.01, poll: 0.05, watch: 0.05 },
  )
  const cursors = openCursors(Buffer.alloc(32, 1))
  // However busy the machine is, what was written is found.
  const search = await openSearch({ ...tools, db: house.db, cursors, settleMs: 10_000 })
  search.use(clipSource({ db }))
  const uploads = openUploads({
    ...tools,
    config,
    db: house.db,
    storage,
    auth: { watch: () => () => {}, accounts: { role: async () => 'member' } },
    locks: openProcessUploadLocks(),
  })
  const signedPaths = openSignedPaths({ secretKey: Buffer.alloc(32, 1), cdnUrl: null, clock: systemClock })
  const platform = {
    ...tools,
    audit: openAudit({ clock: tools.clock, actions: app.audited ?? [] }),
    config,
    storage,
    bus,
    cache,
    queue,
    uploads,
    signedPaths,
    accounts: {
      people: async (ids: readonly string[]) => new Map(ids.map((id) => [id, { id: personId, name: id }])),
    } as Platform['accounts'],
    search,
    cursors,
    media: { ...quickMedia(), ...media },
  } satisfies Partial<Platform>

  const news = openClipNews(platform)
  const processing = openProcessing({ ...platform, db, news })
  const clips = openClips({ ...platform, db, news, processing })
  const outputs = openClipOutputs({ ...platform, db })
  const work = { ...platform, db, news, outputs, processing }
  const pages = openClipPages({ ...platform, db, news })
  await uploads.use([clipUploads({ news, processing })])

  return {
    ...platform,
    db,
    news,
    processing,
    clips,
    outputs,
    pages,
    captions: openCaptions({ ...platform, db, news }),
    comments: openComments({ ...platform, db, news }),
    door: clipMediaDoor({ ...platform, db }),
    work: () =>
      queue.work(
        [
          ingestClipJob(work),
          encodeRungsJob(work),
          joinRecordingJob(work),
          purgeClipsJob(work),
          shrinkPostersJob(work),
          sweepOutputsJob(work),
        ],
        { media: 1, default: 2 },
      ),
    clip: async (id: string) => (await clipById(db.read, id))!,
    rungs: (id: string) => renditionsOf(db.read, id),
    intake: recordingIntake({ ...platform, news }),
    /** A clip whose last byte is in. */
    bring: async (who: Standing, input: Partial<NewClip> = {}) =>
      clips.bring(who, { ...someInput, ...input }, async (id) => {
        const key = `${uploadFolder(id)}/original`
        await storage.put(key, Buffer.from('bytes'))
        return key
      }),
    keys: async () => {
      const keys: string[] = []
      for await (const { key } of storage.list()) keys.push(key)
      return keys
    },
    /** Keys that no row names. */
    orphans: async () => {
      const keys: string[] = []
      for await (const { key } of storage.list()) keys.push(key)
      const owned = await ownedClipKeys(db.read, keys)
      return keys.filter((key) => !owned.has(key))
    },
    async close() {
      pages.close()
      await queue.stop(0)
      await search.close()
      await cache.close()
      await bus.close()
      await shared.close()
      await storage.close()
      await house.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export const someInput: NewClip = {
  title: 'A clip',
  visibility: 'members',
  file: { name: 'clip.mp4', size: 5, type: 'video/mp4' },
}

export const author: Standing = {
  space: { id: 'space', slug: 'space', name: 'Space' },
  role: 'member',
  accountId: 'author',
}
export const owner: Standing = { ...author, role: 'owner', accountId: 'owner' }
export const other: Standing = { ...author, accountId: 'other' }
export const guest: Standing = { ...author, role: null, accountId: null }

/** Everybody's, for answers that are held against the contract. */
const personId = newId()

export const someProbe: Probe = {
  format: 'mov',
  durationSeconds: 10,
  size: 5,
  video: {
    index: 0,
    codec: 'h264',
    tag: 'avc1',
    width: 1280,
    height: 720,
    rotation: 0,
    frameRate: 30,
    variableFrameRate: false,
    pixelFormat: 'yuv420p',
    bitsPerSample: 8,
    hdr: null,
    interlaced: false,
    durationSeconds: 10,
    keyframeSeconds: 2,
    bitrate: 1_000_000,
    profile: 'High',
    level: 40,
  },
  audio: [],
  otherStreams: 0,
  recordedAt: '2026-04-01T12:00:00.000Z',
  rewrappable: true,
}

/** Answers at once; its files hold their own names. */
export function quickMedia(): Media {
  return {
    probe: async () => someProbe,
    poster: async (_path, _probe, folder) => ({
      file: await made(folder, 'poster.jpg'),
      width: 1280,
      height: 720,
    }),
    shrink: (_path, widths, folder) =>
      Promise.all(widths.map((width) => made(folder, `poster-${width}.webp`))),
    storyboard: async (_path, _probe, folder) => ({
      image: await made(folder, 'storyboard.jpg'),
      vtt: await made(folder, 'storyboard.vtt'),
    }),
    rewrap: (_path, probe, folder) => rendition(folder, 'source', probe.video?.height ?? 0),
    ladder: (_probe, heights) =>
      heights
        .toSorted((a, b) => a - b)
        .map((height) => ({ height, width: height * 2, videoBitrate: 2_000_000, audioBitrate: 128_000 })),
    encode: async (_path, _probe, plans, folder) =>
      Promise.all(plans.map((plan) => rendition(folder, `${plan.height}`, plan.height))),
    loudest: async () => -20,
    narrow: async () => undefined,
    join: async (paths, folder) =>
      made(folder, 'joined.mp4', await Promise.all(paths.map((path) => readFile(path)))),
    master: (renditions) => `#EXTM3U\n${renditions.map((r) => `${r.uri}\n`).join('')}`,
    sandbox: async () => ({ strong: true, detail: '', ffmpeg: null }),
  }
}

const rendition = async (folder: string, name: string, height: number): Promise<RenditionFile> => ({
  height,
  width: height * 2,
  pixelHeight: height,
  file: await made(folder, `${name}.mp4`),
  playlist: await made(folder, `${name}.m3u8`),
  bandwidth: 2_000_000,
  averageBandwidth: 1_000_000,
  codecs: 'avc1.64001f',
  frameRate: 30,
  size: 5,
})

async function made(folder: string, name: string, bytes: string | Buffer[] = name): Promise<string> {
  const file = join(folder, name)
  await writeFile(file, bytes)
  return file
}
