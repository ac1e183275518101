import { createContext, useContext } from 'react'

/** Whether the row around is the one that Tab reaches. True outside tables. */
export const RowReachable = createContext(true)

/** The tabIndex for controls in a row: only those of the row with the focus are Tab stops. */
export function useRowTabIndex(): 0 | -1 {
  return useContext(RowReachable) ? 0 : -1
}
