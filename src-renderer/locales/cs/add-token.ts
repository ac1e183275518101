/** The wizard that adds a token (MP-5). */
export const addToken = {
  add: 'Přidat',
  title: 'Přidat token API',
  steps: { general: 'Obecné', modules: 'Moduly', overview: 'Souhrn' },
  step: 'Krok {{number}} ze 3: {{name}}',
  continue: 'Pokračovat',
  back: 'Zpět',
  submit: 'Přidat',
  owner: {
    kind: 'Pro',
    myself: 'Pro mě',
    user: 'Uživatele',
    technicalUser: 'Technického uživatele',
    contact: 'Kontakt',
    searchUser: 'Uživatel',
    searchTechnicalUser: 'Technický uživatel',
    searchContact: 'Kontakt',
    required: 'Zvolte, pro koho token je.',
    notNow: 'Pro tohoto vlastníka nelze token vytvořit.',
  },
  modulesHint:
    'Kam v API bude mít token přístup. Uvedeny jsou jen moduly, které jsou povolené a které tento vlastník smí dostat.',
  modulesNone: 'Žádné',
  overviewHint:
    'Zkontrolujte údaje. Tlačítkem Přidat se token vytvoří a jeho hodnotu bude možné jednou zobrazit nebo zkopírovat.',
  validUntil: 'Do {{instant}}',
  done: 'Token „{{name}}“ je přidán',
  doneText: 'Token je připraven k použití.',
  doneId: 'ID',
  view: 'Zobrazit podrobnosti',
  close: 'Zavřít',
} as const
