import type { UploadOwner } from '#platform/http/uploads.ts'
import type { LiveReader } from '../channels/channel-store.ts'
import { eventOfKey } from './recording-keys.ts'
import { recordedBytes, recordedEvents } from './segment-store.ts'

/** Recordings that no clip has count against the quota of their space. Nobody uploads to them. */
export const recordedStorage: UploadOwner = {
  owner: 'live',
  finished: async () => {},
  expired: async () => {},
  storedBytes: (read, spaceId) => recordedBytes(read as LiveReader, spaceId),
}

const atOnce = 200

/** Which of `keys` belong to a recording of an event; those of clips are told by whoever has the clip. */
export async function ownedRecordingKeys(read: LiveReader, keys: readonly string[]): Promise<Set<string>> {
  const byEvent = Map.groupBy(keys, eventOfKey)
  const events = [...byEvent.keys()].filter((id) => id !== undefined)
  const owned = new Set<string>()
  for (let start = 0; start < events.length; start += atOnce)
    for (const id of await recordedEvents(read, events.slice(start, start + atOnce)))
      for (const key of byEvent.get(id) ?? []) owned.add(key)
  return owned
}
