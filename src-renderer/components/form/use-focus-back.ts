import { type RefObject, useEffect, useRef } from 'react'

/** Gives the focus to what comes back once something is over: to Edit after Save and Cancel. */
export function useFocusBack(isUnderWay: boolean): RefObject<HTMLButtonElement | null> {
  const element = useRef<HTMLButtonElement>(null)
  const was = useRef(isUnderWay)
  useEffect(() => {
    if (was.current && !isUnderWay) element.current?.focus()
    was.current = isUnderWay
  }, [isUnderWay])
  return element
}
