/** One look at the machine or at an engine: what was found, and when it is not well, how to mend it. */
export type Finding = {
  name: string
  state: 'well' | 'weak' | 'ill'
  found: string
  /** What to do, as a sentence; always there unless all is well. */
  mend?: string
}

/** What is weak or ill makes a finding of its own; the rest is one that is well. */
export function findings(
  name: string,
  found: string,
  faults: readonly (Omit<Finding, 'name'> | null | false | undefined)[],
): Finding[] {
  const bad = faults.filter((fault): fault is Omit<Finding, 'name'> => !!fault)
  if (bad.some(({ state }) => state === 'ill')) return bad.map((fault) => ({ name, ...fault }))
  return [{ name, state: 'well', found }, ...bad.map((fault) => ({ name, ...fault }))]
}
