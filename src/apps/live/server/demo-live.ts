import type { OpenedApp } from '#platform/app.ts'
import type { Standing } from '#platform/auth/actor.ts'
import type { Platform } from '#platform/platform.ts'
import type { Channels } from './channels/channels.ts'
import type { Events } from './events/events.ts'

type Place = Parameters<NonNullable<OpenedApp['demo']>>[0]
type Needs = Pick<Platform, 'clock'> & { channels: Channels; events: Events }

/** A channel, and an event that its page counts down to. */
export async function demoLive({ clock, channels, events }: Needs, place: Place): Promise<void> {
  place.say('Announcing a live event')
  const host: Standing = {
    space: { id: place.spaceId, slug: '', name: '' },
    role: 'owner',
    accountId: place.accountIds[0]!,
  }
  const channel = await channels.create(host, {
    name: 'Club evening',
    description: 'Every other Friday from the garage: footage of the week, and what we learned from it.',
    visibility: 'public',
    chat: { guests: true },
  })
  await events.schedule(host, {
    channelId: channel.id,
    title: 'Winter tyres, and the fog on the pass',
    description: 'Bring your clips. Questions go into the chat.',
    scheduledAt: evening(clock.now()),
  })
}

/** Half past seven in the evening (UTC), two days on. */
function evening(now: number): string {
  const day = new Date(now + 2 * 86_400_000)
  day.setUTCHours(19, 30, 0, 0)
  return day.toISOString()
}
