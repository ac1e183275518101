import type { DeskError } from '../../../src-shared/errors.ts'

/** Rows of a listing that are not loaded yet, as far as a table is concerned. */
export interface MoreRows {
  readonly are: boolean
  readonly fetching: boolean
  /** Why the last attempt came to nothing: it is not repeated until the person says so. */
  readonly error: DeskError | null
  fetch(): void
}

/** The rows beyond the pages of a question; none of them while the answer to the question before is still in sight. */
export function moreRowsOf(pages: {
  readonly hasNextPage: boolean
  readonly isFetchingNextPage: boolean
  readonly isFetchNextPageError: boolean
  readonly isPlaceholderData: boolean
  readonly error: DeskError | null
  fetchNextPage(): unknown
}): MoreRows {
  return {
    are: pages.hasNextPage && !pages.isPlaceholderData,
    fetching: pages.isFetchingNextPage,
    error: pages.isFetchNextPageError ? pages.error : null,
    fetch: () => void pages.fetchNextPage(),
  }
}
