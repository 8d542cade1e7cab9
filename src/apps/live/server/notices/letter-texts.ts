import type { Recipient } from '#platform/auth/accounts.ts'
import type { Letter } from '#platform/mail/mail.ts'
import { wordLetter } from '#platform/mail/letter-words.ts'
import type { ChannelRow, LiveEventRow } from '../live-tables.ts'

/** What a letter to a follower is about: `live` an event that began, the others why it has no picture. */
export const letterSubjects = ['live', 'no-picture', 'no-encoder'] as const
export type LetterSubject = (typeof letterSubjects)[number]

type About = {
  subject: LetterSubject
  channel: Pick<ChannelRow, 'id' | 'name'>
  event: Pick<LiveEventRow, 'id' | 'title'>
  /** Where people reach the house. */
  publicUrl: string
  /** Ends the follow. */
  endsAt: string
}

/** Addresses name the space, so that they lead there whichever space is the first. */
export function letterTo(person: Recipient, about: About): Letter {
  const { space } = person.standing
  const { subject, channel, event, publicUrl, endsAt } = about
  const house = `${publicUrl}/s/${space.slug}`
  const { title, says, act, page } = texts[subject](event.title, channel.name, space.name)
  return {
    to: person.email,
    subject: title,
    endsAt,
    name: `${event.id}-${subject}-${person.accountId}`,
    ...wordLetter({
      name: person.name,
      says,
      act: { label: act, url: `${house}/live/${channel.id}${page}` },
      why: `You get this letter because you follow ${channel.name} in ${space.name}.`,
      ways: [
        { label: 'Stop these letters', url: endsAt },
        { label: 'Choose what you are told', url: `${house}/settings/notifications` },
      ],
    }),
  }
}

type Text = (event: string, channel: string, space: string) => Words
type Words = { title: string; says: string[]; act: string; page: string }

const texts: Record<LetterSubject, Text> = {
  live: (event, channel, space) => ({
    title: `Live now: ${event}`,
    says: [`${event} has just begun on ${channel} in ${space}.`],
    act: 'Watch',
    page: '',
  }),
  'no-picture': (event, channel, space) => ({
    title: `No picture: ${event}`,
    says: [
      `${event} on ${channel} in ${space} has had no picture for 20 seconds. The encoder is connected, but sends none.`,
      'Look at OBS. The event goes on by itself as soon as a picture comes.',
    ],
    act: 'Look at the broadcast',
    page: '/broadcast',
  }),
  'no-encoder': (event, channel, space) => ({
    title: `No picture: ${event}`,
    says: [
      `${event} on ${channel} in ${space} has had no picture for 20 seconds. The encoder is away, and viewers see the last picture.`,
      'Start OBS again, on any computer with the stream key. The event goes on by itself as soon as it is back.',
    ],
    act: 'Look at the broadcast',
    page: '/broadcast',
  }),
}
