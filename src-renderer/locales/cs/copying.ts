/** Copying the store of this computer to a server. */
export const copying = {
  title: 'Zkopírovat na server',
  hint: 'Na serveru pracuje s jedním úložištěm více lidí a mohou se ho dotazovat rozhraní API.',
  open: 'Zkopírovat na server…',
  before:
    'Tokeny tam fungují dál: zachovají si označení, moduly, data i poslední přístupy, a stejně tak auditní stopa.',
  noServer:
    'Zatím tu není známý žádný server. Nejprve se k některému připojte; toto okno zůstane u úložiště tohoto počítače.',
  dialog: 'Zkopírovat toto úložiště na server',
  intro:
    'Server musí být prázdný. Zkopíruje se všechno, nebo nic. Relace se nekopírují a uchované hodnoty tokenů také ne: jsou zapečetěné klíčem tohoto počítače.',
  server: 'Server',
  asking: 'Dotazuji se serveru…',
  brings: 'Zkopírovalo by se:',
  counts: {
    tokens: 'Tokeny API',
    users: 'Uživatelé',
    contacts: 'Kontakty',
    customers: 'Zákazníci',
    modules: 'Moduly',
    resourceServers: 'Servery prostředků',
    auditRecords: 'Záznamy auditní stopy',
  },
  outcomes: {
    same: 'Server toto všechno už má.',
    ahead: 'Server toto všechno už má a od té doby se na něm pracovalo.',
  },
  setupCode: 'Aktivační kód',
  setupCodeHint: 'Služba ho vypsala tam, kde byla spuštěna. Má ho ten, kdo službu provozuje.',
  start: 'Zkopírovat',
  running: 'Kopíruji na {{name}}…',
  runningHint: 'Můžete pracovat dál; co mezitím změníte, v kopii nebude.',
  cancelled: 'Kopírování bylo zrušeno. Na serveru se nic nezměnilo.',
  done: 'Na {{name}} je teď všechno. Úložiště tohoto počítače zůstává, jak je: pracujte už jen s jedním z nich.',
  goOver: 'Přejít na {{name}}',
} as const
