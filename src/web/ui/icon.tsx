import type { IconNode } from 'lucide'
import { createElement } from 'react'

/** A lucide icon, 20 px unless sized. Hidden from screen readers: the words stand beside it or on its button. */
export const Icon = ({ of, size = 20, className }: { of: IconNode; size?: number; className?: string }) => (
  <svg
    width={size}
    height={size}
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    strokeWidth={1.75}
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden
    className={`shrink-0 ${className ?? ''}`}
  >
    {of.map(([tag, attributes], index) => createElement(tag, { ...attributes, key: index }))}
  </svg>
)
