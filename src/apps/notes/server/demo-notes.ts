import type { OpenedApp } from '#platform/app.ts'
import type { Standing } from '#platform/auth/actor.ts'
import type { NewNote } from '../contract/note.ts'
import type { Notes } from './notes.ts'

type Place = Parameters<NonNullable<OpenedApp['demo']>>[0]

/** Fills a space with what a dashcam club writes down. */
export async function demoNotes(notes: Notes, place: Place): Promise<void> {
  place.say('Writing notes')
  for (const [index, note] of pages.entries()) {
    const who: Standing = {
      space: { id: place.spaceId, slug: '', name: '' },
      role: 'member',
      accountId: place.accountIds[index % place.accountIds.length]!,
    }
    const { id, version } = await notes.create(who, note)
    if (note.title === 'Summer tour')
      await notes.edit(who, id, { body: `${note.body}\n${tourNews}` }, String(version))
  }
}

const tourNews = '\n## News\n\nThe inn has ten rooms for us. **Book by the 15th.**\n'

const pages: NewNote[] = [
  {
    title: 'Start here',
    pinned: true,
    tags: ['club'],
    body: `Welcome! This is where the club writes things down, so that nobody has to ask twice.

- What we film with: [[Cameras we trust]]
- Where we go next: [[Summer tour]]
- What we agreed on: [[Minutes of the June meeting]]

Everybody can write in every page. Nothing is ever lost: *History* brings back any earlier text.
`,
  },
  {
    title: 'Cameras we trust',
    tags: ['camera', 'how to'],
    body: `| camera | picture | at night | GPS |
| --- | --- | --- | --- |
| front, full HD | sharp | noisy | yes |
| rear, 720p | fair | good | no |

## Before a drive

1. Wipe the lens. Really.
2. Set the clock: two seconds late is late.
3. Look at the card: at least 10 GB free.

> A camera that is not recording is a mirror.

Settings for the front camera:

\`\`\`
resolution = 1920x1080
loop = 3 min
sound = on
\`\`\`
`,
  },
  {
    title: 'Summer tour',
    tags: ['tour', 'planning'],
    body: `Three days over the pass road, two nights in the valley.

- [x] Ask the inn
- [x] Choose the weekend
- [ ] Radios for every car
- [ ] Somebody who films from the last car
- [ ] Rain plan, see [[Minutes of the June meeting]]

Cameras as in [[Cameras we trust]].
`,
  },
  {
    title: 'Minutes of the June meeting',
    tags: ['minutes', 'club'],
    body: `Present: eleven of us.

1. **Faces and plates.** We blur them before anything becomes public.
2. **Near misses** go to the town once a month, with place and time.
3. **Rain plan** for the [[Summer tour]]: the museum, then the long way home.

Next meeting: first Thursday in August.
`,
  },
  {
    title: 'How to report a bad crossing',
    tags: ['how to', 'town'],
    body: `1. Cut the clip to thirty seconds.
2. Write down street, direction and time.
3. Send it to the roads office; they answer within a week.

What they have fixed so far: standing water on the ring road, a mirror at the [roundabout][1].

[1]: https://www.openstreetmap.org
`,
  },
  {
    title: '',
    visibility: 'private',
    tags: ['to do'],
    body: `Things for me alone

- [ ] New card for the rear camera
- [ ] Ask about the workshop
`,
  },
]
