import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from 'react'
import styles from './announcer.module.css'

type Announce = (words: string) => void
const AnnounceContext = createContext<Announce>(() => undefined)

/** The page's one live region. Everything that a sighted person notices by looking is said through it. */
export function AnnouncerProvider({ children }: { readonly children: ReactNode }) {
  const [said, setSaid] = useState({ words: '', times: 0 })
  const together = useRef(new Set<string>())
  const announce = useCallback<Announce>((words) => {
    together.current.add(words)
    if (together.current.size > 1) return
    // What comes at one time, such as a step and what it warns of, is said one after the other: neither is lost.
    setTimeout(() => {
      const all = [...together.current].join(' ')
      together.current.clear()
      setSaid(({ times }) => ({ words: all, times: times + 1 }))
    })
  }, [])
  return (
    <AnnounceContext value={announce}>
      {children}
      <div aria-live="polite" aria-atomic="true" className={styles.hidden} data-announcer="">
        {/* A new element each time, so that the same words are said again. */}
        <span key={said.times}>{said.words}</span>
      </div>
    </AnnounceContext>
  )
}

/** Says some words to a screen reader. */
export function useAnnounce(): Announce {
  return useContext(AnnounceContext)
}

/** Words for screen readers only. */
export function VisuallyHidden({ children }: { readonly children: ReactNode }) {
  return <span className={styles.hidden}>{children}</span>
}
