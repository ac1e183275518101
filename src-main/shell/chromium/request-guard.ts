import type { BrowserContext, Route } from 'playwright-core'
import type { PageFiles } from '../page-files.ts'

export interface RequestGuard {
  readonly origin: string
  /** The built page; null while a development server answers for `origin`. */
  readonly files: PageFiles | null
}

/** Answers every request of the browser from the page's own files, and lets none leave. */
export async function guardRequests(context: BrowserContext, guard: RequestGuard): Promise<void> {
  await context.route('**/*', (route) => answer(route, guard))
  const isForeign = (url: URL) => guard.files !== null || url.host !== new URL(guard.origin).host
  await context.routeWebSocket(isForeign, (socket) => socket.close())
}

async function answer(route: Route, { origin, files }: RequestGuard): Promise<void> {
  const request = route.request()
  const url = new URL(request.url())
  try {
    if (url.origin !== origin) return await refuse(route)
    if (files === null) return await route.continue()
    const { status, headers, body } = files.answer(request.method(), url.pathname)
    await route.fulfill({ status, headers, body })
  } catch {
    // The page is gone, and with it whoever asked.
  }
}

/** A refused navigation would leave an error page in the window; "no content" leaves the page as it is. */
async function refuse(route: Route): Promise<void> {
  if (route.request().isNavigationRequest()) await route.fulfill({ status: 204 })
  else await route.abort('blockedbyclient')
}
