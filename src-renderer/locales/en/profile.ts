/** What operators see and change about themselves. */
export const profile = {
  title: 'My profile',
  security: 'Security settings',
  details: 'Profile',
  saved: 'Your profile is saved.',
  usernameHint: 'It cannot be changed.',
  tokens: 'Personal API access tokens',
  tokensHint: 'Programs that use one of these act in your name.',
  createToken: 'Create API token',
  tokenName: 'Token name',
  authentication: 'Authentication',
  password: {
    title: 'Change the password',
    current: 'Current password',
    new: 'New password',
    again: 'New password again',
    hint: 'At least 15 characters. Several words in a row are fine.',
    others: 'Everywhere else you are signed in, you are signed out.',
    submit: 'Change the password',
    changed: 'Your password is changed. Other sessions of yours have ended.',
  },
} as const
