export const session = {
  firstRun: {
    title: 'Create the administrator',
    intro: 'Token Desk has no users yet. The first one may do everything, and can add the others.',
    sampleData: 'Add sample data to look around',
    sampleDataHint: 'Customers, contacts, users and tokens that do not exist outside this store.',
    setupCodeHint: 'The service printed it where it was started.',
    submit: 'Create the administrator',
  },
  signIn: {
    title: 'Sign in',
    submit: 'Sign in',
    haveCode: 'I have a setup code',
  },
  setupCode: {
    title: 'Choose a password',
    intro: 'Your administrator gave you a setup code. It works once.',
    submit: 'Set the password and sign in',
    haveNone: 'Back to sign in',
  },
  locked: {
    title: 'Locked',
    intro: 'Signed in as {{username}}. Give your password to go on.',
    submit: 'Unlock',
  },
  fields: {
    fullName: 'Full name',
    username: 'Username',
    email: 'Email',
    password: 'Password',
    passwordHint: 'At least 15 characters. Several words in a row are fine.',
    passwordAgain: 'Password again',
    setupCode: 'Setup code',
  },
  announceLocked: 'Token Desk is locked.',
} as const
