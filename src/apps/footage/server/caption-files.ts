import { uploadFolder } from '#platform/storage/storage.ts'

/** Where a file of captions stands in storage: with the outputs of the clip, whose sweep takes what no row names. */
export const captionKey = (clipId: string, captionId: string): string =>
  `${uploadFolder(clipId)}/clip-captions/${captionId}.vtt`

/** How it is asked for behind the clip's signed path. */
export const captionFile = (captionId: string): string => `captions/${captionId}.vtt`
