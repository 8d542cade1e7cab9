/** Grey room for what is coming, in its final size: `<Skeleton className="h-10 w-40" />`. */
export const Skeleton = ({ className }: { className: string }) => (
  <div className={`skeleton ${className}`} aria-hidden />
)

/** Rows of a panel or table that are still on their way. */
export const SkeletonRows = ({ rows = 5 }: { rows?: number }) => (
  <div className="panel">
    {Array.from({ length: rows }, (_, index) => (
      <div key={index} className="panel-row flex items-center gap-4">
        <Skeleton className="size-9 rounded-full" />
        <div className="flex-1">
          <Skeleton className="mb-2 h-3.5 w-2/5" />
          <Skeleton className="h-3 w-1/4" />
        </div>
        <Skeleton className="h-8 w-20" />
      </div>
    ))}
  </div>
)
