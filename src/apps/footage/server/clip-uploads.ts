import type { UploadOwner } from '#platform/http/uploads.ts'
import type { ClipNews } from './clip-news.ts'
import type { Processing } from './clip-processing.ts'
import { clipById, type ClipReader, type ClipTx, deleteClipRows, storedBytes } from './clip-store.ts'
import { segmentBytes } from './recording-store.ts'
import { dropTags } from './clip-tag-store.ts'

/** What the end of an upload means for its clip: the last byte starts processing, an abandoned draft goes. */
export function clipUploads({ news, processing }: { news: ClipNews; processing: Processing }): UploadOwner {
  return {
    owner: 'footage',
    scope: 'footage:write',
    finished: (tx, upload) => processing.arrived(tx, upload),
    async expired(anyTx, { subjectId }) {
      const tx = anyTx as ClipTx
      const clip = await clipById(tx, subjectId)
      if (clip?.state !== 'uploading') return
      await dropTags(tx, clip.id)
      await deleteClipRows(tx, clip.id)
      await news.changed(tx, clip)
    },
    async storedBytes(anyRead, spaceId) {
      const read = anyRead as ClipReader
      return (await storedBytes(read, spaceId)) + (await segmentBytes(read, spaceId))
    },
  }
}
