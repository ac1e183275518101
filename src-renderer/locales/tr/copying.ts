/** Copying the store of this computer to a server. */
export const copying = {
  title: 'Sunucuya kopyala',
  hint: 'Sunucuda birden çok kişi tek bir depoda çalışır ve API’ler ona sorabilir.',
  open: 'Sunucuya kopyala…',
  before:
    'Belirteçler orada çalışmayı sürdürür: kimlikleri, modülleri, tarihleri ve son erişimleri, denetim iziyle birlikte korunur.',
  noServer: 'Burada bilinen bir sunucu yok. Önce bir sunucuya bağlanın; bu pencere bu bilgisayarın deposunda kalır.',
  dialog: 'Bu depoyu sunucuya kopyala',
  intro:
    'Sunucu boş olmalıdır. Ya tümü kopyalanır ya da hiçbiri. Oturumlar ve belirteçlerin saklanan değerleri kopyalanmaz: bu değerler bu bilgisayarın anahtarıyla mühürlüdür.',
  server: 'Sunucu',
  asking: 'Sunucuya soruluyor…',
  brings: 'Kopyalanacaklar:',
  counts: {
    tokens: 'API belirteçleri',
    users: 'Kullanıcılar',
    contacts: 'İlgili kişiler',
    customers: 'Müşteriler',
    modules: 'Modüller',
    resourceServers: 'Kaynak sunucuları',
    auditRecords: 'Denetim izi kayıtları',
  },
  outcomes: {
    same: 'Bunların tümü sunucuda zaten var.',
    ahead: 'Bunların tümü sunucuda zaten var ve o zamandan beri orada çalışılmış.',
  },
  setupCode: 'Etkinleştirme kodu',
  setupCodeHint: 'Hizmet, başlatıldığı yerde bu kodu yazdı. Hizmeti işleten kişide bulunur.',
  start: 'Kopyala',
  running: '{{name}} sunucusuna kopyalanıyor…',
  runningHint: 'Çalışmayı sürdürebilirsiniz; bu arada yaptığınız değişiklikler kopyada yer almaz.',
  cancelled: 'Kopyalama iptal edildi. Sunucuda hiçbir şey değişmedi.',
  done: 'Artık her şey {{name}} sunucusunda. Bu bilgisayarın deposu olduğu gibi kalır: yalnızca birinde çalışın.',
  goOver: '{{name}} sunucusuna geç',
} as const
