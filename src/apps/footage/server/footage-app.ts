import type { App } from '#platform/app.ts'
import { footageContract } from '../contract/footage-routes.ts'
import { captionRoutes } from './caption-routes.ts'
import { openCaptions } from './captions.ts'
import {
  encodeRungs,
  ingestClip,
  joinRecording,
  purgeClips,
  shrinkPosters,
  sweepOutputs,
} from './clip-jobs.ts'
import { clipMediaDoor } from './clip-media-door.ts'
import { openClipNews } from './clip-news.ts'
import { clipActions } from './clip-audit.ts'
import { openClipOutputs, ownedClipKeys } from './clip-outputs.ts'
import { openClipPages } from './clip-pages.ts'
import { openProcessing } from './clip-processing.ts'
import { clipRoutes } from './clip-routes.ts'
import { clipSource } from './clip-search.ts'
import type { ClipTables } from './clip-tables.ts'
import { clipUploads } from './clip-uploads.ts'
import { openClips } from './clips.ts'
import { commentRoutes } from './comment-routes.ts'
import { openComments } from './comments.ts'
import { demoFootage } from './demo-footage.ts'
import { encodeRungsJob } from './encode-rungs-job.ts'
import { ingestClipJob } from './ingest-clip-job.ts'
import { clips0001 } from './migrations/0001-clips.ts'
import { captions0002 } from './migrations/0002-captions.ts'
import { smallPosters0003 } from './migrations/0003-small-posters.ts'
import { spaceRows0004 } from './migrations/0004-space-rows.ts'
import { listIndexes0005 } from './migrations/0005-list-indexes.ts'
import { tagCounts0006 } from './migrations/0006-tag-counts.ts'
import { recordings0007 } from './migrations/0007-recordings.ts'
import { joinRecordingJob } from './join-recording-job.ts'
import { tagPlaces0008 } from './migrations/0008-tag-places.ts'
import { tagIndexes0009 } from './migrations/0009-tag-indexes.ts'
import { purgeClipsJob } from './purge-clips-job.ts'
import { recordingIntake } from './recording-intake.ts'
import { shrinkPostersJob } from './shrink-posters-job.ts'
import { sweepOutputsJob } from './sweep-outputs-job.ts'

/** Clips that members share: upload, processing, playback, comments. */
export const app: App = {
  id: 'footage',
  title: 'Footage',
  migrations: {
    owner: 'footage',
    migrations: [
      clips0001,
      captions0002,
      smallPosters0003,
      spaceRows0004,
      listIndexes0005,
      tagCounts0006,
      recordings0007,
      tagPlaces0008,
      tagIndexes0009,
    ],
  },
  contract: footageContract,
  scopes: {
    'footage:read': 'See clips and comments, and watch what you may watch',
    'footage:write': 'Upload, change and delete clips, and comment, as you',
  },
  jobTypes: [ingestClip, encodeRungs, joinRecording, purgeClips, shrinkPosters, sweepOutputs],
  audited: Object.values(clipActions),
  open(platform) {
    const db = platform.db.tables<ClipTables>()
    const news = openClipNews(platform)
    const processing = openProcessing({ ...platform, db, news })
    const clips = openClips({ ...platform, db, news, processing })
    const captions = openCaptions({ ...platform, db, news })
    const comments = openComments({ ...platform, db, news })
    const outputs = openClipOutputs({ ...platform, db })
    const pages = openClipPages({ ...platform, db, news })
    const work = { ...platform, db, news, outputs, processing }
    return {
      routes: [
        ...clipRoutes({ ...platform, db, news, clips, pages }),
        ...commentRoutes({ ...platform, db, comments }),
        ...captionRoutes({ ...platform, db, captions }),
      ],
      jobs: [
        ingestClipJob(work),
        encodeRungsJob(work),
        joinRecordingJob(work),
        purgeClipsJob(work),
        shrinkPostersJob(work),
        sweepOutputsJob(work),
      ],
      searchSources: [clipSource({ db })],
      mediaDoors: [clipMediaDoor({ ...platform, db })],
      uploadOwners: [clipUploads({ news, processing })],
      ownedKeys: (keys) => ownedClipKeys(db.read, keys),
      offers: { 'clip-intake': recordingIntake({ ...platform, news }) },
      close: async () => pages.close(),
      demo: (place) => demoFootage({ ...platform, clips, comments }, place),
    }
  },
}
