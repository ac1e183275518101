/** Why a backup could not be made or restored. */
export const backupReasons = {
  'not-a-backup': 'This file is not a backup of Token Desk. Choose one that Token Desk has made.',
  'no-backup': 'This cannot be read. Check that it is there and that you may read it.',
  'backup-damaged': 'This backup is damaged: it was cut short, or altered. Nothing was changed. Take another one.',
  'wrong-passphrase': 'This passphrase does not open the backup.',
  'backup-too-new':
    'This backup was made by a newer Token Desk. Nothing was changed. Install the newer version to restore it.',
  'backup-running': 'A backup or a restore is under way already. Wait until it is done, and try again.',
  'store-there': 'There is a store already. It was not touched.',
  'database-not-empty': 'The database holds a store already. It was not touched.',
  'made-by-host': 'Backups of a shared store are made on the machine of the service. Ask whoever runs it.',
} as const
