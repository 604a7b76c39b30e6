/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Gmail's labels of the system in the languages of its accounts (docs/MAIL.md F-62). A name that
 * two languages have means the same in both. See gmail_labels.h.
 */
#include <stdbool.h>
#include <string.h>

#include "convert/gmail_labels.h"

/* Names with a '|' between them, as their languages write them. */
static const char *const names[GMAIL_CATEGORY] = {
    [GMAIL_INBOX] =
	"Inbox|Posteingang|Boîte de réception|Recibidos|Bandeja de entrada|Posta in arrivo|"
	"Postvak IN|Caixa de entrada|Safata d'entrada|Inkorgen|Inkorg|Innboks|Indbakke|Saapuneet|"
	"Postilaatikko|Odebrane|Doručená pošta|Doručené|Beérkező levelek|Beérkezett üzenetek|"
	"Mesaje primite|Входящие|Вхідні|Входящи|Входяща поща|Gelen Kutusu|Εισερχόμενα|Pristigla "
	"pošta|"
	"Prejeto|Примљене|Пријемно сандуче|Gautieji|Iesūtne|Kotak Masuk|Peti masuk|Hộp thư đến|"
	"กล่องจดหมาย|דואר נכנס|البريد الوارد|صندوق الوارد|受信トレイ|받은편지함|收件箱|收件匣",
    [GMAIL_SENT] =
	"Sent|Sent Mail|Gesendet|Gesendete Nachrichten|Messages envoyés|Envoyés|Enviados|"
	"E-mails enviados|Correio enviado|Posta inviata|Inviati|Verzonden|Verzonden berichten|"
	"Enviats|Correu enviat|Skickat|Skickade|Skickade mail|Sendt|Sendt e-post|Sendte "
	"mails|Lähetetyt|"
	"Wysłane|Odeslaná pošta|Odeslané|Odoslaná pošta|Odoslané|Elküldött|Elküldött levelek|"
	"Elküldött üzenetek|Trimise|Mesaje trimise|Отправленные|Надіслані|Надіслана пошта|"
	"Изпратени|Изпратена поща|Gönderilmiş "
	"Postalar|Gönderilmiş|Gönderilenler|Απεσταλμένα|Poslano|"
	"Poslana pošta|Послате|Išsiųsti|Nosūtītie|Terkirim|Surat Terkirim|Đã gửi|Thư đã gửi|"
	"จดหมายที่ส่งแล้ว|ส่งแล้ว|דואר יוצא|נשלח|البريد المرسل|الرسائل المرسلة|المرسلة|送信済み|"
	"送信済みメール|보낸편지함|已发邮件|已发送|已傳送郵件|寄件備份",
    [GMAIL_DRAFTS] =
	"Drafts|Draft|Entwürfe|Entwurf|Brouillons|Brouillon|Borradores|Borrador|Bozze|Bozza|"
	"Concepten|"
	"Rascunhos|Rascunho|Esborranys|Utkast|Kladder|Luonnokset|Wersje robocze|Koncepty|"
	"Rozepsané|Piszkozatok|Piszkozat|Ciorne|Mesaje nefinalizate|Черновики|Чернетки|Чернови|"
	"Taslaklar|Taslak|Πρόχειρα|Skice|Osnutki|Нацрти|Juodraščiai|Melnraksti|Draf|Thư nháp|Bản "
	"nháp|"
	"จดหมายร่าง|ร่างจดหมาย|טיוטות|المسودات|مسودات|下書き|임시보관함|草稿",
    [GMAIL_SPAM] =
	"Spam|Junk|Correo no deseado|Correu brossa|Skräppost|Søppelpost|Roskaposti|Levélszemét|"
	"Спам|Ανεπιθύμητα|Ανεπιθύμητη αλληλογραφία|Neželjena pošta|Vsiljena pošta|Непожељно|"
	"Thư rác|จดหมายขยะ|สแปม|דואר זבל|ספאם|الرسائل غير المرغوب فيها|غير مرغوب فيها|迷惑メール|"
	"스팸함|스팸|垃圾邮件|垃圾郵件",
    [GMAIL_TRASH] =
	"Trash|Bin|Papierkorb|Corbeille|Papelera|Cestino|Prullenbak|Lixeira|Lixo|Reciclagem|"
	"Paperera|Papperskorgen|Papirkurv|Papirkurven|Roskakori|Kosz|Koš|Kôš|Kuka|Lomtár|"
	"Coș de gunoi|Coşul de gunoi|Корзина|Кошик|Кошче|Çöp Kutusu|Çöp|Κάδος|Κάδος "
	"απορριμμάτων|Smeće|"
	"Otpad|Smetnjak|Отпад|Šiukšliadėžė|Miskaste|Sampah|Thùng rác|ถังขยะ|אשפה|المهملات|"
	"سلة المهملات|ゴミ箱|휴지통|已删除邮件|回收站|垃圾桶",
    [GMAIL_CHAT] =
	"Chat|Chats|Chatt|Chattar|Xats|Czat|Czaty|Чат|Чаты|Чати|Чатове|Sohbet|Sohbetler|Συζητήσεις|"
	"Συνομιλίες|Csevegés|Csevegések|Bate-papo|Bate-papos|Keskustelut|Pokalbiai|Obrolan|Trò "
	"chuyện|"
	"แชท|צ'אט|צ'אטים|الدردشات|チャット|채팅|聊天|聊天记录|即時通訊",
    [GMAIL_ARCHIVED] =
	"Archived|Archiviert|Archivé|Archivés|Messages archivés|Archivado|Archivados|Archiviato|"
	"Archiviati|Gearchiveerd|Arquivado|Arquivados|Arquivada|Arxivat|Arxivats|Arkiverat|"
	"Arkiverade|"
	"Arkivert|Arkiveret|Arkistoitu|Arkistoidut|Zarchiwizowane|Archivováno|Archivované|"
	"Archivált|"
	"Archiválva|Arhivate|Arhivat|В архиве|Архивированные|Архівовано|Заархівовані|Архивирани|"
	"Arşivlendi|Arşivlenmiş|Αρχειοθετημένα|Arhivirano|Архивирано|Suarchyvuota|Diarsipkan|"
	"Đã lưu trữ|เก็บถาวร|הועבר לארכיון|בארכיון|مؤرشفة|تمت الأرشفة|アーカイブ済み|アーカイブ|"
	"보관됨|보관처리됨|已归档|已存档|已封存",
    [GMAIL_STARRED] =
	"Starred|Markiert|Suivis|Messages suivis|Destacado|Destacados|Speciali|Met ster|Com "
	"estrela|"
	"Marcado com estrela|Destacats|Stjärnmärkt|Stjärnmärkta|Stjernemerket|Stjernemarkeret|"
	"Tähdellä merkityt|Tähdelliset|Oznaczone gwiazdką|S hvězdičkou|S hviezdičkou|"
	"Označené hviezdičkou|Csillagozott|Cu stea|Помеченные|Із зірочкою|Със звезда|Yıldızlı|"
	"Με αστέρι|Sa zvjezdicom|Označeno zvjezdicom|Z zvezdico|Са звездицом|Pažymėti žvaigždute|"
	"Berbintang|Có gắn dấu sao|Được gắn dấu sao|ติดดาว|מסומן בכוכב|מסומנים בכוכב|مميزة بنجمة|"
	"المميزة بنجمة|スター付き|별표편지함|중요편지함|已加星标|已加星號",
    [GMAIL_IMPORTANT] =
	"Important|Wichtig|Importants|Importante|Importantes|Importanti|Belangrijk|Viktigt|Viktig|"
	"Viktiga|Vigtigt|Vigtige|Tärkeä|Tärkeät|Ważne|Důležité|Dôležité|Fontos|Важное|Важные|"
	"Важливо|Важливі|Важно|Önemli|Σημαντικά|Važno|Pomembno|Svarbu|Svarīgi|Penting|Quan trọng|"
	"สำคัญ|חשוב|חשובים|مهم|مهمة|重要|중요|중요함|重要邮件|重要郵件",
    [GMAIL_UNREAD] =
	"Unread|Ungelesen|Non lu|Non lus|No leído|No leídos|Sin leer|Non letto|Non letti|Da "
	"leggere|"
	"Ongelezen|Não lido|Não lidos|Não lida|Não lidas|No llegit|No "
	"llegits|Oläst|Olästa|Ulest|Uleste|"
	"Ulæst|Ulæste|Lukematon|Lukemattomat|Nieprzeczytane|Nepřečtené|Neprečítané|Olvasatlan|"
	"Necitit|Necitite|Непрочитанные|Непрочитане|Непрочитані|Непрочетени|Okunmamış|Okunmayan|"
	"Μη αναγνωσμένα|Αδιάβαστα|Nepročitano|Neprebrano|Непрочитано|Neskaityti|Nelasīti|Belum "
	"dibaca|"
	"Chưa đọc|ยังไม่ได้อ่าน|לא נקרא|לא נקראו|غير مقروء|غير مقروءة|未読|읽지않음|읽지 "
	"않음|未读|未讀",
    [GMAIL_OPENED] =
	"Opened|Geöffnet|Ouvert|Ouverts|Abierto|Abiertos|Aperto|Aperti|Geopend|Aberto|Abertos|"
	"Aberta|"
	"Abertas|Obert|Oberts|Öppnat|Öppnad|Öppnade|Åpnet|Åbnet|Avattu|Avatut|Otwarte|Otevřené|"
	"Otevřeno|"
	"Otvorené|Megnyitott|Megnyitva|Deschis|Deschise|Открытые|Открыто|Відкриті|Відкрито|"
	"Отворени|"
	"Açıldı|Açılmış|Ανοιγμένα|Otvoreno|Odprto|Отворено|Atidaryti|Atvērtie|Dibuka|Đã mở|เปิดแล้ว|"
	"נפתח|נפתחו|مفتوحة|تم فتحها|開封済み|열어봄|읽음|已打开|已開啟",
};

/* What stands before the name of a category; a blank, colon or quotation mark follows. */
static const char *const categories[] = {
    "Category",
    "Kategorie",
    "Catégorie",
    "Categoría",
    "Categoria",
    "Categorie",
    "Kategori",
    "Kategoria",
    "Kategória",
    "Luokka",
    "Категория",
    "Категорія",
    "Κατηγορία",
    "Kategorija",
    "หมวดหมู่",
    "קטגוריה",
    "الفئة",
    "カテゴリ",
    "카테고리",
    "类别",
    "類別",
    "Danh mục",
};

/* Without letter case, and composed: what is compared. The caller frees it. */
static char *
fold(const char *text)
{
	g_autofree char *whole = NULL;

	if (g_str_is_ascii(text))
		return g_ascii_strdown(text, -1);
	whole = g_utf8_normalize(text, -1, G_NORMALIZE_DEFAULT_COMPOSE);
	return g_utf8_casefold(whole, -1);
}

/* Folded name -> enum gmail_label. */
static GHashTable *
make_table(void)
{
	GHashTable *table = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint kind = 0; kind < GMAIL_CATEGORY; kind++) {
		g_auto(GStrv) list = g_strsplit(names[kind], "|", -1);

		for (char **name = list; *name != NULL; name++)
			g_hash_table_insert(table, fold(*name), GUINT_TO_POINTER(kind));
	}
	return table;
}

/* The table is made once and kept as long as the program runs. */
static const GHashTable *
get_table(void)
{
	static GHashTable *table;

	if (g_once_init_enter(&table)) {
		GHashTable *made = make_table();

		g_once_init_leave(&table, made);
	}
	return table;
}

static bool
is_category(const char *label)
{
	for (size_t i = 0; i < G_N_ELEMENTS(categories); i++) {
		size_t n = strlen(categories[i]);
		gunichar next =
		    strncmp(label, categories[i], n) == 0 ? g_utf8_get_char(label + n) : 0;

		if (next != 0 && next != '/' && next != '-' && !g_unichar_isalnum(next))
			return true;
	}
	return false;
}

enum gmail_label
gmail_label_kind(const char *label)
{
	g_autofree char *folded = fold(label);
	gpointer kind;

	if (g_hash_table_lookup_extended((GHashTable *)get_table(), folded, NULL, &kind))
		return (enum gmail_label)GPOINTER_TO_UINT(kind);
	return is_category(label) ? GMAIL_CATEGORY : GMAIL_USER;
}
