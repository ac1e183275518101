import { useCallback, useState } from 'react'

/** Which records of the audit trail are expanded, by their sequence. */
export function useExpanded(): readonly [ReadonlySet<number>, (sequence: number) => void] {
  const [expanded, setExpanded] = useState<ReadonlySet<number>>(new Set())
  const toggle = useCallback((sequence: number) => setExpanded((open) => toggled(open, sequence)), [])
  return [expanded, toggle]
}

function toggled(open: ReadonlySet<number>, sequence: number): ReadonlySet<number> {
  const next = new Set(open)
  if (!next.delete(sequence)) next.add(sequence)
  return next
}
