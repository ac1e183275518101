/** Copying the store of this computer to a server. */
export const copying = {
  title: 'Copy to a server',
  hint: 'On a server, several people work on one store, and APIs can ask it.',
  open: 'Copy to a server…',
  before:
    'Tokens go on working there: they keep their ids, modules, dates and last accesses, and so does the audit trail.',
  noServer: 'No server is known here yet. Connect to one first; this window stays with the store of this computer.',
  dialog: 'Copy this store to a server',
  intro:
    'The server has to be empty. All of it is copied or nothing. Sessions stay behind, and so do values that are kept of tokens: they are sealed with a key of this computer.',
  server: 'Server',
  asking: 'Asking the server…',
  brings: 'This would be copied:',
  counts: {
    tokens: 'API tokens',
    users: 'Users',
    contacts: 'Contacts',
    customers: 'Customers',
    modules: 'Modules',
    resourceServers: 'Resource servers',
    auditRecords: 'Records in the audit trail',
  },
  outcomes: {
    same: 'The server holds all of this already.',
    ahead: 'The server holds all of this already, and people have worked there since.',
  },
  setupCode: 'Setup code',
  setupCodeHint: 'The service printed it where it was started. Whoever runs the service has it.',
  start: 'Copy',
  running: 'Copying to {{name}}…',
  runningHint: 'You can go on working; what you change meanwhile is not in the copy.',
  cancelled: 'The copy was cancelled. Nothing was changed on the server.',
  done: 'Everything is on {{name}} now. The store of this computer stays as it is: work on one of them only.',
  goOver: 'Go over to {{name}}',
} as const
