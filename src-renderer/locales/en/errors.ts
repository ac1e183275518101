/** What each error code says to a person when the desk gave no better words of its own. */
export const errors = {
  loadTitle: 'This could not be loaded',
  retryIn_one: 'Try again in {{count}} second.',
  retryIn_other: 'Try again in {{count}} seconds.',
  codes: {
    INVALID_INPUT: 'Some fields need another look.',
    UNKNOWN_CALL: 'This version of Token Desk does not know how to do that.',
    NOT_SIGNED_IN: 'You are signed out. Sign in again.',
    FORBIDDEN: 'Your role does not allow this.',
    NOT_FOUND: 'This is not there any more, or you may not see it.',
    CONFLICT: 'This was changed by somebody else meanwhile.',
    POLICY: 'The policy of this installation does not allow this.',
    REVEAL_GONE: 'This secret can no longer be shown or copied.',
    LOCKED: 'Token Desk is locked.',
    TOO_MANY_ATTEMPTS: 'Too many attempts.',
    CLIPBOARD_UNAVAILABLE: 'The clipboard could not be used. Nothing was copied.',
    STORE_UNREACHABLE: 'The store cannot be reached.',
    STORE_CORRUPT: 'The store is damaged.',
    STORE_TOO_NEW: 'The store was made by a newer version of Token Desk.',
    CANCELLED: 'This was cancelled.',
    INTERNAL: 'Something went wrong. The log has the details.',
  },
  store: {
    title: 'The store cannot be used',
    folder: 'Data folder',
    restarted: 'The store was restarted. What you see is fresh; an action that was under way may need repeating.',
    failed: 'The store has stopped and could not be started again.',
  },
} as const

/** What is wrong with one field, by the rule that it breaks. Rules without words here use the contract's own. */
export const problems = {
  required: 'Fill this in.',
  tooLong: 'At most {{limit}} characters.',
  controlCharacters: 'Control characters and line breaks are not allowed here.',
  directionOverride: 'Characters that override the writing direction are not allowed here.',
  brokenText: 'This text holds broken characters.',
  passwordTooShort: 'At least {{limit}} characters. Several words in a row are fine.',
  date: 'Choose a date.',
  passwordsDiffer: 'The two passwords differ.',
} as const
