/** Who is signed in in trials of the connection, and the session's secret. */
export const ADAS_SECRET = `tdo_${'a'.repeat(36)}`

/** What answers `sessions.signIn`, but for when it expires. */
export const ADAS_SESSION = {
  sessionId: 'SES-7Q4K-9M2X',
  secret: ADAS_SECRET,
  operator: {
    id: 'USR-7Q4K-9M2X',
    username: 'ada',
    fullName: 'Ada',
    role: 'administrator',
    preferredLanguage: 'en',
    permissions: [],
  },
}
