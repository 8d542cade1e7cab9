/** What narrows a search down; a press writes it into the field. */
export const SearchFilters = ({ write }: { write: (filter: string) => void }) => (
  <div className="flex flex-wrap items-center gap-1.5 border-t border-line px-5 py-3">
    <span className="mr-1 text-sm text-muted">Narrow down:</span>
    {filters.map(([filter, help]) => (
      <button
        key={filter}
        type="button"
        className="filter-chip"
        title={help}
        onClick={() => write(filter === '"…"' ? '"' : filter)}
      >
        {filter}
      </button>
    ))}
  </div>
)

const filters = [
  ['"…"', 'Words in exactly this order'],
  ['tag:', 'With this tag'],
  ['from:', 'By this member'],
  ['has:', 'has:image, has:file, has:link or has:task'],
  ['after:', 'Since this day, month or year: after:2026-05'],
  ['before:', 'Before this day, month or year: before:2026-05-31'],
  ['in:archive', 'What is archived'],
] as const
