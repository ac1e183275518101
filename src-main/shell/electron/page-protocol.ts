import type { CustomScheme } from 'electron'

/** Where the built page lives: our own scheme, answered from memory. */
export const pageOrigin = 'app://bundle'

/** Registered before the application is ready. Never `bypassCSP`. */
export const pageScheme: CustomScheme = {
  scheme: 'app',
  privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
}
