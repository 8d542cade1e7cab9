/** 0–100 with its name read out; null while nothing is known. */
export const Progress = ({
  percent,
  label,
  className,
}: {
  percent: number | null
  label: string
  className?: string
}) => (
  <progress
    aria-label={label}
    max={100}
    className={className}
    {...(percent !== null && { value: Math.min(100, Math.max(0, percent)) })}
  />
)
