import type { LiveEventRow } from '../live-tables.ts'

/** `live/2026/11/21/<event>`: by the day the event was made, so that no folder grows without bound. */
export function recordingFolder(event: Pick<LiveEventRow, 'id' | 'created_at'>): string {
  return `live/${event.created_at.slice(0, 10).replaceAll('-', '/')}/${event.id}`
}

/** Names inside the folder. An epoch is one push, so that no two pushes ever write to one name. */
export const segmentFile = (epoch: number, sequence: number): string => `e${epoch}-${sequence}.m4s`
export const initFile = (epoch: number, number: number): string => `e${epoch}-init${number}.mp4`
export const playlistFile = 'recording.m3u8'

/** The event in whose folder a key stands. */
export const eventOfKey = (key: string): string | undefined =>
  /^live\/\d{4}\/\d{2}\/\d{2}\/([0-9a-f-]{36})\//.exec(key)?.[1]

/** Which init segment of its push a key is. */
export const initNumber = (key: string): number => Number(/-init(\d+)\.mp4$/.exec(key)?.[1] ?? 0)

export const fileName = (key: string): string => key.slice(key.lastIndexOf('/') + 1)
