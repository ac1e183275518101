import { createContext, type ReactNode, useCallback, useContext, useState } from 'react'

const ListMemory = createContext<Map<string, unknown>>(new Map())

/** Remembers, while one operator is signed in, how each list was left: search, sort and filters. */
export function ListMemoryProvider({ children }: { readonly children: ReactNode }) {
  const [memory] = useState(() => new Map<string, unknown>())
  return <ListMemory value={memory}>{children}</ListMemory>
}

/**
 * As useState, but the value is there again when the person comes back to the screen. `key` is unique in the page. What
 * `mayKeep` says no to is shown and forgotten.
 */
export function useListMemory<Value>(
  key: string,
  initial: Value,
  mayKeep: (value: Value) => boolean = everything,
): readonly [Value, (value: Value) => void] {
  const memory = useContext(ListMemory)
  const [value, setValue] = useState<Value>(() => (memory.has(key) ? (memory.get(key) as Value) : initial))
  const set = useCallback(
    (next: Value) => {
      if (mayKeep(next)) memory.set(key, next)
      else memory.delete(key)
      setValue(next)
    },
    [memory, key, mayKeep],
  )
  return [value, set]
}

function everything(): boolean {
  return true
}
