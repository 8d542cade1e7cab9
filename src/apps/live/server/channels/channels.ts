import type { Standing } from '#platform/auth/actor.ts'
import { allow } from '#platform/auth/policy.ts'
import type { Db } from '#platform/db/db.ts'
import { Fault } from '#platform/errors.ts'
import { checkMatch } from '#platform/http/etags.ts'
import type { Platform } from '#platform/platform.ts'
import type { ChannelPatch, NewChannel } from '../../contract/channel.ts'
import { deleteEventRow, eventsOfChannel } from '../events/event-store.ts'
import type { Broadcasts } from '../events/broadcasts.ts'
import type { EndPush } from '../ingest/push-ends.ts'
import { liveActions, ofChannel, ofEvent } from '../live-audit.ts'
import type { ChannelRow, LiveEventRow, LiveTables } from '../live-tables.ts'
import { channelChanges, channelOf } from './channel-fields.ts'
import type { ChannelNews } from './channel-news.ts'
import { channelPolicies } from './channel-policies.ts'
import * as store from './channel-store.ts'
import type { StreamKeys } from './stream-keys.ts'

/** Whoever looks at a key again within this time, and it is still the same one, is told once: pages ask anew when somebody comes back to them. */
const lookSeconds = 3600

export type Channels = ReturnType<typeof openChannels>
type Needs = Pick<Platform, 'audit' | 'clock' | 'log'> & {
  db: Db<LiveTables>
  keys: StreamKeys
  news: ChannelNews
  broadcasts: Broadcasts
  endPush: EndPush
  /** Takes away what hangs on an event: its chat, a recording that no clip has. */
  forget: (tx: store.LiveTx, event: LiveEventRow) => Promise<void>
  /** Takes away who follows it, what was written in its chat outside of events, and who may not write there. */
  forgetPeople: (tx: store.LiveTx, channelId: string) => Promise<void>
}

/** The rules of channels: what may happen to one, in one transaction each. Stream keys are shown here and nowhere else. */
export function openChannels(needs: Needs) {
  const { db, audit, clock, log, keys, news, broadcasts, endPush, forget, forgetPeople } = needs
  return {
    async create(who: Standing, input: NewChannel): Promise<ChannelRow> {
      const made = { spaceId: who.space.id, ownerId: who.accountId!, now: clock.now(), iso: clock.iso() }
      const fields = channelOf(input, made)
      const row = { ...fields, ...keys.make(fields.id) }
      await db.transact(async (tx) => {
        await store.insertChannel(tx, row)
        await news.changed(tx, row)
        await audit.record(tx, liveActions.channelCreated, ofChannel(row))
      })
      said(who, row, 'a channel was made')
      return row
    },

    /** Throws `Fault('stale')` when `ifMatch` names another version than the channel has, or someone is first. */
    async edit(who: Standing, id: string, patch: ChannelPatch, ifMatch: string | null): Promise<void> {
      const channel = await db.transact(async (tx) => {
        const there = allow(channelPolicies, 'edit', who, await store.findChannel(tx, who.space.id, id))
        checkMatch(ifMatch, there.version)
        const changes = { ...channelChanges(there, patch), updated_at: clock.iso() }
        if (!(await store.updateChannelVersion(tx, id, there.version, changes))) throw staleFault()
        await news.changed(tx, there)
        // Who may watch the channel may see its events.
        if (changes.visibility !== undefined)
          for (const event of await eventsOfChannel(tx, id)) await news.eventChanged(tx, event)
        const details = { what: namesOf(patch) }
        await audit.record(tx, liveActions.channelChanged, { ...ofChannel(there), details })
        return there
      })
      said(who, channel, 'a channel was changed')
    },

    /** What is pushed ends, a running event is over, recordings stay in footage. */
    async remove(who: Standing, id: string): Promise<void> {
      const channel = await db.transact(async (tx) => {
        allow(channelPolicies, 'edit', who, await store.findChannel(tx, who.space.id, id))
        const there = (await store.lockChannel(tx, id))!
        await endPush(tx, there, 'channel-deleted')
        for (const event of await eventsOfChannel(tx, id)) {
          const runs = event.started_at !== null && event.state !== 'ended'
          await forget(tx, runs ? await broadcasts.over(tx, event) : event)
          const details = { why: 'its channel was removed' }
          if (runs) await audit.record(tx, liveActions.eventEnded, { ...ofEvent(event), details })
          await deleteEventRow(tx, event.id)
          await news.eventChanged(tx, event)
        }
        await forgetPeople(tx, id)
        await store.deleteChannelRows(tx, id)
        await news.changed(tx, there)
        await audit.record(tx, liveActions.channelRemoved, ofChannel(there))
        return there
      })
      said(who, channel, 'a channel was deleted')
    },

    /** The stream key in plain text, for somebody who may run the broadcast; on its own, or within the OBS profile. */
    async showKey(who: Standing, id: string, within?: 'profile'): Promise<string> {
      const channel = await db.transact(async (tx) => {
        const there = allow(channelPolicies, 'operate', who, await store.findChannel(tx, who.space.id, id))
        const action = within ? liveActions.profileFetched : liveActions.keyShown
        const since = [there.updated_at, clock.iso(-lookSeconds)].toSorted().at(-1)!
        await audit.record(tx, action, { ...ofChannel(there), unlessSince: since })
        return there
      })
      said(who, channel, 'a stream key was shown')
      return keys.show(channel.id, channel.key_sealed)
    },

    /** A new stream key; what is pushed with the old one ends at once. */
    async renewKey(who: Standing, id: string): Promise<string> {
      const made = keys.make(id)
      const channel = await db.transact(async (tx) => {
        allow(channelPolicies, 'operate', who, await store.findChannel(tx, who.space.id, id))
        const there = (await store.lockChannel(tx, id))!
        await store.updateChannel(tx, id, { ...made, updated_at: clock.iso() })
        if (await endPush(tx, there, 'key-renewed')) await broadcasts.away(tx, there)
        await audit.record(tx, liveActions.keyRenewed, ofChannel(there))
        return there
      })
      said(who, channel, 'a stream key was renewed')
      return keys.show(id, made.key_sealed)
    },
  }

  function said(who: Standing, channel: ChannelRow, what: string): void {
    log.info({ accountId: who.accountId, spaceId: channel.space_id, channelId: channel.id }, what)
  }
}

/** What a patch changes, in words: `name, chat guests`. */
function namesOf(patch: ChannelPatch): string {
  const { chat = {}, ...rest } = patch
  const names = [...Object.keys(rest), ...Object.keys(chat).map((name) => `chat ${name}`)]
  return names.map(wordsOf).join(', ')
}

/** `graceMinutes` → `grace minutes`. */
const wordsOf = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

const staleFault = () =>
  new Fault(
    'stale',
    'changed-meanwhile',
    'Someone else changed this channel first. Load it again, then repeat your change.',
  )
