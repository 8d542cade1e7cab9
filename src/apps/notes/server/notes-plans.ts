import type { AppPlans } from '#platform/db/app-plans.ts'

const visibility = `case when n % 10 = 0 then 'private' else 'members' end`
const pinned = 'case when n % 3000 = 0 then 1 else 0 end'
const shelf = ['desk', 'archive', 'trash']
const title = `'title ' || n % 9973`
/** Behind the pinned notes a place is two columns. */
const behindPinned = { 'pinned of a place': [1] }
const quota = 'a sum over an index, when a file is announced where SPACE_QUOTA is set'

/** Notes and what hangs on them as the test of plans makes them up. */
export const plans: AppPlans = {
  rows: {
    'notes.visibility': visibility,
    'notes.pinned': pinned,
    'notes.title_folded': title,
    'archived_notes.visibility': visibility,
    'archived_notes.pinned': pinned,
    'archived_notes.title_folded': title,
    'archived_notes.archived_at': 'made_at(n)',
    'note_tags.note_id': 'made_id(1 + n / 3)',
    'note_tags.folded': `'tag ' || case when n % 3000 = 0 then 'rare' else (n % 3 * 10 + n / 3 % 10)::text end`,
    'note_tags.shelf': shelf,
    'note_tags.visibility': visibility,
    'note_tags.pinned': pinned,
    // A few hundred tags in each space, and each of sixty authors has private ones.
    'note_tag_counts.space_id': 'made_id(1 + n / 1000)',
    'note_tag_counts.shelf': shelf,
    'note_tag_counts.folded': `'tag ' || lpad((n % 300)::text, 3, '0')`,
    'note_tag_counts.private_to': `case when n % 1000 < 300 then '' else made_id(n % 1000) end`,
    'note_links.from_id': 'made_id(1 + n / 3)',
    'note_links.place': 'n % 3',
    'note_links.to_id': 'case when n % 2 = 0 then made_id(1 + n / 3) end',
    'note_links.to_title': `case when n % 2 = 1 then ${title} end`,
    'note_revisions.note_id': 'made_id(1 + n / 5)',
    'note_revisions.version': 'n % 5',
    'note_attachments.state': ['ready', 'failed', 'uploading'],
    'note_attachments.original_key': `'key ' || n`,
    'note_exports.state': ['ready', 'failed', 'running'],
    'note_imports.state': ['finished', 'failed', 'running'],
  },
  askedWith: {
    'note-list-store.sql listSlice': behindPinned,
    'note-list-store.sql listTaggedSlice': behindPinned,
  },
  excused: {
    postgres: {
      'note-archive-store.sql countArchivable': 'the whole of a job, counted once for its progress',
      'attachment-store.sql storedBytes': quota,
      'import-store.sql importBytes': quota,
    },
    sqlite: { 'note-tag-store.sql listTags': 'by count: the few hundred tags of a space' },
  },
  needed: [
    { index: 'notes_listed', store: 'note-list-store', fault: /listSlice .* (sorts|reads|throws away)/ },
  ],
}
