import { newId } from '#platform/ids.ts'
import { toJson } from '#platform/db/json.ts'
import { foldLine } from '#platform/search/fold-text.ts'
import type { ClipRow } from './clip-tables.ts'

/** A ready clip for tests of this folder. */
export function someClip(changes: Partial<ClipRow> = {}): ClipRow {
  const now = '2026-05-01T10:00:00.000Z'
  const clip: ClipRow = {
    id: newId(),
    space_id: 'space',
    author_id: 'author',
    title: 'A clip',
    description: '',
    visibility: 'members',
    tags: toJson([]),
    recorded_at: null,
    happened_at: now,
    created_at: now,
    updated_at: now,
    deleted_at: null,
    purge_at: null,
    state: 'ready',
    percent: 100,
    stage: 'Ready',
    seconds_left: null,
    run: null,
    watchable: 1,
    duration_seconds: 10,
    width: 1920,
    height: 1080,
    size: 1000,
    file_name: 'clip.mp4',
    upload_url: null,
    original_key: null,
    probe: null,
    poster_key: null,
    pictures_folder: null,
    storyboard_folder: null,
    failure_code: null,
    failure_message: null,
    comment_count: 0,
    version: 1,
    access_version: 1,
    search_text: '',
    captions: toJson([]),
    ...changes,
  }
  return { ...clip, search_text: foldLine(`${clip.title}\n${clip.description}\n${clip.tags}`) }
}
