import type { ReactNode } from 'react'

/** A titled part of a settings page; its words left, its content below. */
export const Section = ({
  title,
  note,
  actions,
  children,
}: {
  title: string
  note?: ReactNode
  actions?: ReactNode
  children: ReactNode
}) => (
  <section className="mb-10 max-w-lg">
    <div className="mb-3 flex flex-wrap items-end justify-between gap-x-4 gap-y-2">
      <div className="min-w-0">
        <h2>{title}</h2>
        {note && <p className="text-md text-muted">{note}</p>}
      </div>
      {actions}
    </div>
    {children}
  </section>
)
