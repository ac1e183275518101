export const backupReasons = {
  'not-a-backup': 'Tento soubor není záloha Token Desk. Vyberte soubor, který Token Desk vytvořil.',
  'no-backup': 'Soubor nelze přečíst. Zkontrolujte, zda existuje a zda ho smíte číst.',
  'backup-damaged': 'Tato záloha je poškozená: je neúplná, nebo ji někdo změnil. Nic se nezměnilo. Použijte jinou.',
  'wrong-passphrase': 'Tato heslová fráze zálohu neotevře.',
  'backup-too-new':
    'Tuto zálohu vytvořila novější verze Token Desk. Nic se nezměnilo. Pro obnovení nainstalujte novější verzi.',
  'backup-running': 'Záloha nebo obnovení už probíhá. Počkejte, až skončí, a zkuste to znovu.',
  'store-there': 'Úložiště už existuje. Nic se v něm nezměnilo.',
  'database-not-empty': 'Databáze už obsahuje úložiště. Nic se v ní nezměnilo.',
  'made-by-host': 'Zálohy sdíleného úložiště se vytvářejí na počítači služby. Obraťte se na jejího správce.',
} as const
