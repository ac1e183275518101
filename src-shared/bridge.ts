/** The one channel on which the page asks and main answers. */
export const CALL_CHANNEL = 'token-desk:call'

/** The one channel on which main tells the page that something changed. */
export const EVENT_CHANNEL = 'token-desk:event'

/** All that the page can see of the application outside it: `window.tokenDesk`. */
export interface Bridge {
  /** Asks for one call of the contract. Resolves to a Reply, never rejects on a refusal. */
  call(name: string, input: unknown): Promise<unknown>
  /** Hears every announcement until the returned function is called. */
  listen(listener: (event: unknown) => void): () => void
}
