import { newId } from '#platform/ids.ts'
import type { Media, Probe, RenditionPlan } from '#platform/media/media.ts'
import type { RenditionRow } from './clip-tables.ts'

/** A source this much above the bitrate of its own rung is encoded at its size too: it would not stream well. */
const heavySource = 2

/** The renditions a source gets: itself re-wrapped when it can be, and the rungs to encode. */
export function planRungs(
  media: Pick<Media, 'ladder'>,
  probe: Probe,
  heights: readonly number[],
  run: string,
  clipId: string,
): { source: RenditionRow | null; encoded: RenditionRow[]; standIn: RenditionRow[] } {
  const row = (height: number, width: number, source: 0 | 1): RenditionRow => ({
    id: newId(),
    clip_id: clipId,
    height,
    width,
    source,
    state: 'waiting',
    percent: 0,
    run,
    folder: null,
    output: null,
  })
  const ladder = media.ladder(probe, heights)
  if (!probe.rewrappable) return { source: null, encoded: ladder.map(rungOf), standIn: [] }
  const source = row(heightOf(probe), probe.video?.width ?? 0, 1)
  const redundant = ladder.filter((plan) => isSource(plan, probe))
  return {
    source,
    encoded: ladder.filter((plan) => !redundant.includes(plan)).map(rungOf),
    standIn: redundant.map(rungOf),
  }

  function rungOf(plan: RenditionPlan): RenditionRow {
    return row(plan.height, plan.width, 0)
  }
}

/** The plans behind rendition rows, lowest first. */
export function plansOf(
  media: Pick<Media, 'ladder'>,
  probe: Probe,
  heights: readonly number[],
  rungs: readonly RenditionRow[],
): RenditionPlan[] {
  const wanted = new Set(rungs.map((rung) => rung.height))
  return media.ladder(probe, heights).filter((plan) => wanted.has(plan.height))
}

function isSource(plan: RenditionPlan, probe: Probe): boolean {
  const bitrate = probe.video?.bitrate ?? (probe.size * 8) / Math.max(probe.durationSeconds, 1)
  return plan.height >= heightOf(probe) && (plan.height === 0 || bitrate <= plan.videoBitrate * heavySource)
}

/** Shorter side, as members name sizes; 0 without a picture. */
const heightOf = (probe: Probe) => (probe.video ? Math.min(probe.video.width, probe.video.height) : 0)
