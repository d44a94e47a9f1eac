//! What the posts say: short neutral sentences in each language, written for this file. `{}`
//! stands for the name of the place.

/// Sentences about everyday life and about the topic in one language.
pub struct Phrases {
    /// About anything.
    pub everyday: &'static [&'static str],
    /// About people on the move and those who meet them.
    pub topic: &'static [&'static str],
}

/// The sentences of a language; English where there are none.
pub fn phrases(language: &str) -> &'static Phrases {
    match language {
        "de" => &GERMAN,
        "it" => &ITALIAN,
        "es" => &SPANISH,
        "fr" => &FRENCH,
        "el" => &GREEK,
        "tr" => &TURKISH,
        "ru" => &RUSSIAN,
        "uk" => &UKRAINIAN,
        "ar" => &ARABIC,
        _ => &ENGLISH,
    }
}

/// Languages that are written from right to left.
pub fn is_right_to_left(language: &str) -> bool {
    language == "ar"
}

/// Emoji: simple ones, with variation selector, skin tones, flags, keycap and joined (ZWJ) ones.
pub const EMOJI: [&str; 28] = [
    "😀",
    "😂",
    "😍",
    "🙏",
    "👍",
    "🎉",
    "☀️",
    "❤️",
    "⚽",
    "🍕",
    "☕",
    "🌍",
    "🚂",
    "🌊",
    "👏🏽",
    "🙏🏿",
    "💪🏻",
    "👋🏾",
    "🇪🇺",
    "🇩🇪",
    "🇬🇷",
    "🇮🇹",
    "👨‍👩‍👧‍👦",
    "👩🏽‍⚕️",
    "🏳️‍🌈",
    "👩‍💻",
    "1️⃣",
    "🏴󠁧󠁢󠁳󠁣󠁴󠁿",
];

const ENGLISH: Phrases = Phrases {
    everyday: &[
        "Good morning {}!",
        "Coffee first, then we will see.",
        "Nobody told me it would rain all day in {}.",
        "The train is late again, at least I have a good book.",
        "Best view of {} so far.",
        "Can't believe it's Friday already.",
        "Tried the new place around the corner: very good soup &amp; even better bread.",
        "Back in {} after three weeks, everything looks the same.",
        "Does anybody know where one can borrow a ladder here?",
        "Long walk along the river, now I can't feel my feet.",
        "Somebody is practising the trumpet next door, slowly getting better.",
        "What a match, what a night in {}!",
    ],
    topic: &[
        "Helped to sort donated clothes in {} today, thanks to everyone who came.",
        "People have been waiting in the rain at {} since the early morning.",
        "Language class for newcomers starts on Tuesday, teachers are still needed.",
        "What is missing in {} most: blankets, shoes and information.",
        "New figures on asylum applications were published this morning.",
        "A boat with forty people reached the coast near {} tonight, everyone is safe.",
        "Reading a long report on how families are separated along the route.",
        "We need safe ways, not longer fences.",
        "The town council of {} talks about housing for families next week.",
        "Hundreds of people at the demonstration in {}, peaceful and loud.",
    ],
};

const GERMAN: Phrases = Phrases {
    everyday: &[
        "Guten Morgen aus {}!",
        "Erst mal einen Kaffee, dann sehen wir weiter.",
        "Der Zug hat schon wieder Verspätung, schöne Grüße aus {}.",
        "So ein schöner Abend an der Elbe.",
        "Wer weiß, wo man in {} gute Brötchen bekommt?",
        "Endlich Wochenende, und es regnet natürlich.",
        "Heute Flohmarkt, danach Kuchen.",
        "Das Konzert gestern in {} war großartig.",
        "Drei Stunden Besprechung und nichts entschieden.",
        "Die Straßenbahn fällt aus, also zu Fuß über die Brücke.",
    ],
    topic: &[
        "Heute in {} Kleidung sortiert, danke an alle, die geholfen haben.",
        "Der Deutschkurs für Geflüchtete sucht noch Leute, die mitmachen.",
        "Am Bahnhof in {} kommen heute wieder viele Familien an.",
        "Neue Zahlen zu den Asylanträgen sind veröffentlicht.",
        "Der Stadtrat von {} berät über Wohnungen für Familien.",
        "Mehrere hundert Menschen bei der Kundgebung in {}, friedlich und laut.",
        "Was gerade fehlt: Decken, Schuhe, Dolmetscher.",
        "Langer Bericht über die Lage an der Grenze, lesenswert.",
        "Wir haben Platz, die Stadt hat es längst beschlossen.",
    ],
};

const ITALIAN: Phrases = Phrases {
    everyday: &[
        "Buongiorno da {}!",
        "Prima un caffè, poi si vedrà.",
        "Che tramonto stasera a {}.",
        "Il treno è in ritardo, come sempre.",
        "Domenica, pranzo dalla nonna e poi a dormire.",
        "Qualcuno conosce una buona pizzeria a {}?",
        "Finalmente un po' di sole dopo una settimana di pioggia.",
        "Che partita, non ho più voce!",
        "Passeggiata in centro a {} con gli amici di sempre.",
    ],
    topic: &[
        "Oggi a {} abbiamo distribuito coperte e scarpe, grazie a tutti.",
        "Sono arrivate sessanta persone al porto di {}, stanno tutte bene.",
        "La scuola di italiano per i nuovi arrivati cerca volontari.",
        "Pubblicati i nuovi dati sulle domande di asilo.",
        "Centinaia di persone in piazza a {} per l'accoglienza.",
        "Un lungo reportage sulla vita al confine, da leggere.",
        "Servono vie sicure, non muri più alti.",
    ],
};

const SPANISH: Phrases = Phrases {
    everyday: &[
        "¡Buenos días desde {}!",
        "Primero un café y luego ya veremos.",
        "Qué tarde tan bonita en {}.",
        "El tren llega tarde otra vez, qué novedad.",
        "Domingo de paella con la familia.",
        "¿Alguien sabe dónde hay buen pan en {}?",
        "Por fin viernes, mañana a la playa.",
        "Paseo largo por el centro de {}, con mucho frío.",
        "El concierto de anoche fue una maravilla.",
    ],
    topic: &[
        "Hoy en {} hemos repartido mantas y zapatos, gracias a quienes vinieron.",
        "Han llegado cuarenta personas a la costa de {}, todas están a salvo.",
        "Se buscan voluntarios para las clases de español.",
        "Publicadas las nuevas cifras de solicitudes de asilo.",
        "Cientos de personas en la plaza de {} para decir que queremos acoger.",
        "Un reportaje largo sobre la vida en la frontera, muy recomendable.",
        "Hacen falta vías seguras, no vallas más altas.",
    ],
};

const FRENCH: Phrases = Phrases {
    everyday: &[
        "Bonjour de {} !",
        "D'abord un café, ensuite on verra.",
        "Quel coucher de soleil ce soir à {}.",
        "Le train est encore en retard, j'ai au moins un bon livre.",
        "Dimanche au marché, puis gâteau chez les voisins.",
        "Quelqu'un connaît une bonne boulangerie à {} ?",
        "Enfin un peu de soleil après une semaine de pluie.",
        "Le concert d'hier soir à {} était magnifique.",
        "Trois heures de réunion pour ne rien décider.",
    ],
    topic: &[
        "Aujourd'hui à {} nous avons distribué des couvertures, merci à toutes et à tous.",
        "Des familles attendent sous la pluie à {} depuis ce matin.",
        "Les cours de français pour les nouveaux arrivants cherchent des bénévoles.",
        "Les nouveaux chiffres des demandes d'asile sont publiés.",
        "Plusieurs centaines de personnes au rassemblement de {}, dans le calme.",
        "Un long reportage sur la vie à la frontière, à lire.",
        "Il faut des voies sûres, pas des murs plus hauts.",
    ],
};

const GREEK: Phrases = Phrases {
    everyday: &[
        "Καλημέρα από {}!",
        "Πρώτα καφές και μετά βλέπουμε.",
        "Τι όμορφο ηλιοβασίλεμα απόψε στην πόλη {}.",
        "Το πλοίο έχει πάλι καθυστέρηση.",
        "Κυριακή, τραπέζι με όλη την οικογένεια.",
        "Ξέρει κανείς καλό φούρνο εδώ κοντά;",
        "Επιτέλους λίγος ήλιος μετά από μια βδομάδα βροχή.",
    ],
    topic: &[
        "Σήμερα ({}) μοιράσαμε κουβέρτες και παπούτσια, ευχαριστούμε όλους.",
        "Σαράντα άνθρωποι έφτασαν απόψε στην ακτή, είναι όλοι καλά.",
        "Ζητούνται εθελοντές για μαθήματα γλώσσας.",
        "Δημοσιεύτηκαν τα νέα στοιχεία για τις αιτήσεις ασύλου.",
        "Εκατοντάδες άνθρωποι στη συγκέντρωση ({}), ειρηνικά.",
        "Χρειαζόμαστε ασφαλείς δρόμους, όχι ψηλότερους φράχτες.",
    ],
};

const TURKISH: Phrases = Phrases {
    everyday: &[
        "Günaydın {}!",
        "Önce bir çay, sonra bakarız.",
        "Bugün vapurda hava çok güzel.",
        "Trafik yine çok yoğun, İstanbul'da sıradan bir gün.",
    ],
    topic: &[
        "Bugün {} limanında battaniye dağıttık, gelen herkese teşekkürler.",
        "Yeni gelenler için dil kursuna gönüllü aranıyor.",
        "Sınırda bekleyen aileler hakkında uzun bir haber okudum.",
    ],
};

const RUSSIAN: Phrases = Phrases {
    everyday: &["Доброе утро, {}!", "Сначала кофе, потом всё остальное.", "Опять снег в апреле."],
    topic: &[
        "Сегодня собирали тёплые вещи для семей, спасибо всем.",
        "Опубликованы новые данные о прошениях об убежище.",
    ],
};

const UKRAINIAN: Phrases = Phrases {
    everyday: &["Доброго ранку, {}!", "Спочатку кава, потім усе інше.", "Сьогодні дуже сонячно."],
    topic: &[
        "Сьогодні збирали теплі речі для родин, дякуємо всім.",
        "Опубліковано нові дані про заяви на притулок.",
    ],
};

const ARABIC: Phrases = Phrases {
    everyday: &["صباح الخير من {}!", "القهوة أولا ثم نرى.", "الطقس جميل اليوم."],
    topic: &[
        "اليوم وزعنا البطانيات على العائلات، شكرا لكل من ساعد.",
        "نبحث عن متطوعين لدروس اللغة.",
    ],
};
