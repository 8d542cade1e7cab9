import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useRowWindow } from '../../../web/ui/row-window.ts'
import type { ClipSummary } from '../contract/clip.ts'
import { ClipCard } from './clip-card.tsx'

/** Text below the picture, and the gap between cards, in pixels: as in `ClipCard`. */
const below = { text: 8 + 44 + 24 + 28, gap: 20 }
const narrowest = 240
const placeKey = 'longhouse.footage.place'

/**
 * Cards in as many columns as fit; only rows near the window are in the page. `more` is called as the end comes near. Coming
 * back from a clip shows the row of that clip again, also when newer clips have come before it.
 */
export function ClipGrid({ clips, more }: { clips: readonly ClipSummary[]; more: (() => void) | null }) {
  const grid = useRef<HTMLDivElement>(null)
  const { columns, width, top } = useGeometry(grid)
  const rowHeight = (width / columns) * (9 / 16) + below.text + below.gap
  const rows = Math.ceil(clips.length / columns)
  const { from, to } = useRowWindow({ rows, rowHeight, top })
  useEffect(() => {
    if (more && width > 0 && to >= rows - 3) more()
  }, [more, width, to, rows])
  const restored = useRef(false)
  useLayoutEffect(() => {
    if (restored.current || width === 0 || clips.length === 0) return
    restored.current = true
    const at = clips.findIndex((clip) => clip.id === sessionStorage.getItem(placeKey))
    sessionStorage.removeItem(placeKey)
    const row = Math.floor(at / columns)
    if (row > 0) scrollTo(0, top + (row + 0.5) * rowHeight - innerHeight / 2)
  }, [clips, columns, width, top, rowHeight])

  return (
    <div ref={grid} className="relative" style={{ height: rows * rowHeight }}>
      {width > 0 &&
        Array.from({ length: to - from }, (_, near) => from + near).map((row) => (
          <div
            key={row}
            className="absolute inset-x-0 grid gap-x-4"
            style={{
              top: row * rowHeight,
              gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
            }}
          >
            {clips.slice(row * columns, (row + 1) * columns).map((clip) => (
              <ClipCard
                key={clip.id}
                clip={clip}
                first={row < 2}
                onOpen={() => sessionStorage.setItem(placeKey, clip.id)}
              />
            ))}
          </div>
        ))}
    </div>
  )
}

/** How wide the grid is, how many columns fit, and how far below the top of the page it begins. */
function useGeometry(grid: { current: HTMLElement | null }) {
  const [geometry, setGeometry] = useState({ columns: 1, width: 0, top: 0 })
  useLayoutEffect(() => {
    const element = grid.current
    if (!element) return
    const look = () => {
      const { width, top } = element.getBoundingClientRect()
      setGeometry({
        columns: Math.max(1, Math.floor((width + 16) / (narrowest + 16))),
        width,
        top: top + scrollY,
      })
    }
    look()
    const watch = new ResizeObserver(look)
    watch.observe(element)
    return () => watch.disconnect()
  }, [grid])
  return geometry
}
