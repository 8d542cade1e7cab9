import type { AppPlans } from '#platform/db/app-plans.ts'

/** Channels, events and chat as the test of plans makes them up. */
export const plans: AppPlans = {
  rows: {
    'channels.visibility': `case when n % 10 = 0 then 'private' when n % 10 < 7 then 'public' else 'members' end`,
    'channels.off_air': 'case when n % 3000 = 0 then 0 else 1 end',
    'channels.test_until': 'case when n % 3000 = 1 then made_at(n) end',
    'live_events.state': `case when n % 3000 = 7 then 'live' when n % 3000 = 8 then 'waiting' when n % 50 = 9 then 'scheduled' else 'ended' end`,
    'live_events.scheduled_at': 'made_at(n)',
    'live_events.started_at': 'case when n % 50 = 9 then null else made_at(n) end',
    'live_events.ended_at': 'case when n % 50 = 9 then null else made_at(n) end',
    'live_events.recording': ['none', 'kept', 'clip'],
    'live_segments.rendition': `'source'`,
    'live_segments.sequence': 'n',
    'live_pushes.epoch': 'n',
    'live_leases.node': `case when n % 3000 = 7 then 'node ' || n end`,
  },
  excused: {
    postgres: {
      'recording/segment-store.sql recordedBytes':
        'a sum over an index, when a file is announced where SPACE_QUOTA is set',
      'events/event-store.sql listEvents':
        'walks the events in their order and looks each channel up: a space has a handful of channels',
      'chat/chat-store.sql purgePaces': 'half of a table at once, in the night',
      'notices/letter-store.sql deleteLettersBefore': 'letters of the day before at once, in the night',
    },
    sqlite: { 'events/event-store.sql runningEvents': 'the few that are on air' },
  },
}
