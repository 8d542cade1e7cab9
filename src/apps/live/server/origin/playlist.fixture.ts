/** A media playlist, read as RFC 8216bis demands; what breaks a rule throws. */
export type ReadPlaylist = {
  version: number
  target: number
  sequence: number
  discontinuitySequence: number
  control: Record<string, string>
  partTarget: number | null
  skipped: number
  segments: ReadSegment[]
  /** Of the segment at work. */
  loose: ReadPart[]
  hint: string | null
  reports: { uri: string; msn: number; part: number }[]
  type: string | null
  ended: boolean
}
export type ReadPart = { uri: string; duration: number; independent: boolean }
export type ReadSegment = {
  sequence: number
  uri: string
  duration: number
  map: string | null
  discontinuity: boolean
  gap: boolean
  date: number | null
  parts: ReadPart[]
}

const known =
  /^#(EXTM3U|EXTINF|EXT-X-(VERSION|TARGETDURATION|MEDIA-SEQUENCE|DISCONTINUITY-SEQUENCE|DISCONTINUITY|SERVER-CONTROL|PART-INF|PART|MAP|PROGRAM-DATE-TIME|PRELOAD-HINT|RENDITION-REPORT|SKIP|GAP|ENDLIST|PLAYLIST-TYPE))(:|$)/

export function readPlaylist(text: string): ReadPlaylist {
  const rule = (holds: boolean, what: string) => {
    if (!holds) throw new Error(`${what}\n${text}`)
  }
  const lines = text.split('\n')
  rule(lines[0] === '#EXTM3U' && lines.at(-1) === '', 'begins with EXTM3U, ends with a line end')
  const once = new Map<string, string>()
  const read: ReadPlaylist = {
    version: 1,
    target: 0,
    sequence: 0,
    discontinuitySequence: 0,
    control: {},
    partTarget: null,
    skipped: 0,
    segments: [],
    loose: [],
    hint: null,
    reports: [],
    type: null,
    ended: false,
  }
  let map: string | null = null
  const fresh = (): Omit<ReadSegment, 'sequence' | 'uri' | 'map'> & { duration: number } => ({
    duration: -1,
    discontinuity: false,
    gap: false,
    date: null,
    parts: [],
  })
  let next = fresh()
  for (const line of lines.slice(0, -1)) {
    if (!line.startsWith('#')) {
      rule(line !== '' && next.duration >= 0, 'each URI has its EXTINF')
      read.segments.push({
        ...next,
        uri: line,
        map,
        sequence: read.sequence + read.skipped + read.segments.length,
      })
      next = fresh()
      continue
    }
    rule(known.test(line), `a known tag: ${line}`)
    const colon = line.indexOf(':')
    const [tag, value] = colon === -1 ? [line, ''] : [line.slice(0, colon), line.slice(colon + 1)]
    const single = [
      '#EXTM3U',
      '#EXT-X-VERSION',
      '#EXT-X-TARGETDURATION',
      '#EXT-X-MEDIA-SEQUENCE',
      '#EXT-X-SERVER-CONTROL',
      '#EXT-X-PART-INF',
      '#EXT-X-SKIP',
      '#EXT-X-ENDLIST',
    ]
    rule(!single.includes(tag) || !once.has(tag), `only once: ${tag}`)
    once.set(tag, value)
    const attributes = attributesOf(value)
    if (tag === '#EXT-X-VERSION') read.version = Number(value)
    else if (tag === '#EXT-X-TARGETDURATION') read.target = Number(value)
    else if (tag === '#EXT-X-MEDIA-SEQUENCE') {
      rule(read.segments.length === 0, 'MEDIA-SEQUENCE before the first segment')
      read.sequence = Number(value)
    } else if (tag === '#EXT-X-DISCONTINUITY-SEQUENCE') read.discontinuitySequence = Number(value)
    else if (tag === '#EXT-X-SERVER-CONTROL') read.control = attributes
    else if (tag === '#EXT-X-PART-INF') read.partTarget = Number(attributes['PART-TARGET'])
    else if (tag === '#EXT-X-PLAYLIST-TYPE') read.type = value
    else if (tag === '#EXT-X-SKIP') read.skipped = Number(attributes['SKIPPED-SEGMENTS'])
    else if (tag === '#EXT-X-MAP') map = attributes.URI ?? null
    else if (tag === '#EXT-X-DISCONTINUITY') next.discontinuity = true
    else if (tag === '#EXT-X-GAP') next.gap = true
    else if (tag === '#EXT-X-PROGRAM-DATE-TIME') next.date = Date.parse(value)
    else if (tag === '#EXTINF') next.duration = Number.parseFloat(value)
    else if (tag === '#EXT-X-PART') {
      next.parts.push({
        uri: attributes.URI!,
        duration: Number(attributes.DURATION),
        independent: attributes.INDEPENDENT === 'YES',
      })
    } else if (tag === '#EXT-X-PRELOAD-HINT') {
      rule(read.hint === null && attributes.TYPE === 'PART', 'one hint, of a part')
      read.hint = attributes.URI!
    } else if (tag === '#EXT-X-RENDITION-REPORT') {
      read.reports.push({
        uri: attributes.URI!,
        msn: Number(attributes['LAST-MSN']),
        part: Number(attributes['LAST-PART']),
      })
    } else if (tag === '#EXT-X-ENDLIST') read.ended = true
  }
  read.loose = next.parts
  check(read, rule)
  return read
}

function check(read: ReadPlaylist, rule: (holds: boolean, what: string) => void): void {
  const { control, target, partTarget, segments, loose } = read
  rule(Number.isInteger(target) && target > 0, 'a target of whole seconds')
  for (const segment of segments) {
    rule(Math.round(segment.duration) <= target, `EXTINF ${segment.duration} is within the target`)
    rule(segment.map !== null || read.skipped > 0, 'fMP4 needs a MAP')
    const sum = segment.parts.reduce((total, part) => total + part.duration, 0)
    rule(
      segment.parts.length === 0 || Math.abs(sum - segment.duration) < 0.001,
      'parts add up to their segment',
    )
  }
  const parts = [...segments.flatMap((segment) => segment.parts), ...loose]
  rule(parts.length === 0 || partTarget !== null, 'parts need PART-INF')
  for (const part of parts)
    rule(part.duration <= partTarget! + 1e-9, `a part of ${part.duration} s is longer than the target`)
  for (const segment of segments)
    for (const part of segment.parts.slice(0, -1))
      rule(part.independent || part.duration >= 0.85 * partTarget!, 'a part is at least 85 % of the target')
  const urls = [...segments.map(({ uri }) => uri), ...parts.map(({ uri }) => uri)]
  rule(new Set(urls).size === urls.length, 'no URL is there twice')
  if (partTarget !== null) {
    rule(Number(control['PART-HOLD-BACK']) >= 2 * partTarget, 'PART-HOLD-BACK is at least two parts')
    rule(control['CAN-BLOCK-RELOAD'] === 'YES', 'parts go with blocking reloads')
  }
  if (control['HOLD-BACK'])
    rule(Number(control['HOLD-BACK']) >= 3 * target, 'HOLD-BACK is at least three targets')
  if (control['CAN-SKIP-UNTIL'])
    rule(Number(control['CAN-SKIP-UNTIL']) >= 6 * target, 'CAN-SKIP-UNTIL is at least six targets')
  if (read.skipped > 0) rule(read.version >= 9, 'SKIP needs version 9')
  if (read.ended) rule(read.hint === null && loose.length === 0, 'nothing comes after the end')
}

const attributesOf = (value: string): Record<string, string> =>
  Object.fromEntries(
    [...value.matchAll(/([A-Z0-9-]+)=(?:"([^"]*)"|([^,]*))(?:,|$)/g)].map(([, name, quoted, bare]) => [
      name!,
      quoted ?? bare ?? '',
    ]),
  )
