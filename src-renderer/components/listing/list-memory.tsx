import { createContext, type ReactNode, useCallback, useContext, useState } from 'react'

const ListMemory = createContext<Map<string, unknown>>(new Map())

/** Remembers, while one operator is signed in, how each list was left: search, sort and filters. */
export function ListMemoryProvider({ children }: { readonly children: ReactNode }) {
  const [memory] = useState(() => new Map<string, unknown>())
  return <ListMemory value={memory}>{children}</ListMemory>
}

/** As useState, but the value is there again when the person comes back to the screen. `key` is unique in the page. */
export function useListMemory<Value>(key: string, initial: Value): readonly [Value, (value: Value) => void] {
  const memory = useContext(ListMemory)
  const [value, setValue] = useState<Value>(() => (memory.has(key) ? (memory.get(key) as Value) : initial))
  const set = useCallback(
    (next: Value) => {
      memory.set(key, next)
      setValue(next)
    },
    [memory, key],
  )
  return [value, set]
}
