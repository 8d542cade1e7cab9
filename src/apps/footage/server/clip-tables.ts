import type { Selectable } from 'kysely'
import type { Json } from '#platform/db/json.ts'
import type { Probe, RenditionFile } from '#platform/media/media.ts'
import type { Visibility } from '../../../contract/shapes.ts'
import type { ClipState, Rendition } from '../contract/clip.ts'

export type ClipTable = {
  id: string
  space_id: string
  author_id: string
  title: string
  description: string
  visibility: Visibility
  /** In the order typed, for showing; `clip_tags` holds the same for filters. */
  tags: Json<string[]>
  recorded_at: string | null
  /** `recorded_at`, else `created_at`: what `from` and `to` look at. */
  happened_at: string
  created_at: string
  updated_at: string
  deleted_at: string | null
  /** From then on a deleted clip cannot be brought back and its bytes go. */
  purge_at: string | null
  state: ClipState
  percent: number
  stage: string
  seconds_left: number | null
  /** Names the latest ingest: what a stopped one leaves behind cannot touch the next. */
  run: string | null
  /** 1 as soon as one rendition is ready. */
  watchable: 0 | 1
  duration_seconds: number | null
  width: number | null
  height: number | null
  size: number
  file_name: string
  /** Where the author sends the bytes; null once they are in. */
  upload_url: string | null
  /** Storage key of the file as it came; null until its last byte is in. */
  original_key: string | null
  /** Null until ingest has looked. */
  probe: Json<Probe> | null
  poster_key: string | null
  /** Storage folder with the poster in the widths of `smallPosters`; null until tried, empty when none can be made. */
  pictures_folder: string | null
  /** Storage folder with `storyboard.jpg` and `storyboard.vtt`. */
  storyboard_folder: string | null
  failure_code: string | null
  failure_message: string | null
  comment_count: number
  /** Raised by each edit; `If-Match` compares it. */
  version: number
  /** Raised when who may see the clip changes: ends every signed path given out before. */
  access_version: number
  /** Title, description and tags, folded, for `q`. */
  search_text: string
  /** Oldest first; their files are named by `captionKey`. */
  captions: Json<CaptionRow[]>
}
export type ClipRow = Selectable<ClipTable>

export type CaptionRow = { id: string; language: string; label: string }

export type RenditionTable = {
  id: string
  clip_id: string
  height: number
  width: number
  /** 1 when re-wrapped from the source. */
  source: 0 | 1
  state: Rendition['state']
  percent: number
  /** Names the job that makes it, as `run` in its payload. */
  run: string
  /** Storage folder of its files; null until ready. */
  folder: string | null
  /** Null until ready. */
  output: Json<RenditionFile> | null
}
export type RenditionRow = Selectable<RenditionTable>

export type ClipTagTable = {
  clip_id: string
  space_id: string
  folded: string
  tag: string
  /** The `seen_by` of the count it is part of; null when of none. */
  counted_for: string | null
  /** `state` and `happened_at` of the clip, for lists by tag. */
  clip_state: ClipState | null
  clip_happened_at: string | null
}

export type TagCountTable = {
  space_id: string
  /** `public`, `members`, or the author whose private clips are counted. */
  seen_by: string
  folded: string
  /** As it was written last. */
  tag: string
  count: number
}

export type CommentTable = {
  id: string
  clip_id: string
  space_id: string
  author_id: string
  body: string
  at: number | null
  created_at: string
  search_text: string
}
export type CommentRow = Selectable<CommentTable>

export type RecordingTable = {
  clip_id: string
  space_id: string
  /** Storage folder of its segments; null once they are gone. */
  folder: string | null
  /** Name in the folder. */
  playlist: string
  codecs: string
  frame_rate: number | null
  /** Names in the folder, each run with its init segment. */
  runs: Json<{ init: string; segments: string[] }[]>
  /** Of the segments. */
  bytes: number
  /** When one file was made of it. */
  joined_at: string | null
  /** The page of what it is a recording of. */
  source_title: string
  source_path: string
}
export type RecordingRow = Selectable<RecordingTable>

export type ClipTables = {
  clip_recordings: RecordingTable
  clips: ClipTable
  clip_renditions: RenditionTable
  clip_tags: ClipTagTable
  clip_tag_counts: TagCountTable
  clip_comments: CommentTable
}
