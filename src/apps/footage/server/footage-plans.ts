import type { AppPlans } from '#platform/db/app-plans.ts'

/** Clips, their tags and renditions as the test of plans makes them up. */
export const plans: AppPlans = {
  rows: {
    'clips.visibility': `case when n % 10 = 0 then 'private' when n % 10 < 4 then 'public' else 'members' end`,
    'clips.state': ['ready', 'failed', 'uploading', 'processing'],
    'clips.watchable': 'case when n % 50 = 49 then 0 else 1 end',
    'clips.original_key': `'key ' || n`,
    'clips.poster_key': `'poster ' || n`,
    'clips.pictures_folder': `case when n % 5000 = 11 then null else 'pictures ' || n end`,
    'clip_renditions.state': ['ready', 'failed', 'waiting', 'running'],
    'clip_renditions.height': '(array[1080, 720, 480, 360])[1 + n % 4]',
    'clip_renditions.clip_id': 'made_id(1 + n / 4)',
    'clip_tags.clip_id': 'made_id(1 + n / 3)',
    // Not in step with who may see the clips.
    'clip_tags.folded': `'tag ' || case when n % 3000 = 0 then 'rare' else (n % 3 * 10 + n / 30 % 10)::text end`,
    'clip_tags.clip_state': ['ready', 'failed', 'uploading', 'processing'],
    // A few hundred tags in each space, and some of its people have private ones.
    'clip_tag_counts.space_id': 'made_id(1 + n / 1000)',
    'clip_tag_counts.folded': `'tag ' || lpad((n % 300)::text, 3, '0')`,
    'clip_tag_counts.seen_by': `case when n % 1000 < 300 then 'public' when n % 1000 < 600 then 'members' else made_id(n % 1000) end`,
    'clip_tag_counts.count': '1',
  },
  excused: {
    postgres: {
      'clip-store.sql storedBytes': 'a sum over an index, when a file is announced where SPACE_QUOTA is set',
      'recording-store.sql segmentBytes': 'the same, of recordings that are not one file yet',
    },
    sqlite: { 'clip-tag-store.sql listTags': 'by count: the few hundred tags of a space' },
  },
  needed: [{ index: 'clips_by_time', store: 'clip-list-store', fault: /listClips .* (throws away|sorts)/ }],
}
