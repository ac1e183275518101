/** What operators see and change about themselves. */
export const profile = {
  title: 'Můj profil',
  security: 'Nastavení zabezpečení',
  details: 'Profil',
  saved: 'Váš profil je uložen.',
  usernameHint: 'Nelze ho změnit.',
  tokens: 'Osobní přístupové tokeny API',
  tokensHint: 'Programy, které některý z nich použijí, jednají vaším jménem.',
  createToken: 'Vytvořit token API',
  tokenName: 'Název tokenu',
  authentication: 'Ověření',
  password: {
    title: 'Změna hesla',
    current: 'Současné heslo',
    new: 'Nové heslo',
    again: 'Nové heslo znovu',
    hint: 'Nejméně 15 znaků. Může to být několik slov za sebou.',
    others: 'Všude jinde, kde jste přihlášeni, budete odhlášeni.',
    submit: 'Změnit heslo',
    changed: 'Vaše heslo je změněno. Ostatní vaše relace skončily.',
  },
} as const
