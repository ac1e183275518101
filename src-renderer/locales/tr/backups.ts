export const backupReasons = {
  'not-a-backup': 'Bu dosya bir Token Desk yedeği değil. Token Desk’in oluşturduğu bir dosyayı seçin.',
  'no-backup': 'Okunamıyor. Dosyanın yerinde olduğunu ve okuma izniniz bulunduğunu denetleyin.',
  'backup-damaged': 'Bu yedek hasarlı: eksik ya da değiştirilmiş. Hiçbir şey değişmedi. Başka bir yedek kullanın.',
  'wrong-passphrase': 'Bu parola ifadesi yedeği açmıyor.',
  'backup-too-new':
    'Bu yedeği daha yeni bir Token Desk oluşturmuş. Hiçbir şey değişmedi. Geri yüklemek için yeni sürümü kurun.',
  'backup-running': 'Bir yedekleme ya da geri yükleme zaten sürüyor. Bitmesini bekleyip yeniden deneyin.',
  'store-there': 'Burada zaten bir depo var. Ona dokunulmadı.',
  'database-not-empty': 'Veritabanında zaten bir depo var. Ona dokunulmadı.',
  'made-by-host': 'Paylaşılan bir deponun yedekleri hizmetin makinesinde alınır. Hizmeti yönetene başvurun.',
} as const
