export const session = {
  firstRun: {
    title: 'Vytvořit správce',
    intro: 'Token Desk zatím nemá žádné uživatele. První smí všechno a může přidat ostatní.',
    sampleData: 'Přidat ukázková data na vyzkoušení',
    sampleDataHint: 'Zákazníci, kontakty, uživatelé a tokeny, kteří mimo toto úložiště neexistují.',
    setupCodeHint: 'Služba ho vypsala tam, kde byla spuštěna.',
    submit: 'Vytvořit správce',
  },
  signIn: {
    title: 'Přihlášení',
    submit: 'Přihlásit se',
    haveCode: 'Mám aktivační kód',
  },
  setupCode: {
    title: 'Zvolte si heslo',
    intro: 'Aktivační kód vám předal správce. Lze jej použít jen jednou.',
    submit: 'Nastavit heslo a přihlásit se',
    haveNone: 'Zpět na přihlášení',
  },
  locked: {
    title: 'Zamčeno',
    intro: 'Přihlášený uživatel: {{username}}. Pokračujte zadáním hesla.',
    submit: 'Odemknout',
  },
  fields: {
    fullName: 'Celé jméno',
    username: 'Uživatelské jméno',
    email: 'E-mail',
    password: 'Heslo',
    passwordHint: 'Nejméně 15 znaků. Může to být několik slov za sebou.',
    passwordAgain: 'Heslo znovu',
    setupCode: 'Aktivační kód',
  },
  announceLocked: 'Token Desk je zamčený.',
} as const
