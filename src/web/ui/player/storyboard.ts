/** A tile of a storyboard: from when to when, and where it stands in its picture. */
export type Tile = {
  from: number
  to: number
  image: string
  x: number
  y: number
  width: number
  height: number
}

/** Reads the WebVTT of a storyboard. `base` is its own address; picture names are relative to it. Broken cues are left out. */
export function readStoryboard(vtt: string, base: string): Tile[] {
  return vtt.split(/\r?\n\r?\n/).flatMap((cue) => {
    const time = /([\d:.]+)\s+-->\s+([\d:.]+)/.exec(cue)
    const place = /^(\S+)#xywh=(\d+),(\d+),(\d+),(\d+)\s*$/m.exec(cue)
    if (!time || !place) return []
    const [x, y, width, height] = place.slice(2).map(Number) as [number, number, number, number]
    const image = new URL(place[1]!, base).href
    return [{ from: seconds(time[1]!), to: seconds(time[2]!), image, x, y, width, height }]
  })
}

/** The tile for a second, the last one behind the end. */
export const tileAt = (tiles: readonly Tile[], time: number): Tile | undefined =>
  tiles.find((tile) => time < tile.to) ?? tiles.at(-1)

/** `01:02:03.500` or `02:03.500`. */
const seconds = (text: string) => text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
