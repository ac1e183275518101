/** The palette, which finds people, tokens and actions, and the sheet of keys. */
export const palette = {
  title: 'Find people, tokens and actions',
  placeholder: 'Type a name, a token or what to do',
  found: 'What was found',
  actions: 'Actions',
  open: 'Open {{name}}',
} as const

export const shortcuts = {
  title: 'Keys',
  anywhere: 'Anywhere',
  lists: 'In lists',
  dialogs: 'In dialogs and forms',
  palette: 'Find people, tokens and actions',
  sheet: 'Show this sheet',
  search: 'Search the list',
  add: 'Add a new one',
  move: 'Move through the rows',
  ends: 'To the first or the last row',
  open: 'Open the row',
  tick: 'Tick the row, in the list of tokens',
  submit: 'Save or go on',
  close: 'Close or cancel',
  next: 'To the next field or button',
  /** What is printed on a key. */
  named: { home: 'Home', end: 'End', enter: 'Enter', space: 'Space' },
} as const
