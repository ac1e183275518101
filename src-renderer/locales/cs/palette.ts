/** The palette, which finds people, tokens and actions, and the sheet of keys. */
export const palette = {
  title: 'Hledat osoby, tokeny a akce',
  placeholder: 'Zadejte jméno, token nebo akci',
  found: 'Nalezené položky',
  actions: 'Akce',
  open: 'Otevřít: {{name}}',
} as const

export const shortcuts = {
  title: 'Klávesové zkratky',
  anywhere: 'Kdekoli',
  lists: 'V seznamech',
  dialogs: 'V dialozích a formulářích',
  palette: 'Hledat osoby, tokeny a akce',
  sheet: 'Zobrazit tento přehled',
  search: 'Hledat v seznamu',
  add: 'Přidat novou položku',
  move: 'Procházet řádky',
  ends: 'Na první nebo poslední řádek',
  open: 'Otevřít řádek',
  tick: 'Zaškrtnout řádek v seznamu tokenů',
  submit: 'Uložit nebo pokračovat',
  close: 'Zavřít nebo zrušit',
  next: 'Na další pole nebo tlačítko',
  /** What is printed on a key. */
  named: { home: 'Home', end: 'End', enter: 'Enter', space: 'Mezerník' },
} as const
