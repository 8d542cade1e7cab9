import { isoOf } from '#platform/instant.ts'
import type { Standing } from '#platform/auth/actor.ts'
import { fromJson, toJson } from '#platform/db/json.ts'
import { Fault } from '#platform/errors.ts'
import { foldLine } from '#platform/search/fold-text.ts'
import type { ClipPatch, NewClip } from '../contract/clip.ts'
import type { ClipRow } from './clip-tables.ts'

/** The row of a clip whose bytes are awaited. */
export function draftOf(id: string, who: Standing, input: NewClip, now: string): ClipRow {
  if (who.accountId === null) throw new Fault('unauthenticated', 'unauthenticated', 'Sign in first.')
  const recordedAt = input.recordedAt == null ? null : isoOf(input.recordedAt)
  const clip = {
    title: input.title.trim(),
    description: input.description ?? '',
    tags: toJson(foldTags(input.tags ?? []).map((tag) => tag.tag)),
  }
  return {
    ...clip,
    id,
    space_id: who.space.id,
    author_id: who.accountId,
    visibility: input.visibility,
    recorded_at: recordedAt,
    happened_at: recordedAt ?? now,
    created_at: now,
    updated_at: now,
    deleted_at: null,
    purge_at: null,
    state: 'uploading',
    percent: 0,
    stage: 'Uploading',
    run: null,
    seconds_left: null,
    watchable: 0,
    duration_seconds: null,
    width: null,
    height: null,
    size: input.file.size,
    file_name: input.file.name,
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
    search_text: searchText(clip),
    captions: toJson([]),
  }
}

/** What a patch changes in the row; another visibility also ends the paths given out before. */
export function changesOf(clip: ClipRow, patch: ClipPatch): Partial<ClipRow> {
  const next = {
    title: patch.title?.trim() ?? clip.title,
    description: patch.description ?? clip.description,
    tags: patch.tags ? toJson(foldTags(patch.tags).map((tag) => tag.tag)) : clip.tags,
  }
  const changes: Partial<ClipRow> = { ...next, search_text: searchText(next) }
  if (patch.recordedAt !== undefined) {
    changes.recorded_at = patch.recordedAt === null ? null : isoOf(patch.recordedAt)
    changes.happened_at = changes.recorded_at ?? clip.created_at
  }
  if (patch.visibility !== undefined && patch.visibility !== clip.visibility) {
    changes.visibility = patch.visibility
    changes.access_version = clip.access_version + 1
  }
  return changes
}

/** Tags with the key they are found by; of two that differ only in case or accents the first stays. */
export function foldTags(tags: readonly string[]): { tag: string; folded: string }[] {
  const byKey = new Map<string, string>()
  for (const tag of tags.map((t) => t.trim())) {
    const folded = foldLine(tag) || tag
    if (!byKey.has(folded)) byKey.set(folded, tag)
  }
  return [...byKey].map(([folded, tag]) => ({ tag, folded }))
}

const searchText = (clip: Pick<ClipRow, 'title' | 'description' | 'tags'>): string =>
  foldLine([clip.title, clip.description, ...fromJson(clip.tags)].join('\n'))
