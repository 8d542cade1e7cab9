import { useEffect, useState } from 'react'

/**
 * Which of many rows of one height are near the window: only these need to be in the page. `top` is how far below the top of the
 * page the first row begins, pixels; `to` is past the last one.
 */
export function useRowWindow({
  rows,
  rowHeight,
  top,
  around = 3,
}: {
  rows: number
  rowHeight: number
  top: number
  around?: number
}): { from: number; to: number } {
  const [near, setNear] = useState(() => nearRows({ rowHeight, top, around }))
  useEffect(() => {
    const look = () =>
      setNear((was) => {
        const now = nearRows({ rowHeight, top, around })
        return was.from === now.from && was.to === now.to ? was : now
      })
    look()
    addEventListener('scroll', look, { passive: true })
    addEventListener('resize', look)
    return () => {
      removeEventListener('scroll', look)
      removeEventListener('resize', look)
    }
  }, [rowHeight, top, around])
  return { from: Math.min(near.from, rows), to: Math.min(near.to, rows) }
}

function nearRows({ rowHeight, top, around }: { rowHeight: number; top: number; around: number }) {
  const rowAt = (y: number) => Math.floor((y - top) / rowHeight)
  return {
    from: Math.max(0, rowAt(scrollY) - around),
    to: Math.max(0, rowAt(scrollY + innerHeight) + 1 + around),
  }
}
