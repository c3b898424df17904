### Қазақ тіліндегі мәтіндер. Идентификаторлар үш файлда да бірдей.

## Өтінім мәртебелері

request-status-registered = Алынды
request-status-confirmed = Мақұлданды
request-status-ordered = Тапсырма қалыптастырылды
request-status-paid = Орындалды
request-status-refused = Қабылданбады
request-status-withdrawn = Кері қайтарып алынды

## Төлем тапсырмасының мәртебелері

order-status-awaiting-signature = Қол қоюды күтуде
order-status-declined = Қол қоюдан бас тартылды
order-status-signed = Қол қойылды
order-status-dispatched = Қазынашылыққа жіберілді
order-status-outcome-unknown = Нәтижесі белгісіз
order-status-paid = Төленді
order-status-rejected = Қазынашылық қабылдамады
order-status-returned = Ақша қайтарылды

## Тапсырмалар топтамасының мәртебелері

batch-status-awaiting-signature = Қол қоюды күтуде
batch-status-declined = Қол қоюдан бас тартылды
batch-status-signed = Қол қойылды
batch-status-exported = Файлға шығарылды
batch-status-handed-over = Қазынашылыққа тапсырылды
batch-status-outcome-unknown = Нәтижесі белгісіз
batch-status-settled = Аяқталды

## Тоқтата тұру себептері

hold-blocked-recipient = Алушыға төлем тоқтатыла тұрды
hold-blocked-line = Бюджет жолы тоқтатыла тұрды
hold-possible-duplicate = Қайталануы мүмкін
hold-declined = Қол қоюдан бас тартылды
hold-rejected = Қазынашылық қабылдамады
hold-returned = Ақша қайтарылды
hold-refusal-proposed = Бас тарту қолтаңба күтуде

## Салыстыру кезіндегі алшақтықтар

measure-executed = Жыл басынан бері орындалғаны
measure-payments-left = Төлемдер жоспарының қалдығы
measure-obligations-left = Міндеттемелер жоспарының қалдығы
break-unknown-order = Тапсырма табылмады
break-amount-differs = Сома сәйкес келмейді
break-payee-differs = Алушы сәйкес келмейді
break-not-dispatched = Тапсырма жіберілмеген
break-duplicate-line = Қайталанған жол
break-already-settled = Жауап бұрын алынған
break-not-answered = Қазынашылық жауап бермеді
break-status-open = Ашық
break-status-settled = Реттелді

## Рөлдер

role-specialist = Жауапты маман
role-head = Басшы
role-finance = Қаржыландыру бөлімінің маманы
role-auditor = Аудитор
role-admin = Әкімші
role-system = Жүйе
subject-recipient = Алушы
subject-line = Бюджет жолы

## Қадамдар

step-confirm = Қабылданғанын растау
step-form = Тапсырмаларды қалыптастыру
step-sign = Қол қою
step-dispatch = Қазынашылыққа жіберу

## Мерзімдердің сақталуы

lateness-open = Орындалуда
lateness-on-time = Мерзімінде
lateness-late = Кешіктірілген

## Кешігу себептері

cause-department = Басқарма
cause-plan = Жоспарда қаражат жоқ
cause-hold = Тоқтата тұру
cause-none = Жоқ

## Жоспар түрлері

plan-kind-payments = Төлемдер бойынша
plan-kind-obligations = Міндеттемелер бойынша
plan-kind-opening = Бұрын төленген

## Айлар

month-1 = қаңтар
month-2 = ақпан
month-3 = наурыз
month-4 = сәуір
month-5 = мамыр
month-6 = маусым
month-7 = шілде
month-8 = тамыз
month-9 = қыркүйек
month-10 = қазан
month-11 = қараша
month-12 = желтоқсан

## Апта күндері

weekday-1 = дүйсенбі
weekday-2 = сейсенбі
weekday-3 = сәрсенбі
weekday-4 = бейсенбі
weekday-5 = жұма
weekday-6 = сенбі
weekday-7 = жексенбі

## Есептер

report-register = Өтінімдер тізілімі
report-waiting-list = Күту парағы
report-plan = Қаржыландыру жоспарының орындалуы
report-deadlines = Мерзімдердің сақталуы
report-payments = Төлемдер
report-reconciliation = Қазынашылықпен салыстыру
report-conservation = Өтінім сомаларының теңгерімі
report-journal = Әрекеттер журналы

## Қызметтер

service-microfinance-subsidy = МҚҰ субсидиялау
service-guarantee-commission = Кепілдік комиссиясы

## Тілдер

language-ru = Орыс тілі
language-kk = Қазақ тілі
language-en = Ағылшын тілі

## Баған тақырыптары

col-accepted = Қабылданды
col-account = Шот (ЖСК)
col-actor = Кім
col-algorithm = Алгоритм
col-amount = Сома
col-at = Уақыты
col-available = Қолжетімді
col-bank-bic = БСК
col-basis = Негізі
col-batch = Топтама
col-bin = БСН
col-breaks = Алшақтықтар
col-budget-line = Бюджет жолы
col-cause = Себебі
col-code = Код
col-column = Баған
col-confirm-due = Растау мерзімі
col-confirmed-at = Расталды
col-counted = Есептелді
col-date = Күні
col-defects = Қателер
col-defects-total = Барлық қате
col-dispatch-due = Жіберу мерзімі
col-dispatched-at = Жіберілді
col-done = Орындалды
col-due = Мерзімі
col-effective-at = Есептелетін уақыт
col-effective-from = Есептеу басы
col-ended-at = Тоқтатылды
col-ended-by = Кім тоқтатты
col-ended-reason = Неге тоқтатылды
col-event = Оқиға
col-expected = Күтілген
col-facts = Мәліметтер
col-files = Файлдар
col-form-due = Қалыптастыру мерзімі
col-format = Пішім
col-found = Табылған
col-from = Басталуы
col-hash = Хеш
col-held = Тоқтатылған
col-hold = Тоқтата тұру
col-id = Ид.
col-iin = ЖСН
col-in-flight = Жолда
col-item = Өтінім, топтама
col-kbe = КБе
col-kind = Түрі
col-knp = ТМК
col-lateness = Орындалуы
col-line = Жол
col-link = Буын №
col-login = Логин
col-manifest-sha256 = Тізімдеменің SHA-256
col-measure = Көрсеткіш
col-matched = Сәйкес келді
col-message = Түсініктеме
col-method = Тәсіл
col-month = Ай
col-name = Аты
col-not-after = Аяқталуы
col-not-before = Басталуы
col-number = Нөмірі
col-order-number = Тапсырма №
col-ordered = Тапсырмаларда
col-orders = Тапсырма саны
col-organisation = Ұйым
col-paid = Төленді
col-paid-at = Төленген күні
col-path = Файл жолы
col-payee-bin = Алушының БСН-і
col-payee-name = Алушы
col-person = Кім
col-place = Орны
col-plan = Жоспар
col-purpose = Мақсаты
col-queue-position = Кезек №
col-reason = Себебі
col-receipt = Түбіртек
col-recipient-bin = Өтініш берушінің БСН-і
col-recipient-name = Өтініш беруші
col-reference = Белгісі
col-refusal = Бас тарту
col-refused = Бас тартылды
col-registered = Алынды
col-registered-at = Тіркелді
col-repeated = Қайталанды
col-replaces = Орнына
col-request = Өтінім
col-requested = Сұралды
col-requests = Өтінім саны
col-reserved = Резервтелді
col-rest = Қалдық
col-revocation = Қайтарып алу
col-role = Рөл
col-roles = Рөлдер
col-rules = Қағидалар
col-serial = Сериялық №
col-service = Қызмет
col-settled-by = Реттеген
col-sha256 = SHA-256
col-sign-due = Қол қою мерзімі
col-signed-at = Қол қойылды
col-signed-by = Қол қойған
col-signers = Қол қоюшылар
col-since = Басталуы
col-statement-no = Үзінді №
col-status = Мәртебе
col-step = Қадам
col-steps = Күндер есебі
col-subject = Кімге немесе неге
col-this-update = Тізім күні
col-time-stamp = Уақыт белгісі
col-to = Аяқталуы
col-total = Барлығы
col-treasury-reference = Қазынашылық №
col-valid = Жарамды
col-value = Мәні
col-value-date = Төлем күні
col-waiting = Кезекте
col-withdrawn = Қайтарып алынды
col-year = Жыл

## Бас тарту негіздері, қысқаша

ground-criteria-not-met = Өлшемшарттарға сәйкес емес
ground-incomplete-documents = Құжаттар толық емес
ground-false-data = Деректер анық емес
ground-not-registered = Алушы тіркелмеген
ground-debt = Субсидия бойынша берешек
ground-eds-not-confirmed = ЭЦҚ расталмады
ground-duplicate = Бұрын берілген өтінім қайталанған

## Иә және жоқ

valid-yes = Иә
valid-no = Жоқ
counted-yes = Иә
counted-no = Жоқ

## Кестелер және қатенің орны

nothing-here = Жазба жоқ
place-line = { $line }-жол, { $column } бағаны
place-line-alone = { $line }-жол
defects-more = Көрсетілмеген қате саны: { $count }

## Жүктеу және салыстыру

imported = Қабылданды: { $accepted }, қайталанды: { $repeated }, бас тартылды: { $refused }, қате саны: { $defects }
reconciled = Сәйкес келді: { $matched }, алшақтық саны: { $breaks }
reconciled-form = { $date } күнгі 4-20 нысаны: біздікімен сәйкес келмейтін көрсеткіштер саны: { $unequal }
due = Мерзімі: { $due }; есептеу басы: { $effective }

## Ескертулер

plan-thousands = Жоспар мың теңгемен оқылды: жол саны { $rows }, { $date } күнгі { $document } құжаты.
warn-unknown-bank = { $file }: банк белгісіз, жол саны: { $count }, біріншісі { $line }, БСК { $bic }; БСК-ні тексеріңіз, жаңа банкті rules/banks.csv файлына енгізіңіз
warn-possible-duplicate = { $file }: қайталануы мүмкін деп тоқтатылған өтінім саны: { $count }, оның ішінде { $numbers }; тексеріп, тоқтата тұруды алып тастаңыз немесе бас тартыңыз
warn-breaks = Қазынашылық жауабымен алшақтық саны: { $count }; тізімі: qazyna break list
warn-hold-awaiting = { $subject }: қол қоюды күтіп тұрған тапсырмалар: { $count } ({ $orders }); тыйым тұрғанда басшы оларға қол қоя алмайды, бірақ қабылдамай қайтара алады: qazyna batch decline
warn-hold-signed = { $subject }: қол қойылған немесе қазынашылыққа берілген тапсырмалар: { $count } ({ $orders }); тыйым оларды кері қайтармайды, ақша кетпеуі керек болса, қазынашылыққа жазыңыз
warn-blocked = { $order } тапсырмасы: { $bin } алушысына төлем тоқтатылған: { $reason }; тапсырманы қабылдамай қайтарыңыз немесе тыйым алынғанын күтіңіз
restore-guard = { $date } немесе одан кейінгі үзінді жүктеліп, айырмалар жабылғанша қазынашылыққа ештеңе кетпейді; qazyna doctor қараңыз
restore-unreadable = Бұрынғы база оқылмайды, сол күйінде шетке қойылды: { $fault }
restore-chain-broken = Көшірмедегі журнал тізбегі бұзылған: { $place }; ештеңе өзгерген жоқ, бұрынырақ көшірмені алыңыз

## Не істелді

done-confirm = Расталған өтінім саны: { $count }
done-refused = { $number } өтінімі бойынша бас тартылды
done-refusal-proposed = { $number } өтінімі бойынша бас тарту электрондық қолтаңбаны күтуде (qazyna notice bundle, notice apply); оған дейін өтінім бойынша ақша төленбейді
done-withdrawn = { $number } өтінімі кері қайтарып алынды
done-correction-proposed = { $number } өтінімі: жаңа деректемелер енгізілді, оларды басқа қызметкер бекітеді
done-correction-approved = { $number } өтінімі: жаңа деректемелер бекітілді
done-released = { $number } өтінімі: тоқтата тұру алып тасталды
done-hold-add = Төлем тоқтатылды: { $subject }; тыйым алынғанша тапсырма жасалмайды
done-hold-end = { $subject }: тыйым алынды, өтінімдер кезектегі бұрынғы орнына қайтты
done-backup = Көшірме: { $file }, жолдар { $rows }, журнал буындары { $links }, басы { $head }
done-restore = { $created } көшірмесі орнында: жолдар { $rows }, журналдың басы { $head }; бұрынғысы сақталды: { $aside }
done-decline = { $order } тапсырмасына қол қоюдан бас тартылды, топтама { $batch }
done-sign = { $batch } топтамасына қол қойылды
done-sign-second = { $batch } топтамасы: екінші қолтаңба қабылданды; енді басшы қол қояды
done-decline-void = { $person } { $batch } топтамасына қойған қолтаңба енді жарамсыз: тізімдеме өзгерді, жаңасы керек
second-signed = Екінші қолтаңба: { $person }, ЖСН { $iin }, { $at }
done-hand-over = { $batch } топтамасы қазынашылыққа тапсырылды, түбіртек { $receipt }
done-outcome-unknown = { $batch } топтамасы: нәтижесі белгісіз; оны қазынашылықтан нақтылаңыз
done-resolve = { $batch } топтамасы: нәтижесі анықталды
done-resolve-part = { $batch } топтамасы: аталған тапсырмалардың нәтижесі анықталды; нәтижесі әлі белгісіз тапсырма саны: { $count }
done-resolve-first = { $batch } топтамасы: бірінші шешім жазылды; дәл сондай екінші шешім қажет: біреуін қаржыландыру бөлімінің маманы, екіншісін басшы немесе аудитор береді
warn-resolve-contrary = { $batch } топтамасы: шешімдер бір-біріне қайшы: қазір «{ $said }» делінді, ал { $who } сол тапсырмалар туралы «{ $other }» дейді; екі адам бірдей шешім айтқанша нәтиже белгісіз болып қалады; қазынашылықтың жауабын тексеріңіз
resolution-paid = төленді
resolution-not-received = қазынашылыққа түспеді
done-manifest =
    Тізімдеме жазылды: { $file }
    Тізімдеменің SHA-256: { $sha256 }
    Журналдың бақылау сомасы: { $head }
done-manifest-orders =
    Тізімдеме тапсырмаларды { $orders }-нан парақтап атайды; тапсырмалардың өздері: { $file }
done-settle = { $id } алшақтығы реттелді
done-user-add = { $name }: «{ $role }» рөлі берілді
done-user-end = { $name }: рөлдері тоқтатылды
done-sample = Үлгі өтінім саны: { $requests }, сомасы { $sum }, қалта { $dir }
done-init =
    { $profile ->
        [sandbox] Оқу қондырғысы жасалды: { $dir }
       *[production] Жұмыс қондырғысы жасалды: { $dir }
    }
    Келесі қадам: qazyna --config { $dir }/qazyna.toml doctor

## Кезекті өту

tick-closed = Қазір жұмыс уақыты емес: тапсырмалар қалыптастырылмайды
tick-inbox = { $file }: қабылданды { $accepted }, қайталанды { $repeated }, бас тартылды { $refused }
tick-unfinished = { $file } файлы әлі жазылып жатыр: ол келесі қарауда алынады
tick-lacks-document = Кіріс қалтасы: { $file } қолтаңбасы өзі қойылған құжатты күтуде
tick-lacks-signature = Кіріс қалтасы: { $file } өтінімі алушының қолтаңбасын күтуде (қасында { $file }.cms файлы болуы керек)
tick-waiting = Кіріс қалтасы: { $file } күтуде, қолтаңбаны әзірге тексеру мүмкін емес: { $why }
tick-lapsed = Күші жойылған өткен жылғы тапсырма саны: { $count }
tick-confirmed = Расталған өтінім саны: { $count }
tick-unsigned = Маманның қолтаңбасын күтетін хабарламалар: { $count } (qazyna notice bundle)
tick-formed = { $batch } топтамасы қалыптастырылды: тапсырма саны { $orders }, сомасы { $total }
tick-exported = { $batch } топтамасы файлға шығарылды: { $path }
tick-nothing = Жаңа әрекет жоқ

## Деректемелерді тексеру

check-right = { $value }: дұрыс
check-wrong = { $value }: қате, { $reason }
ident-form = ұзындығы қате немесе таңбаларына жол берілмейді
ident-check-digit = бақылау цифры { $digit } болуға тиіс
ident-check-none = бақылау цифрлары сәйкес келмейді
ident-is-iin = бұл - жеке тұлғаның ЖСН-і
ident-is-bin = бұл - ұйымның БСН-і
ident-content = нөмірдегі күн немесе тұлға түрі мүмкін емес

## Есептің астында

report-total = Жол саны: { $rows }. { $sums }
report-made-from =
    Жасалған уақыты: { $at }
    Қағидалардың бақылау сомасы: { $rules }
    Журналдың бақылау сомасы: { $head }
report-period = Кезең: { $from } – { $to }
report-plan-about = Барлық сома жыл басынан өспелі қорытындымен. Қолжетімді = жоспардан резервтелген, төленген және бағдарлама іске қосылғанға дейін төленген сомалар шегерілген; міндеттемелер мен төлемдер жоспарының азы қолданылады
report-rows = Жол саны: { $rows }
report-sum = Барлығы
report-page = { $page }-бет, барлығы { $pages }
report-differs = Есеп көрсетілмеді: `{ $column }` бағанының сомасы { $sum }, ал сомалар теңгерімі бойынша (`{ $place }`) { $should } болуы керек; qazyna audit verify орындаңыз
chart-plan = Айлар бойынша өспелі қорытынды, млн ₸
chart-deadlines = Рәсім қадамдарының саны
chart-deadlines-on-time = мерзімінде
chart-deadlines-open = орындалуда
chart-deadlines-excused = мерзімінен кеш: жоспар жоқ немесе тоқтатылған
chart-deadlines-department = мерзімінен кеш: басқарма
explain-order = { $order } тапсырмасы: { $amount }, { $payee }, { $account } шоты. { $status }
explain-answer = { $date } күнгі { $statement } үзіндісі, { $line }-жол: «{ $outcome }», валюталау күні { $day }, қазынашылық сілтемесі { $reference }. Тапсырма «{ $named }» деп аталған: { $by }
explain-resolved = { $at }: «{ $outcome }», { $by }
explain-reason = Себебі: { $reason }
explain-waits = Қазынашылықтың жауабы әлі жоқ, ол { $due } дейін күтіледі
explain-not-sent = Тапсырма қазынашылыққа жіберілмеген, жауап беретін нәрсе жоқ
explain-by-reference = толық нөмірі бойынша табылды
explain-by-number-payee-amount = жылсыз нөмірі, алушысы және сомасы бойынша табылды: мұндай басқа тапсырма жоқ
explain-by-identity = төлемнің толық сәйкестігі (алушы, шот, сома) бойынша табылды: үзіндіде нөмір жоқ, мұндай басқа тапсырма да жоқ
explain-by-resolution = нәтижесін екі адам анықтады
proof-equal = Қол қойылғанмен бірдей
proof-equal-as-left = Қол қойылғанмен және шығарылған файлмен бірдей
proof-left-differs = Қол қойылғанмен бірдей, бірақ шығарылған файлда басқа мәлімет
proof-left-says-the-same = Қол қойылғанмен бірдей; мазмұны сол, бұрынғы түрдегі файл шығарылған
proof-differs = Қол қойылғаннан өзгеше
proof-refused = Бұл формат топтаманы сыйғыза алмайды
col-proof = Салыстыру
report-written = Есеп жазылды: { $file }
progress-fetching = Деректер оқылуда
progress-writing = Жолдар жазылуда

## Журналды тексеру

audit-whole =
    Бұзушылық саны: { $faults }. Журнал буындары: { $links }, оқиғалар: { $events }
    Журналдың бақылау сомасы: { $head }
audit-broken =
    БҰЗУШЫЛЫҚ САНЫ: { $faults }; төлемдерді тоқтатып, әкімшіге хабарлаңыз. Журнал буындары: { $links }, оқиғалар: { $events }
    Журналдың бақылау сомасы: { $head }
audit-chain-broken = Журнал тізбегі бұзылған
audit-time-backwards = Уақыт кері кеткен
audit-head-not-found = Бақылау сомасы табылмады
audit-state-differs = Деректер журналға сәйкес емес
audit-signature-differs = Қолтаңба сәйкес емес
audit-file-differs = Файл сәйкес емес
audit-notice-differs = Хабарлама сәйкес емес
audit-money-not-conserved = Сомалар сәйкес емес

## Қондырғыны тексеру

doctor-configuration =
    { $profile ->
        [sandbox] Оқу қондырғысы
       *[production] Жұмыс қондырғысы
    }, қағидалар { $rules }
doctor-database = Дерекқор жауап береді: { $engine }
doctor-collation = Дерекқордың сұрыптау тәртібі байт бойынша: { $name }
doctor-collation-other = Дерекқордың { $name } сұрыптау тәртібі байт бойынша емес; жұмыс басталғанға дейін C сұрыптау тәртібі бар дерекқор жасаңыз
doctor-restore = { $date } күні база көшірмеден қалпына келтірілді: қазынашылыққа әзірге ештеңе кетпейді; жетіспейді: { $missing }. Көшірмеден кейінгі әр күннің үзіндісін жүктеп, айырмаларды жабыңыз; кетіп қойған, бірақ мұнда тек қол қойылған болса: qazyna batch outcome-unknown
doctor-calendar = Өндірістік күнтізбенің соңғы күні: { $date }
doctor-calendar-soon = Өндірістік күнтізбе { $date } аяқталады, қалған күн саны: { $days }; келесі жылдың rules/calendar/ЖЖЖЖ.csv файлын қосыңыз
doctor-calendar-ended = Өндірістік күнтізбе { $date } аяқталды; ағымдағы жылдың rules/calendar/ЖЖЖЖ.csv файлын қосыңыз
doctor-calendar-none = Өндірістік күнтізбе жоқ; rules/calendar/ЖЖЖЖ.csv файлын қосыңыз
doctor-eds-off = Электрондық цифрлық қолтаңба талап етілмейді
doctor-eds-missing = Сертификат немесе кері қайтарып алынғандар тізімінің файлы жоқ: { $path }; оны орнына қойыңыз немесе qazyna.toml файлының [eds] бөлімін түзетіңіз
doctor-eds-none = Түбірлік сертификаттар көрсетілмеген; оларды qazyna.toml файлының eds.anchors жолына енгізіңіз
doctor-eds = Түбірлік сертификаттар: { $count }, біріншісінің мерзімі { $end } бітеді; кері қайтарылғандар тізімі { $list } дейін жарамды
doctor-eds-ended = Түбірлік сертификаттың мерзімі { $date } бітті: куәландырушы орталықтың сайтынан жаңасын алып, eds.anchors жолына енгізіңіз
doctor-eds-ends = Түбірлік сертификаттың мерзімі { $date } бітеді: жаңасын алдын ала алып, eds.anchors жолына енгізіңіз
doctor-eds-no-list = Кері қайтарылған сертификаттардың тізімі жоқ: онсыз бірде-бір қолтаңба қабылданбайды; мекенжайын eds.lists немесе файлын eds.crls жолында көрсетіңіз
doctor-eds-list-old = Кері қайтарылған сертификаттар тізімі { $date } ескірді: жаңасынсыз бірде-бір қолтаңба қабылданбайды; жаңасын алыңыз (qazyna eds refresh) немесе eds.crls қалтасына салыңыз
doctor-span = { $hours } сағ { $minutes } мин
doctor-list = Кері қайтарылғандар тізімі { $address }: № { $number }, шығарылғанына { $age } болды, { $until } дейін жарамды
doctor-list-due = Кері қайтарылғандар тізімі { $address }: № { $number }, шығарылғанына { $age } болды, { $until } дейін ғана жарамды; жаңасын алыңыз: qazyna eds refresh, немесе daemon журналын қараңыз
doctor-list-over = Кері қайтарылғандар тізімі { $address }: № { $number }, шығарылғанына { $age } болды, мерзімі { $until } өтті; жаңасын алыңыз: qazyna eds refresh
doctor-list-none = Кері қайтарылғандар тізімі { $address } әлі жоқ; оны алыңыз: qazyna eds refresh
doctor-responder = OCSP қызметі { $address } жауап береді; жауаптың жасы: { $age }
doctor-responder-down = OCSP қызметі { $address } дұрыс жауап бермейді: { $cause }; жаңа тізім болмаса, қолтаңбалар күтеді
doctor-verifier = Қолтаңбаларды { $program } бағдарламасы да тексереді
doctor-verifier-missing = Қолтаңбаны тексеретін { $program } бағдарламасы жоқ; eds.command мәнін түзетіңіз, оған дейін бірде-бір қолтаңба қабылданбайды
doctor-folder = Қалтаға жазуға болады: { $path }
doctor-folder-absent = Қалта әзірге жоқ: { $path }; қажет болса, жасаңыз
doctor-folder-closed = Қалтаға жазуға болмайды: { $path }; бағдарлама пайдаланушысына жазу құқығын беріңіз
doctor-disk = Дискідегі бос орын, МиБ: { $mib }
doctor-disk-low = Дискіде орын аз, МиБ: { $mib }; орын босатыңыз немесе дерекқорды көшіріңіз
doctor-disk-unknown = Бос орынды анықтау мүмкін болмады: { $path }; дискіні өзіңіз тексеріңіз

## Көрсетілім

demo-code = код { $code }: солай болуға тиіс
demo-failed = `{ $command }` командасы { $code } кодымен аяқталды, { $wanted } күтілген
demo-count = өтінім саны: { $count }
demo-summary =
    { "" }
    ── Қорытынды ──
demo-files =
    { "" }
    Қазынашылыққа арналған файлдар ({ $files }): { $dir }/outbox
    Жоспар, өтінімдер мен үзінділер: { $dir }/in
    Есептер мен тізімдер: { $dir }/out
    Әрі қарай көру: qazyna --config { $dir }/qazyna.toml request list

## Қате туралы хабарламалар. $value - табылған мәтін, $expected - бағдарлама есептеген мән

defect-not-utf8 = файл UTF-8 кодтауында емес, бірінші бұзылған жер: `{ $value }`; { $expected ->
    [XML] XML-ді UTF-8 кодтауында сақтап, қайта жүктеңіз
   *[other] оны «CSV UTF-8» түрінде сақтап, қайта жүктеңіз
}
defect-not-xml = файл XML сияқты басталады, бірақ әрі қарай оқылмайды: `{ $value }`; оны жіберушіден қайта алыңыз, өтінімді qazyna-application-1.xsd сызбасына сай түзетіңіз
defect-no-header = файлда тақырып жолы жоқ, бірінші жол: `{ $value }`; `{ $expected }` бағандары күтілген; тақырып жолын қосыңыз
defect-missing-column = файлда `{ $value }` бағаны жоқ; `{ $expected }` бағандары қажет; жетпейтінін қосыңыз
defect-unknown-column = `{ $value }` бағаны көзделмеген; рұқсат етілген бағандар: `{ $expected }`; оны жойыңыз немесе атын өзгертіңіз
defect-doubled-column = `{ $value }` бағаны бірнеше рет кездеседі; біреуін ғана қалдырыңыз
defect-cut-off = файл үзілген: `{ $value }` (соңғы жолда қанша өрістен қаншасы бар немесе не жетіспейді); толық файл күтілген; оны жіберушіден қайта алыңыз
defect-not-recognised = файл түрі танылмады, оның басы: `{ $value }`; күтілгені: `{ $expected }`; дұрыс файл таңдалғанын тексеріңіз
defect-empty-file = `{ $value }` файлы бос; тақырып пен кемінде бір жол күтілген; жіберушіден тексеріңіз
defect-too-long = `{ $value }` мәні тым ұзын; рұқсат етілген таңба саны: `{ $expected }`; оны қысқартыңыз
defect-control-character = `{ $value }` мәнінде қызметтік таңба бар; тек басылатын таңбалар күтілген; оны жойып, жолды қайта жүктеңіз
defect-broken-cell = ұяшықта мән жоқ: `{ $value }`; бұл қате немесе нәтижесі сақталмаған формула; кітапты қайта есептетіңіз немесе мәнді енгізіңіз
defect-damaged-cell = ұяшықта `{ $value }` сақталған: алдыңғы нөлдер немесе он бесіншіден кейінгі цифрлар жоғалған, не жазба күн деп танылған болуы мүмкін; бағанға «Мәтіндік» пішімін беріп, мәнді қайта енгізіңіз
defect-inexact-number = `{ $value }` саны дәл емес: үтірден кейін рұқсат етілген таңба саны – { $expected }; мәнді экранда ғана емес, ұяшықтың өзінде дөңгелектеңіз
defect-not-a-date = ұяшықта күн емес, `{ $value }` саны тұр; ұяшыққа күн пішімін беріңіз немесе күнді `ЖЖЖЖ-АА-КК` мәтінімен енгізіңіз
defect-no-offset = `{ $value }` ұяшығында уақыт белдеуінің ығысуы жоқ, Excel оны сақтамайды; бағанға «Мәтіндік» пішімін беріп, `2026-03-05T10:00:00+05:00` түрінде енгізіңіз
defect-missing-value = міндетті мән көрсетілмеген; бағанды толтырып, жолды қайта жүктеңіз
defect-bad-number = `{ $value }` нөміріне жол берілмейді; шеттерінде бос орны жоқ, 35 таңбадан аспайтын әріптер, цифрлар мен белгілер күтілген; нөмірді түзетіңіз
defect-bad-service = `{ $value }` қызметі белгісіз; мыналардың бірі күтілген: `{ $expected }`; қызмет кодын түзетіңіз
defect-bad-instant = `{ $value }` күні мен уақыты оқылмайды; `2026-03-05T10:00:00+05:00` түрі күтілген; жазбаны түзетіңіз
defect-instant-in-future = `{ $value }` сәті әлі келген жоқ; `{ $expected }` уақытынан кеш емес мән күтілген; күні мен уақыт белдеуін тексеріңіз
defect-outside-calendar = `{ $value }` күні өндірістік күнтізбеден тыс; ол `{ $expected }` аралығын қамтиды; сол жылдың күнтізбесін қосыңыз немесе күнді түзетіңіз
defect-bad-bin = `{ $value }` БСН қате; бақылау цифры дұрыс 12 цифр күтілген; алушының құжаттарымен салыстырыңыз
defect-iin-not-bin = `{ $value }` - жеке тұлғаның ЖСН-і; ұйымның БСН-і күтілген; БСН көрсетіңіз
defect-bad-iin = `{ $value }` ЖСН қате; бақылау цифры дұрыс 12 цифр күтілген; құжаттармен салыстырыңыз
defect-bad-iban = `{ $value }` шоты қате; KZ әріптерінен басталатын, бақылау цифрлары дұрыс 20 таңба күтілген; шотты алушыдан сұраңыз
defect-bad-bic = `{ $value }` БСК қате; 8 немесе 11 латын әрпі мен цифр күтілген; БСК-ні алушыдан сұраңыз
defect-bank-contradiction = `{ $value }` БСК шотқа сәйкес келмейді; бұл банктің шоттарында код `{ $expected }` болады (5-таңбадан 7-таңбаға дейін); деректемелерді алушыдан нақтылаңыз
defect-bad-kbe = `{ $value }` КБе қате; екі цифр күтілген: резиденттігі 1 немесе 2 және секторы 1-ден 9-ға дейін; кодты түзетіңіз
defect-bad-amount = `{ $value }` сомасы оқылмайды; цифрлар, нүкте және одан кейін екі таңбадан аспайтын бөлшек күтілген; жазбаны түзетіңіз
defect-bad-thousands = мың теңгемен берілген `{ $value }` сомасы оқылмайды; цифрлар, үштіктер арасында бос орын, үтір және одан кейін бес таңбадан аспайтын бөлшек күтілген; жазбаны түзетіңіз
defect-amount-negative = `{ $value }` сомасы теріс; нөлден үлкен сома күтілген; оны түзетіңіз
defect-amount-zero = `{ $value }` сомасы нөлге тең; нөлден үлкен сома күтілген; оны түзетіңіз
defect-amount-too-large = `{ $value }` сомасы тым үлкен; ең жоғарғы шегі: `{ $expected }`; разрядтар санын тексеріңіз
defect-bad-rate = `{ $value }` мөлшерлемесі оқылмайды; пайыз күтілген: нөлден үлкен, нүктеден кейін төрт таңбадан аспайтын сан; оны түзетіңіз
defect-rate-above-ceiling = `{ $value }` мөлшерлемесі шекті мөлшерден жоғары; ең жоғарғы пайызы: `{ $expected }`; есептеуді түзетіңіз
defect-amount-mismatch = `{ $value }` сомасы есептеуге сәйкес келмейді; база мен мөлшерлеме бойынша `{ $expected }` шығады; соманы, базаны немесе мөлшерлемені түзетіңіз
defect-bad-date = `{ $value }` күні оқылмайды; `ЖЖЖЖ-АА-КК` түрі күтілген; жазбаны түзетіңіз
defect-dates-out-of-order = `{ $value }` күні `{ $expected }` күніне сәйкес келмейді: шарт тіркеуден кеш, кезеңнің соңы басынан ерте болмайды, бір құжаттың күні біреу; күндерді түзетіңіз
defect-number-conflict = `{ $value }` нөмірлі өтінім басқа мазмұнмен бұрыннан бар: `{ $expected }`; екеуін салыстырып, жаңасын басқа нөмірмен беріңіз
defect-broken-book = Excel кестесі оқылмайды: { $value }; файлды Excel-де ашып, құпиясөзсіз XLSX кітабы ретінде сақтап, қайта жүктеңіз
defect-book-too-large = Excel кестесі шектен үлкен: { $value }, ал рұқсат етілгені { $expected }; оны бөлшектеңіз немесе парақты CSV түрінде сақтаңыз
defect-other-unit = `{ $value }` өлшем бірлігі жарамайды: мұндай жоспар тек мың теңгемен оқылады; оны мың теңгемен немесе qazyna бағандары бар файлмен жүктеңіз
defect-option-missing = мұндай жоспарда бұл көрсетілмеген: командада { $value } параметрін беріңіз; жыл, жоспар түрі (payments, obligations, opening), құжат нөмірі мен күні --year, --kind, --document, --date параметрлерімен беріледі
defect-option-needless = { $value } параметрі артық: бұл файлда жыл, жоспар түрі, құжат нөмірі мен күні бар; параметрді алып тастаңыз
defect-total-differs = `{ $value }` жиыны жолдардың `{ $expected }` сомасына (мың теңге) тең емес; файл тұтас қабылданбады; жолдар мен жиынды салыстырыңыз
defect-control-total = бақылау қорытындысы сәйкес келмейді: файлда `{ $value }`, мәлімделгені `{ $expected }`; файлды жіберушімен салыстырыңыз, ол жүктелген жоқ
defect-strict = қателері бар файл толығымен жүктелмеді, қате саны: `{ $value }`; барлығын түзетіңіз немесе қатаң режимсіз жүктеңіз
defect-bad-year = `{ $value }` жылына жол берілмейді; күтілгені: `{ $expected }`; жылды түзетіңіз
defect-bad-code = `{ $value }` коды қате; күтілген цифр саны: `{ $expected }`; кодты түзетіңіз
defect-other-institution = `{ $value }` мекеме коды басқа мекемеге тиесілі; `{ $expected }` күтілген; өз басқармаңыздың жоспарын жүктеңіз
defect-bad-kind = `{ $value }` жоспар түрі белгісіз; мыналардың бірі күтілген: `{ $expected }`; түрін түзетіңіз
defect-plan-conflict = `{ $value }` жоспар құжаты `{ $expected }` күні басқа сомалармен жүктелген; өзгерісті жаңа анықтамамен ресімдеңіз
defect-plan-undercut = жыл басынан бергі жоспар `{ $value }` болар еді, ал қалыптастырылған тапсырмалар сомасы: `{ $expected }`; өзгерісті азайтыңыз немесе кейінгі айға ауыстырыңыз
defect-document-refused = `{ $value }` құжаты басқа жолдарындағы қателерге байланысты толығымен қабылданбады; оларды түзетіп, файлды қайта жүктеңіз
defect-bad-order-number = `{ $value }` тапсырма нөмірі оқылмайды; `2026-15` немесе `15` түрі күтілген; нөмірді түзетіңіз
defect-bad-outcome = `{ $value }` нәтижесі белгісіз; мыналардың бірі күтілген: `{ $expected }`; үзінді жолын түзетіңіз
defect-statement-conflict = `{ $value }` үзіндісі `{ $expected }` сәтінде басқа мазмұнмен жүктелген; екеуін қазынашылықпен салыстырыңыз
defect-field-count = жолдағы өріс саны: `{ $value }`, күтілгені: `{ $expected }`; үтірлер мен тырнақшаларды тексеріңіз
defect-unknown-person = `{ $value }` қызметкері тіркелмеген; қызметтегі қызметкердің аты күтілген; жазылуын тексеріңіз немесе әкімшіге жүгініңіз
defect-wrong-role = `{ $value }` бұл әрекетті орындауға құқылы емес; мына рөлдердің бірі қажет: { $expected }; әрекетті осындай рөлі бар қызметкерге тапсырыңыз
defect-same-person = `{ $value }` өңдеуге бұрын қатысқан: { $expected }; бір тұлға бұл әрекеттерді қатар орындауға құқылы емес; әрекетті басқа қызметкерге тапсырыңыз
defect-role-conflict = { $value } рөлі сол күндері қолданыстағы { $expected } рөлімен қатар берілмейді; алдымен бұрынғы рөлді аяқтаңыз немесе мерзімдерін өзгертіңіз
defect-not-found = `{ $value }` жазбасы табылмады; бар жазбаның белгіленімі күтілген; жазылуын тексеріңіз
defect-ambiguous = `{ $value }` белгіленімі біреуден көп жазбаға сәйкес келеді: `{ $expected }`; біреуін толық көрсетіңіз
defect-illegal-state = `{ $subject }`: { $state } күйі бұл әрекетке жол бермейді; қажетті күй: { $needed }; бұған дейін не орындалғанын тексеріңіз
state-named = «{ $name }» (`{ $word }`)
state-break-settled = { $id } алшақтығы реттелген (`qazyna break settle { $id }`)
page-state-break-settled = { $id } алшақтығы реттелген («Қазынашылық», «Алшақтықтар»)
part-request = өтінімді өңдеген
part-correct = жаңа деректемелерді ұсынған
part-sign = топтамаға қол қойған
page-bad-iban = `{ $value }` шоты қате; KZ әріптерінен басталатын, бақылау цифрлары дұрыс 20 таңба күтілген; банк анықтамасымен салыстырыңыз
page-bad-bic = `{ $value }` БСК қате; 8 немесе 11 латын әрпі мен цифр күтілген; банк анықтамасымен салыстырыңыз
page-bank-contradiction = `{ $value }` БСК шотқа сәйкес емес; бұл банк шоттарының коды `{ $expected }` (5-7-таңбалар); шот пен БСК-ні банк анықтамасымен салыстырыңыз
page-option-missing = мұндай жоспарда жыл, түр, құжат нөмірі мен күні көрсетілмеген; оларды файл астындағы өрістерге жазыңыз
page-missing-value = бұл өрісті толтырыңыз
page-control-character = `{ $value }` мәнінде қызметтік таңба бар; оны алып тастаңыз
page-bad-service = қызметті тізімнен таңдаңыз
page-bad-amount = `{ $value }` сомасы оқылмайды; цифрлар және үтірден кейін екі таңбадан аспайтын бөлшек күтілген
page-bad-rate = `{ $value }` мөлшерлемесі оқылмайды; пайыз күтілген: нөлден үлкен сан, үтірден кейін төрт таңбадан аспайды
page-bad-date = күн көрсетілмеген немесе қате; оны күнтізбеден таңдаңыз
page-blocked = `{ $value }` бойынша төлем тоқтатылған: `{ $expected }`; тапсырманы қабылдамай қайтарыңыз немесе қаржы маманы тыйымды алғанша күтіңіз («Қаржыландыру жоспары», «Төлемдерді тоқтату»)
page-unsigned = `{ $value }` өтініміне алушы қол қоймаған, ал мұнда өтінімдер оның ЭЦҚ-сынсыз қабылданбайды; оған ұйымның ЭЦҚ кілтімен қол қойыңыз
page-signature-needed = `{ $value }` үшін электрондық цифрлық қолтаңба қажет: топтаманың тізімдемесіне басшы топтама бетінде, хабарламаларға маман «Қол қойылатын хабарламалар» бетінде қол қояды
page-second-signature-needed = { $value } топтамасына алдымен бас бухгалтер топтама бетінде қол қояды (сертификат: { $expected }): осы тізімдемеде оның қолтаңбасы жоқ; одан кейін тапсырма қабылданбаса, жаңа қолтаңба керек
page-no-iin = `{ $value }` қызметкерінің сертификатында қандай ЖСН тұруы керегі белгісіз; әкімшіден оны көрсетуді сұраңыз
page-order-too-large = `{ $order }` тапсырмасының сомасы `{ $sum }`, ал { $form } түріндегі бір файлға немесе хабарламаға `{ $most }` шегінен артық сыймайды; тапсырма бөлінбейді: топтаманы басқа форматта шығарыңыз немесе қабылдайтын жүйе жол берсе, әкімшіден шекті өзгертуді сұраңыз
defect-unknown-ground = `{ $value }` бас тарту негізі көзделмеген; мыналардың біріне жол беріледі: { $expected }; қолданыстағы негізді көрсетіңіз
defect-not-held = `{ $value }` бойынша бұл әрекет алып тастайтын тоқтата тұру жоқ; күйін және тоқтата тұру себебін тексеріңіз
defect-blocked = `{ $value }` бойынша төлем тоқтатылған: `{ $expected }`; тапсырманы қабылдамай қайтарыңыз немесе қаржы маманы тыйымды алғанша күтіңіз (qazyna hold list)
defect-nothing-left = `{ $value }` бойынша кері қайтарып алатын сома жоқ: барлық сома тапсырмаларда немесе бұрын қайтарып алынған; тапсырмалардың нәтижесін күтіңіз
defect-past-year = `{ $value }` бойынша бюджет жылы аяқталған; ағымдағы жыл күтілген; тапсырмаларды ағымдағы жылдың жоспары есебінен қайта қалыптастырыңыз
defect-manifest-differs = `{ $value }` деректері басшы қол қойған тізімдемеден өзгеше; қазынашылыққа ештеңе тапсырмаңыз және әкімшіге хабарлаңыз
defect-file-differs = `{ $value }` файлы қол қойылғаннан өзгеше; оны қазынашылыққа тапсырмаңыз және топтаманы қайта шығарыңыз
defect-does-not-fit = `{ $value }` мәні файл форматына сыймайды; рұқсат етілгені: `{ $expected }`; басқа формат таңдаңыз немесе деректемені түзетіңіз
defect-order-too-large = `{ $order }` тапсырмасының сомасы `{ $sum }`, ал бір файлға немесе хабарламаға `{ $most }` шегінен артық сыймайды; тапсырма бөлінбейді: қабылдайтын жүйе жол берсе, formats/{ $form }.toml ішіндегі `most-sum` мәнін көбейтіңіз немесе топтаманы басқа форматта шығарыңыз (qazyna export --as)
defect-unsigned = `{ $value }` файлына алушы қол қоймаған, ал мұнда өтінімдер оның ЭЦҚ-сынсыз қабылданбайды (`{ $expected }` кілті); қолтаңбаны қасына қойыңыз: `{ $value }.cms`
defect-attachment-name = тіркелген файлдың аты `{ $value }` жарамсыз; бір жолдан, қиғаш сызықсыз, { $expected } таңбадан аспайтын ат күтілді; файлды қайта атаңыз
defect-attachment-kind = тіркелген файл `{ $value }` жарамайды; мына түрлердің бірі күтілді: { $expected }; құжатты сондай түрде сақтаңыз
defect-attachment-too-large = тіркелген файл `{ $value }` тым үлкен; ең көбі { $expected } МБ; суреттің сапасын азайтыңыз немесе құжатты бөліңіз
defect-too-many-attachments = тіркелген файл саны: { $value }; ең көбі { $expected }; құжаттарды біріктіріңіз
defect-attachment-missing = құжатта тіркелген `{ $value }` файлы аталған, бірақ файлдың өзі жоқ; оны тіркеңіз
defect-attachment-differs = тіркелген файл қол қойылған құжатта аталған файл емес: `{ $value }` келді, `{ $expected }` күтілді; бұрынғы файлды тіркеңіз немесе құжатқа қайта қол қойыңыз
defect-attachment-unnamed = `{ $value }` файлы тіркелген, бірақ қол қойылған құжатта аталмаған; оны алып тастаңыз немесе құжатқа қайта қол қойыңыз
defect-attachment-doubled = аты бірдей екі файл тіркелген: `{ $value }`; біреуінің атын өзгертіңіз
defect-attachments-conflict = өтінім бұрыннан бар, бірақ қосымшалары басқа: `{ $value }` келді, бұрын `{ $expected }` болған; басқа нөмірмен жаңа өтінім беріңіз
defect-document-gone = қол қойылатын құжат енді сақталмайды: 15 минуттан көп уақыт өтті, оған қол қойылған немесе бағдарлама қайта іске қосылған; қайта бастаңыз
defect-signature-needed = `{ $value }` үшін электрондық цифрлық қолтаңба қажет: топтаманың тізімдемесіне басшы (`batch sign N --signature ФАЙЛ`), хабарламаларға маман (`notice bundle`, `notice apply`) қол қояды
defect-second-signature-needed = { $value } топтамасына алдымен бас бухгалтер қол қояды (`batch sign { $value } --signature ФАЙЛ`, сертификат: { $expected }): осы тізімдемеде оның қолтаңбасы жоқ; одан кейін тапсырма қабылданбаса, жаңа қолтаңба керек
defect-signature-refused = электрондық қолтаңба қабылданбады: { $cause }
defect-verifier-down = қолтаңбаны тексеретін `{ $value }` бағдарламасы жауап бермейді: { $cause }; қолтаңба қабылданған да, қабылданбаған да жоқ, кейінірек қайталаңыз
verifier-down-not-started = іске қосылмайды ({ $seen }); eds.command мәнін тексеріңіз
verifier-down-slow = { $seen } ішінде жауап бермеді (eds.timeout)
verifier-down-failed = қатемен аяқталды ({ $seen })
verifier-down-too-long = { $seen } байттан артық жазды
verifier-down-not-json = күтілетін JSON құжатын жазбады ({ $seen })
verifier-down-no-signers = қолтаңбаны жарамды деді, бірақ қол қоюшыны атамады ({ $seen })
verifier-down-contradicts = өз жауабына өзі қайшы келеді ({ $seen })
verifier-down-unknown-word = белгісіз «{ $seen }» мәнін жазды
list-none = Кері қайтарылғандар тізімдерінің мекенжайлары көрсетілмеген (eds.lists)
list-outcome-new = жаңа
list-outcome-same = бұрынғы, жаңасы әлі жоқ
list-outcome-failed = алынбады
list-fault = { $address }: { $text }
list-fault-down = байланыс жоқ ({ $seen }); бұрынғы тізім мерзімі біткенше қалады
list-fault-slow = { $seen } ішінде толық жауап болмады (eds.timeout); бұрынғы тізім мерзімі біткенше қалады
list-fault-too-large = жауап { $seen } байттан үлкен (eds.lists-largest); бұрынғы тізім мерзімі біткенше қалады
list-fault-content = онда тізім жоқ ({ $seen }), ал басқа мекенжайларға бағдарлама сенбейді; eds.lists мәнін түзетіңіз
list-fault-form = алынғаны кері қайтарылғандар тізімі емес ({ $seen }); бұрынғысы мерзімі біткенше қалады
list-fault-signature = тізімге eds.anchors ішіндегі бірде-бір орталық қол қоймаған ({ $seen }); бұрынғысы мерзімі біткенше қалады
list-fault-partial = тізім барлық сертификатты қамтымайды ({ $seen }); eds.lists ішінде толық немесе айырымдық тізімнің мекенжайын көрсетіңіз
list-fault-over = алынған тізімнің мерзімі өтіп кеткен ({ $seen }); орталық жаңасын әлі шығармаған немесе сағат қате
list-fault-older = бұрынғысынан ескі тізім алынды ({ $seen }); бұрынғысы қалады
list-fault-disk = тізім алынды, бірақ жазылмады ({ $seen }); eds.lists-folder қалтасын тексеріңіз
col-address = Мекенжай
col-outcome = Нәтиже
col-next-update = Дейін жарамды
defect-signature-void = `{ $value }` топтамасының сақталған электрондық қолтаңбасы енді ештеңені дәлелдемейді ({ $expected }); қазынашылыққа ештеңе тапсырмаңыз және әкімшіге хабарлаңыз
defect-no-iin = `{ $value }` қызметкерінің сертификатында қандай ЖСН тұруы керегі белгісіз; оны әкімші `qazyna user add { $value } --role head --iin ЖСН` командасымен көрсетеді
defect-not-reconciled = { $value } күні база көшірмеден қалпына келтірілді, содан бергі үзінділер салыстырылмаған; жетіспейді: `{ $expected }`; үзінділерді жүктеп, айырмаларды жабыңыз, сонда тапсырмалар кетеді
defect-copy-broken = `{ $value }` файлы бүтін көшірме емес: { $expected }; ештеңе өзгерген жоқ, басқа көшірмені алыңыз
defect-copy-newer = көшірменің нұсқасы { $value }, бұл бағдарлама { $expected } нұсқасына дейін біледі; qazyna-ның жаңарақ нұсқасын алыңыз
defect-in-use = `{ $value }` базасын басқа бағдарлама пайдаланып тұр; қызметті тоқтатып, басқа командалар біткенін күтіп, қайталаңыз
defect-already-exists = `{ $value }` бұрыннан бар; жаңа орын немесе атау күтілген; басқасын көрсетіңіз, бар нәрсе өзгертілген жоқ

# Өтінім тарихы
event-request-received = өтінім жүйеге қабылданды
event-request-confirmed = қабылдау расталды
event-request-refused = бас тартылды
event-request-eds = қабылдау туралы хабарламаға ЭЦҚ қойылды
event-refusal-proposed = бас тарту ұсынылды, қолтаңба күтуде
event-refusal-eds = бас тартуға ЭЦҚ қойылды
event-result-eds = { $order } тапсырмасы бойынша аударым туралы хабарламаға ЭЦҚ қойылды
event-request-withdrawn = кері қайтарып алынды
event-request-released = тоқтата тұру алынды
event-request-short = жоспар жетпеді, кезекте күтеді
event-correction-proposed = жаңа деректемелер енгізілді
event-correction-approved = жаңа деректемелер бекітілді
event-order-formed = { $order } тапсырмасы қалыптастырылды
event-order-declined = { $order } тапсырмасына қол қойылмады
event-order-paid = { $order } тапсырмасы орындалды
event-order-rejected = { $order } тапсырмасын қазынашылық қабылдамады
event-order-returned = { $order } тапсырмасының ақшасы қайтарылды
event-order-not-received = { $order } тапсырмасы қазынашылыққа жетпеді
event-break-found = үзінді көшірме { $order } тапсырмасымен сәйкес келмейді

clock-behind = сағат { $now } көрсетеді, ал соңғы өзгеріс { $last } кезінде жазылған; сағатты дұрыстаңыз, ештеңе өзгертілген жоқ

## Электрондық цифрлық қолтаңба: тексеру нәтижесі

done-notice-bundle = Қол қойылатын хабарламалар: { $count }; құжаттар { $dir } қалтасында. Әр файлға қол қойып, қолтаңбаны қасына салыңыз: АТЫ.txt.cms
done-notice-apply = Қол қойылған хабарламалар бойынша расталды: { $confirmed }; бас тартылды: { $refused }; нәтижеге қол қойылды: { $results }; қол қойылмай қалды: { $unsigned }
notice-kind-acceptance = Қабылдау туралы
notice-kind-refusal = Бас тарту туралы
notice-kind-result = Аударым туралы
col-file = Файл
done-eds-evidence = Қолтаңбалардың дәлелдері ({ $number }) { $file } файлына жазылды
eds-evidence-verdict = { $text }
eds-evidence-proves = Қолтаңба жарамды: сақталған деректер бойынша қайта тексеру сол нәтижені берді, дәл осы құжатқа қол қойылған.
eds-evidence-proves-not = НАЗАР АУДАРЫҢЫЗ: сақталған деректер қолтаңбаны дәлелдемейді: { $why }
eds-evidence-summary =
    Төлем тапсырмалары тізімдемесіне қойылған электрондық цифрлық қолтаңба

    № { $batch } топтама, { $date }, { $service }
    Тапсырмалар саны: { $orders }, жалпы сомасы { $total }
    Жүйеде қол қойған: { $person }, { $signed_at }
    Қолтаңба тексеріліп, қабылданды: { $kept_at }
    Тексерген: { $verifiers }
    Тізімдеменің SHA-256 мәні (manifest.txt): { $manifest }
    Дәлелдің SHA-256 мәні (evidence.json): { $evidence }

    { $verdict }
eds-evidence-document =
    { $what }

    { $about }
    Құжат: { $file }
    Жүйеде әрекет еткен: { $person }; қолтаңба тексеріліп қабылданды: { $kept_at }
    Дәлелдің SHA-256 мәні (evidence.json): { $evidence }

    { $verdict }
eds-evidence-request = { $service }/{ $number } өтінімі, { $name }, БСН { $bin }
eds-evidence-second = Топтама тізімдемесіндегі бас бухгалтердің қолтаңбасы
eds-evidence-application = Өтінімдегі алушының қолтаңбасы
eds-evidence-acceptance = Өтінімнің қабылданғаны туралы хабарламадағы қолтаңба
eds-evidence-refusal = Уәжді бас тартудағы қолтаңба
eds-evidence-result = Аударым туралы хабарламадағы қолтаңба
eds-evidence-signer =
    Кім қол қойды
    Сертификаттағы аты-жөні: { $name }
    ЖСН { $iin }, БСН { $bin }, ұйым: { $organisation }
    Өкілеттігі: { $roles }
    № { $serial } сертификат { $not_before } бастап { $not_after } дейін жарамды, { $algorithm }
    Қол қоюшының сағаты бойынша уақыт: { $clock }; уақыт белгісі: { $stamp }
    Жарамдылығы тексерілген сәт: { $moment }
    Кері қайтарылуы тексерілді: { $method }; тізімдер: { $lists }
eds-evidence-again =
    Өзіңіз байланыссыз тексеру үшін: қолтаңба - signature.cms, қол қойылған құжат - { $file },
    сертификаттар - certificates қалтасы, сұралған болса, орталықтың жауаптары - answers қалтасы. Команда:
    qazyna eds verify --cms signature.cms --content { $file }
    өзіңіз сенетін түбірлік сертификаттармен (eds.anchors) және SHA-256 мәні көрсетілген тізіммен.
eds-role-individual = жеке тұлға
eds-role-legal-entity = заңды тұлға
eds-role-first-head = бірінші басшы
eds-role-right-to-sign = қол қою құқығы
eds-role-financial = қаржы құжаттарына қол қою құқығы
eds-role-personnel = кадр бөлімінің қызметкері
eds-role-employee = ұйым қызметкері
eds-role-system = ақпараттық жүйе
eds-role-treasury-client = «Қазынашылық-Клиент»
eds-holds = Қолтаңба жарамды
eds-does-not-hold = Қолтаңба ЖАРАМСЫЗ
eds-reason = { $reason }: { $text }
eds-stamp = Уақыт белгісі ескерілмеді: { $text }
eds-checked-by = Тексерген: { $names }
eds-try-again = { $cause }. Қолтаңба біржола қабылданбаған жоқ: өтінім немесе топтама күтіп тұр, команданы кейінірек қайталаңыз
done-eds-sandbox = Үлгі кілттер мен сертификаттар жазылды: { $dir } (ҮЛГІ, ешкім үшін күші жоқ)
done-eds-sign = Үлгі қолтаңба жазылды: { $file }
col-revocation-method = Тәсілі
col-revocation-this-update = Дерек уақыты
col-causes = Себептері
eds-revocation-good = Қайтарылмаған
eds-revocation-revoked = Қайтарылған
eds-revocation-unknown = Белгісіз
eds-revocation-unavailable = Дерек жоқ

## Электрондық цифрлық қолтаңба: неге жарамсыз

eds-cause-empty = қолтаңба файлы бос; қол қойылған файлды тіркеңіз
eds-cause-too-large = қолтаңба файлы тым үлкен: 64 МиБ-тан артық оқылмайды
eds-cause-armor-broken = PEM немесе base64 мәтіні бүлінген; қолтаңбаны қайта жүктеп алыңыз
eds-cause-not-der = бұл CMS қолтаңбасы емес: байттар DER пішінінде емес немесе үзілген
eds-cause-trailing-bytes = қолтаңбадан кейін артық байттар тұр
eds-cause-not-signed-data = бұл CMS, бірақ қол қойылған деректер емес
eds-cause-signed-data-form = қол қойылған деректердің құрылымы бұзылған
eds-cause-too-many = сертификаттар, қолтаңбалар немесе атрибуттар 64-тен көп
eds-cause-signer-form = қол қоюшының қолтаңба құрылымы бұзылған
eds-cause-no-signed-attributes = қол қойылған атрибуттар жоқ; құжатқа NCALayer арқылы қайта қол қойыңыз
eds-cause-attribute-form = қол қойылған атрибут қате жазылған
eds-cause-attribute-doubled = қол қойылған атрибут екі рет тұр
eds-cause-no-content-type = қол қойылған атрибуттар арасында мазмұн түрі жоқ
eds-cause-content-type-differs = мазмұнның басқа түріне қол қойылған
eds-cause-no-message-digest = қол қойылған атрибуттар арасында мазмұн хеші жоқ
eds-cause-certificate-form = қол қоюшының сертификаты қате жазылған
eds-cause-iin-missing = сертификатта ЖСН жоқ
eds-cause-iin-doubled = сертификатта бірден артық ЖСН бар
eds-cause-bin-doubled = сертификатта бірден артық БСН бар
eds-cause-nobody-signed = файлда бірде-бір қолтаңба жоқ
eds-cause-no-signer-certificate = қол қоюшының сертификаты тіркелмеген; сертификатпен қайта қол қойыңыз
eds-cause-digest-unknown = белгісіз хештеу алгоритмі; МЕМСТ 34.11-2015 немесе SHA-256 күтіледі
eds-cause-key-unknown = кілттің түрі белгісіз
eds-cause-parameters-unknown = кілт параметрлері Қазақстанда қабылданғандардан өзге
eds-cause-key-too-short = RSA кілті 2048 биттен қысқа
eds-cause-signature-unknown = қолтаңба алгоритмі белгісіз
eds-cause-algorithms-mixed = хештеу алгоритмі кілтке сәйкес келмейді
eds-cause-no-content = қолтаңба құжаттан бөлек; құжатты --content арқылы көрсетіңіз
eds-cause-enclosed-differs = қолтаңба ішіндегі құжат көрсетілген құжаттан өзге
eds-cause-digest-differs = басқа құжатқа қол қойылған немесе құжат кейін өзгертілген
eds-cause-key-broken = ашық кілт өз қисығының нүктесі емес
eds-cause-signature-length = қолтаңба ұзындығы бұл кілттікі емес
eds-cause-signature-wrong = қолтаңба бұл кілтпен жасалмаған немесе бүлінген
eds-cause-signing-certificate-differs = қолтаңба тіркелгеннен басқа сертификатты атайды
eds-cause-verifiers-disagree = қолтаңбаның екі тексеруі әртүрлі жауап берді; әкімшіге хабарласыңыз
eds-cause-issuer-unknown = шығарушының сертификаты белгісіз; eds.anchors параметрін тексеріңіз
eds-cause-issuer-name-differs = шығарушының кілті сәйкес, бірақ аты басқаша жазылған
eds-cause-issuer-key-differs = шығарушының аты сәйкес, бірақ кілті басқа
eds-cause-issuer-signature-wrong = шығарушы бұл сертификатқа қол қоймаған
eds-cause-issuer-no-authority = шығарушы куәландырушы орталық емес
eds-cause-issuer-may-not-issue = шығарушы кілтінің сертификаттарға қол қоюға құқығы жоқ
eds-cause-path-too-long = тізбектегі орталықтар рұқсат етілгеннен көп
eds-cause-extension-unknown = сертификатта белгісіз сыни кеңейтім бар
eds-cause-policy-differs = сертификат ҚР ҰКО қағидалары бойынша берілмеген
eds-cause-signer-expired = қол қоюшы сертификатының мерзімі өткен; қолданыстағысымен қол қойыңыз
eds-cause-issuer-expired = куәландырушы орталық сертификатының мерзімі өткен
eds-cause-signer-not-yet = қол қоюшы сертификатының мерзімі әлі басталмаған
eds-cause-issuer-not-yet = куәландырушы орталық сертификатының мерзімі әлі басталмаған
eds-cause-revoked-in-list = сертификат кері қайтарылған: қайтарылғандар тізімінде тұр
eds-cause-revoked-in-delta = сертификат кері қайтарылған: тізімге қосымшада тұр
eds-cause-revoked-by-answer = сертификат кері қайтарылған: OCSP қызметі солай жауап берді
eds-cause-revoked-by-verifier = сертификат кері қайтарылған: сыртқы тексеру бағдарламасы солай жауап берді
eds-cause-unknown-to-responder = OCSP қызметі бұл сертификатты білмейді
eds-cause-issuer-revoked = куәландырушы орталықтың сертификаты кері қайтарылған
eds-cause-no-list = бұл орталықтың қайтарылғандар тізімі жоқ; оны жүктеп, eds.crls параметрін тексеріңіз
eds-cause-list-expired = қайтарылғандар тізімі ескірген; жаңасын жүктеңіз
eds-cause-delta-expired = қайтарылғандар тізіміне қосымша ескірген; жаңасын жүктеңіз
eds-cause-list-signature-wrong = қайтарылғандар тізімінің қолтаңбасы қате; оны қайта жүктеңіз
eds-cause-list-partial = қайтарылғандар тізімі сертификаттардың бір бөлігін ғана қамтиды
eds-cause-answer-form = OCSP қызметінің жауабы қате жазылған
eds-cause-answer-try-later = OCSP қызметі жауап бере алмады; кейінірек қайталаңыз
eds-cause-responder-down = OCSP қызметімен байланыс жоқ
eds-cause-responder-slow = OCSP қызметі уақытында жауап бермеді (eds.timeout)
eds-cause-responder-too-large = OCSP қызметі тым үлкен жауап жіберді
eds-cause-responder-content = eds.responders мекенжайында OCSP қызметі жауап бермейді; мекенжайды тексеріңіз
eds-cause-answer-nonce = OCSP жауабы басқа сұранысқа берілген
eds-cause-answer-for-another = OCSP қызметінің жауабы басқа сертификат туралы
eds-cause-responder-untrusted = OCSP қызметіне бұл орталық өкілеттік бермеген
eds-cause-answer-signature-wrong = OCSP жауабының қолтаңбасы қате
eds-cause-answer-too-old = OCSP қызметінің жауабы ескірген; жаңасын сұраңыз
eds-cause-answer-from-future = OCSP жауабының уақыты қазіргіден кейін; сағатты тексеріңіз
eds-cause-unknown-to-verifier = сыртқы тексеру бағдарламасы сертификаттың қайтарылғанын біле алмады
eds-cause-issuer-unchecked = куәландырушы орталық сертификатының қайтарылғанын білу мүмкін емес
eds-cause-for-login = бұл кіруге арналған кілт (AUTH); қол қоюға арналған кілтпен (RSA не GOST) қол қойыңыз
eds-cause-no-signing-purpose = сертификат құжаттарға қол қоюға арналмаған
eds-cause-key-may-not-sign = сертификат кілтінің қол қоюға құқығы жоқ
eds-cause-is-authority = бұл адамның емес, куәландырушы орталықтың сертификаты
eds-cause-role-missing = қол қоюшыда қажетті өкілеттік жоқ
eds-cause-treasury-elsewhere = «Қазынашылық-Клиент» сертификаты басқа жүйелерде қолданылмайды; басқасымен қол қойыңыз
eds-cause-iin-differs = басқа адам қол қойған: ЖСН сәйкес келмейді
eds-cause-bin-differs = басқа ұйымнан қол қойылған: БСН сәйкес келмейді
eds-cause-stamp-form = уақыт белгісі қате жазылған
eds-cause-stamp-for-another = уақыт белгісі басқа қолтаңбаға қойылған
eds-cause-stamp-signature-wrong = уақыт белгісінің қолтаңбасы қате
eds-cause-stamp-purpose = уақыт белгісіне қол қоюшының бұған өкілеттігі жоқ
eds-cause-stamp-untrusted = уақыт белгісі орталығы сенімді орталыққа апармайды; eds.anchors параметрін тексеріңіз
eds-cause-stamp-not-valid = уақыт белгісі орталығының сертификаты ол кезде күшінде болмаған
eds-cause-stamp-revoked = уақыт белгісі орталығының сертификаты кері қайтарылған
eds-cause-stamp-unchecked = уақыт белгісі орталығының қайтарылғанын білу мүмкін емес; қазіргі уақытқа тексерілді
eds-cause-stamp-from-future = уақыт белгісі қазіргі уақыттан кейін; қазіргі уақытқа тексерілді

## Басып шығарылатын құжаттар

paper-order = { $date } № { $number } төлем тапсырмасы (төлеуге берілетін шот)
paper-register = Қол қоюға ұсынылған төлем тапсырмаларының тізілімі: { $date } № { $batch } топтама
paper-act-recipient = { $from } – { $to } кезеңіндегі өзара есеп айырысуларды салыстырып тексеру актісі
paper-act-treasury = { $from } – { $to } кезеңінде қазынашылықпен салыстырып тексеру актісі
paper-letters = № { $number } өтінім бойынша хабарламалар
paper-letter = Хабарламаның бақылау сомасы: { $sha256 }
paper-payer = Төлеуші
paper-payee = Алушы
paper-institution = Мемлекеттік мекеменің коды
paper-bin = БСН
paper-account = Шот (ЖСК)
paper-kod-kbe = КОд / КБе
paper-name = Атауы
paper-funding = Қаржыландыру көзі
paper-residency = Резиденттік
paper-resident = резидент
paper-non-resident = бейрезидент
paper-value-date = Валюталау күні
paper-treasury-date = Қазынашылық үзіндісі бойынша күні
paper-words-kk = Сомасы жазумен, қазақша
paper-words-ru = Сомасы жазумен, орысша
paper-head = Басшы
paper-accountant = Бас бухгалтер
paper-authorised = Басқарманың уәкілетті тұлғасы
paper-signed =
    Бағдарламада қол қойылды: { $person }, { $at }
    Тізімдеме, SHA-256: { $sha256 }
paper-signed-eds =
    ЭЦҚ қойылды: { $person }, { $at }
    ЖСН { $iin }, сертификат { $serial }
    SHA-256: { $sha256 }
paper-under-signature = қолы
paper-under-name = тегі, аты-жөні, күні
paper-declined = Кірмегендері: қол қоюдан бас тартылды
paper-orders = Барлық тапсырма: { $count }
paper-n = №
paper-order-col = Тапсырма, өтінім
paper-order-only = Тапсырма
paper-payee-bin = Алушы, БСН
paper-account-bic = ЖСК, БСК
paper-kbe-knp = КБе / ТМК
paper-sum = Сома, ₸
paper-document = Құжат
paper-accepted = Төлеуге қабылданды, ₸
paper-paid = Аударылды, ₸
paper-returned = Қайтарылды, ₸
paper-entry-accepted = № { $number } өтінім
paper-entry-paid = № { $number } тапсырма
paper-entry-returned = № { $number } тапсырма бойынша қайтару
paper-turnover = Кезеңдегі айналым
paper-opening = { $date } күнінің басындағы төленуге тиіс қалдық
paper-closing = { $date } күнінің соңындағы төленуге тиіс қалдық
paper-act-words = Тараптар көрсетілген кезеңдегі өзара есеп айырысуларды салыстырып тексерді. Айырмашылықтар болса, олар құжаттарды қоса бере отырып жазбаша көрсетіледі.
paper-side-department = Басқарма
paper-side-recipient = Алушы
paper-side-treasury = Қазынашылық
paper-sent = Жіберілді
paper-outcome = Күйі
paper-answer = Төлем күні, қазынашылық нөмірі, үзінді
paper-outcomes = Күйлері бойынша
paper-breaks = Жасалған сәттегі ашық айырмашылықтар
paper-no-breaks = Айырмашылық жоқ.
paper-statement = Үзінді, жол

## Журнал: оқиғалар мен мәліметтер

journal-installation-created = Қондырғы құрылды
journal-role-given = Рөл берілді
journal-roles-ended = Рөлдер тоқтатылды
journal-person-iin = Адамның ЖСН-і жазылды
journal-plan-document = Жоспар құжаты қабылданды
journal-requests-file = Өтінімдер файлы қабылданды
journal-intake-eds = Өтінімдер файлына ЭЦҚ қойылған
journal-attachment-received = Тіркелген файл алынды
journal-request-received = Өтінім қабылданды
journal-request-confirmed = Қабылдау расталды
journal-request-eds = Қабылдау хабарламасына ЭЦҚ қойылды
journal-request-refused = Өтінім бойынша бас тартылды
journal-refusal-proposed = Бас тарту ұсынылды
journal-refusal-eds = Бас тартуға ЭЦҚ қойылды
journal-request-withdrawn = Өтінім кері қайтарылып алынды
journal-request-released = Тоқтата тұру алынды
journal-request-short = Жоспар жетпеді
journal-correction-proposed = Жаңа деректемелер ұсынылды
journal-correction-approved = Жаңа деректемелер бекітілді
journal-hold-added = Тоқтата тұру енгізілді
journal-hold-ended = Тоқтата тұру аяқталды
journal-batch-formed = Топтама қалыптастырылды
journal-batch-remade = Топтама тізімдемесі қайта жасалды
journal-batch-signed = Топтамаға қол қойылды
journal-batch-eds = Топтамаға ЭЦҚ қойылды
journal-batch-second-eds = Екінші ЭЦҚ қойылды
journal-batch-dispatched = Топтама жіберілді
journal-batch-handed-over = Топтама қазынашылыққа берілді
journal-batch-outcome-unknown = Топтаманың нәтижесі белгісіз
journal-batch-status = Топтаманың күйі өзгерді
journal-order-formed = Тапсырма қалыптастырылды
journal-order-declined = Тапсырмаға қол қоюдан бас тартылды
journal-order-paid = Тапсырма орындалды
journal-order-rejected = Қазынашылық тапсырманы қабылдамады
journal-order-returned = Ақша қайтарылды
journal-order-not-received = Тапсырма қазынашылыққа жетпеді
journal-result-eds = Аудару хабарламасына ЭЦҚ қойылды
journal-resolution-proposed = Нәтиже туралы шешім ұсынылды
journal-outcome-resolved = Нәтиже анықталды
journal-file-written = Файл жазылуда
journal-file-complete = Файл жазылды
journal-statement-imported = Үзінді қабылданды
journal-execution-imported = 4-20 нысаны қабылданды
journal-break-found = Айырмашылық табылды
journal-break-settled = Айырмашылық жабылды
journal-database-restored = База көшірмеден қалпына келтірілді
journal-database-reconciled = Қалпына келтіруден кейінгі салыстыру аяқталды
fact-service = Қызмет
fact-number = Нөмірі
fact-batch = Топтама
fact-order = Тапсырма
fact-amount = Сома
fact-notice = Хабарлама
fact-name = Атауы
fact-line = Жол
fact-holds = Тоқтата тұрулар
fact-hold = Тоқтата тұру
fact-reason = Себебі
fact-value-date = Төлем күні
fact-account = Шот
fact-bic = БСК
fact-registered-at = Тіркелген
fact-bin = БСН
fact-kbe = КБе
fact-base = Есептеу базасы
fact-rate = Мөлшерлеме, %
fact-agreement-no = Шарт №
fact-agreement-date = Шарт күні
fact-period-from = Кезең басы
fact-period-to = Кезең соңы
fact-confirm-due = Растау мерзімі
fact-statement = Үзінді
fact-digest = Бақылау сомасы
fact-by = Дереккөзі
fact-total = Барлығы
fact-orders = Тапсырма саны
fact-format = Пішім
fact-copy = Көшірме
fact-sha256 = SHA-256
fact-manifest = Тізімдеме
fact-iin = ЖСН
fact-subject = Нысаны
fact-serial = Сертификат
fact-evidence = Дәлел
fact-kind = Түрі
fact-receipt = Түбіртек
fact-person = Адам
fact-accepted = Қабылданды
fact-repeated = Қайталанды
fact-refused = Бас тартылды
fact-role = Рөл
fact-year = Жыл
fact-institution = Мекеме коды
fact-document-no = Құжат №
fact-document-date = Құжат күні
fact-in-force = Күшіне енген күні
fact-months = Ай бойынша
fact-date = Күні
fact-rows = Жол саны
fact-matched = Сәйкестендірілді
fact-ground = Негізі
fact-paragraph = Тармақ
fact-expected = Күтілгені
fact-found = Табылғаны
fact-id = Ид.
fact-document = Құжат
fact-outcome = Нәтиже
fact-profile = Бейін
fact-rules = Ережелер
fact-status = Мәртебе
fact-file = Файл
fact-rest = Қалдық
fact-basis = Негіздеме
fact-login = Тіркелгі
fact-from = Бастап
fact-to = Дейін
fact-head = Журналдың бақылау сомасы
fact-path = Жолы
fact-nth = Реттік №
fact-media = Файл түрі
fact-bytes = Байт саны

## Консоль

console-skip = Мазмұнға өту
console-sections = Бөлімдер
console-sign-out = Шығу
console-done = Орындалды
console-refused = Орындалмады
console-home = Басты бетке
console-back = Артқа
console-cancel = Бас тарту
console-next = Келесі
console-pick = Таңдау
console-trouble = Бет қолжетімсіз
console-not-found = Мұндай бет жоқ. Мекенжайды тексеріңіз немесе басты беттен бастаңыз.
console-forbidden = Сұрау біздің беттен келген жоқ немесе бет ескірген. Қайтып, бетті жаңартып, әрекетті қайталаңыз.
console-bad-request = Сұрау дұрыс құрылмаған. Қайтып, енгізгеніңізді тексеріңіз.
console-too-large = Деректер тым көп: файл 64 МБ-тан, өтінімнің қосымшалары әрқайсысы 10 МБ бес файлдан аспайды. Оларды азайтып, қайта жіберіңіз.
console-too-many = Сәтсіз әрекет тым көп. Бірнеше минут күтіп, қайталап көріңіз.
console-fault = Бағдарлама қазір жауап бере алмайды; ештеңе өзгерген жоқ. Кейінірек қайталаңыз; көмектеспесе, әкімшіге хабарлаңыз.
nav-home = Шолу
nav-requests = Өтінімдер
nav-batches = Тапсырмалар топтамалары
nav-treasury = Қазынашылық
nav-plan = Қаржыландыру жоспары
nav-reports = Есептер
nav-notices = Қол қойылатын хабарламалар
nav-waiting = Күту парағы
sign-in-title = Кіру
sign-in-name = Аты, БСН немесе ЖСН
sign-in-password = Құпиясөз
sign-in-code = Екінші фактор коды
sign-in-code-about = Екінші фактор қосылған болса, қосымшадағы алты цифр
sign-in-enter = Кіру
sign-in-wrong = Аты, құпия сөз немесе код қате. Пернетақта тілін тексеріңіз. Қызметкердің құпия сөзін әкімші береді; ұйым оны өзі қояды, ал жоғалтса, қайта тіркеледі.
sign-in-wait = Сәтсіз әрекет тым көп. { $minutes } мин күтіп, қайталап көріңіз.
sign-in-no-role = Бүгін сізде бірде-бір рөл жоқ. Әкімшіге хабарласыңыз.
sign-in-sandbox = Оқу стенді
sign-in-sandbox-about = Мұндағы ақша ойдан шығарылған, сондықтан кім болатыныңызды таңдап, құпиясөзсіз кіруге болады.
own-title = Менің кіруім
own-password = Құпиясөз
own-password-now = Қазіргі құпиясөз
own-password-new = Жаңа құпиясөз
own-password-again = Жаңа құпиясөз тағы бір рет
own-password-keep = Құпиясөзді ауыстыру
own-wrong-password = Қазіргі құпиясөз дұрыс емес; ештеңе өзгерген жоқ.
own-password-changed = Құпиясөз ауыстырылды. Сіздің атыңыздан ашылған басқа сеанстар жабылды.
own-not-the-same = Жаңа құпиясөздер бірдей емес.
own-too-short = Құпиясөз тым қысқа: кемінде { $least } таңба керек.
own-wrong-code = Код дұрыс емес; екінші фактор қосылмады. Телефон сағатын тексеріңіз.
own-factor = Екінші фактор
own-factor-about = Осы кілтті телефондағы код қосымшасына (TOTP) енгізіп, бірінші кодпен растаңыз. Содан кейін кіру үшін құпиясөз де, код та керек.
own-factor-open = Қосымшада ашу
own-factor-on = Екінші фактор қосулы.
own-factor-begin = Қосу
own-factor-end = Өшіру
own-factor-begun = Екінші фактор қосылды.
own-factor-ended = Екінші фактор өшірілді.
home-title = Шолу
home-due = Мерзімдер
home-late = мерзімі өткен: { $count }
home-left = { $at } дейін, { $hours } сағ { $minutes } мин жұмыс уақыты қалды
home-overdue = мерзімі { $at } өтті, содан бері { $hours } сағ { $minutes } мин жұмыс уақыты
list-left =
    { $at }
    { $hours } сағ { $minutes } мин қалды
list-overdue =
    { $at }
    { $hours } сағ { $minutes } мин кешікті
home-nothing = ештеңе күтіп тұрған жоқ
home-money = Бюджет жолдары бойынша ақша
home-no-plan = Осы жылдың жоспары әлі жүктелмеген.
home-plan = Айлар бойынша жоспар
home-waits = Кімді не күтіп тұр
home-nothing-waits = Шешім күтіп тұрған ештеңе жоқ.
home-to-confirm = расталатын өтінімдер
home-held = тоқтатылған өтінімдер
home-notices = қол қойылатын хабарламалар
home-to-sign = қол қойылатын топтамалар
home-corrections = бекітілетін деректемелер
home-to-hand-over = қазынашылыққа берілетін топтамалар
home-unknown = нәтижесі белгісіз топтамалар
home-breaks = салыстыру алшақтықтары
waiting-about = { $at } жағдай бойынша. Кезекте тұрған өтінімдер: { $count }. Өтінім берген тұлға жарияланбайды.
requests-search = Өтінім нөмірі
requests-find = Іздеу
requests-found = { $number } нөмірі бойынша табылды: { $count }
requests-parts = Өтінім бөлімдері
requests-sum = Сомасы
requests-due = Мерзімі
requests-due-worked = Мерзімі, жұмыс уақыты
requests-registered = Растауды күтуде
requests-registered-about = Түскен өтінімдер, ең шұғылы жоғарыда. Бір жұмыс күні ішінде растау керек.
requests-held = Тоқтатылған
requests-held-about = Адам шешім қабылдағанша бұл өтінімдер төленбейді.
requests-corrections = Жаңа деректемелер
requests-corrections-about = Маман алушының құжаты бойынша енгізген деректемелер: оларды басшы бекітеді.
requests-all = Барлығы
requests-all-about = Барлық өтінімдер, жаңасы жоғарыда.
requests-confirm-picked = Таңдалғандарды растау
requests-pick-all = Беттегінің бәрін таңдау
requests-pick-none = Таңдауды алып тастау
request-title = { $number } өтінімі
request-facts = Мәліметтер
request-agreement = Шарт
request-period = Кезең
request-base = Есептеу
request-checks = Тексерулер
request-orders = Төлем тапсырмалары
request-attachments = Қосымшалар
request-no-attachments = Өтінімге ештеңе тіркелмеген.
attachment-size = { $size } КБ
request-letters = Алушыға хаттар
request-letters-pdf = Барлық хаттар бір PDF файлында
request-deadlines = Мерзімдер
request-done = { $at } орындалды
request-why = Неге мұндай мерзім
request-acts = Әрекеттер
request-confirm = Қабылдауды растау
request-signs = Қабылдау қол қойылған хабарламамен расталады.
request-correction = Жаңа деректемелер бекітуіңізді күтуде. Оларды алушының құжатымен салыстырыңыз.
request-document = Алушының құжаты
request-proposed-by = Енгізген
request-approve = Деректемелерді бекіту
request-release = Тоқтатуды алып тастау
request-release-do = Алып тастау
request-correct = Жаңа деректемелер енгізу
request-correct-do = Бекітуге беру
request-refuse = Бас тарту
request-refuse-do = Осы негіз бойынша бас тарту
request-refused = Бас тарту негізі
request-ground = Негіз
request-letter-preview = Хат қалай көрінеді
request-withdraw = Алушының өтініші бойынша кері қайтару
request-withdraw-about = Қолданыстағы тапсырмалармен жабылмаған бөлігі кері қайтарылады. Содан кейін өтінімді қалпына келтіру мүмкін емес.
request-withdraw-do = Кері қайтару
request-history = Тарихы
history-registered = порталда тіркелді
act-withdraw = кері қайтарылды: { $content }
act-release = тоқтату алынды: { $content }
act-correct = жаңа деректемелер енгізілді: { $content }
act-approve-correction = жаңа деректемелер бекітілді: { $content }
act-decline = тапсырмаға қол қоюдан бас тартылды: { $content }
act-refuse = бас тартылды, негізі { $content }
act-propose-refusal = бас тарту ұсынылды, негізі { $content }
check-bin = Алушының БСН-і
check-account = Шот нөмірі
check-bank = Банк шотқа сәйкес
check-rate = Мөлшерлеме шектен аспайды
check-amount = Сома дұрыс есептелген
check-duplicate = Басқа өтінімді қайталамайды
check-eds = Өтінімге алушының ЭЦҚ-сымен қол қойылған
check-compared = { $found } (күтілгені { $expected })
verdict-holds = дұрыс
verdict-look = қараңыз
verdict-fails = дұрыс емес
batches-waiting = Жұмыста
batches-all = Барлық топтамалар
batch-title = { $date } № { $number } топтама
batch-facts = Мәліметтер
batch-formed = Жасалып, басшыға берілді
batch-eds = Басшының ЭЦҚ-сы
batch-signed-plain = ЭЦҚ-сыз (талап етілмейді)
batch-unknown-reason = Нәтиже неге белгісіз
batch-plan = Жолдың ай соңына дейінгі жоспары
batch-plan-before = Осы топтамасыз қолжетімді
batch-plan-batch = Осы топтама
batch-plan-after = Қолжетімді болып қалады
batch-register = Қол қоюға арналған тізілім (PDF)
batch-manifest = Қол қойылатын тізімдеме
batch-notable = Неге назар аудару керек
batch-replaces = { $order } тапсырмасы ақшасы жетпеген { $old } тапсырмасының орнына берілген.
batch-largest = Ең үлкен сома: { $sum }, { $order } тапсырмасы, { $name }.
batch-sign = Қол қою
batch-sign-plain = ЭЦҚ-сыз қол қою
batch-sign-plain-about = Бұл стендте ЭЦҚ талап етілмейді: әрекет туралы жазба қол қою болып саналады.
signer-about = Қол осы компьютердегі NCALayer бағдарламасымен қойылады; кілт өзіңізде қалады.
signer-sign = NCALayer арқылы қол қою
signer-working = NCALayer бағдарламасын күтудеміз: оның терезесінде кілтті таңдаңыз…
signer-closed = NCALayer бағдарламасы жауап бермейді. Оны іске қосып, қайталаңыз немесе файлмен қол қойыңыз.
signer-cancelled = Қол қою тоқтатылды; ештеңе өзгерген жоқ.
signer-failed = NCALayer қол қоя алмады:
signer-by-file = NCALayer-сіз: файлмен қол қою
signer-by-file-about = Тізімдемені жүктеп алып, өз бағдарламаңызда қол қойыңыз (бөлек CMS қолтаңбасы) және қолтаңбаны осында жүктеңіз.
signer-file = Қолтаңба файлы
signer-send = Қолтаңбаны жіберу
batch-decline = Бір тапсырмаға қол қоюдан бас тарту
batch-order = Тапсырма
batch-decline-do = Қол қоюдан бас тарту
batch-files = Қазынашылыққа арналған файлдар
batch-copy = данасы
batch-formats = Форматтар
batch-export = Файлдарды жасау
batch-outside = Қазынашылыққа беру
batch-receipt = Қазынашылық түбіртегінің нөмірі
batch-hand-over = Файл берілді
batch-lose = Нәтижесі белгісіз
batch-lose-about = Файлдың жеткені белгісіз болса, белгілеңіз. Содан кейін топтама өздігінен жіберілмейді: нәтижесін екі адам анықтайды.
batch-lose-do = Белгілеу
batch-resolve = Нәтижені анықтау
batch-resolve-about = Екі бірдей шешім керек: бірін қаржыландыру бөлімінің маманы, екіншісін басшы немесе аудитор береді.
batch-resolve-found = Не анықталды
batch-resolve-paid = Қазынашылық алды және орындады
batch-resolve-not-received = Қазынашылық алған жоқ
batch-resolve-some = Кейбір тапсырмалар үшін ғана
batch-resolve-orders = Тапсырмалар (ештеңе белгіленбесе: барлығы)
batch-resolve-how = Қалай анықталды
batch-resolve-do = Шешімді жазу
batch-orders = Тапсырмалар
batch-by-recipient = Алушылар бойынша
batch-by-bank = Банктер бойынша
done-confirmed = { $number } өтінімінің қабылданғаны расталды
done-export = { $batch } топтама: { $files } файл жасалды
treasury-statement = Қазынашылық немесе банк үзіндісі
treasury-statement-about = Форматы мазмұнына қарай анықталады: CSV, camt.053/054, pain.002, MT940/950/970, 1С, 4-20 нысаны. Алдымен не өзгеретінін көресіз.
treasury-file = Файл
treasury-look = Қарау
treasury-breaks = Алшақтықтар
treasury-no-breaks = Алшақтық жоқ: жіберілгеннің бәрі қазынашылық жауаптарымен сәйкес.
treasury-reason = Немен түсіндіріледі
treasury-settle = Реттеу
break-source = { $statement } үзіндісі, { $line } жол
advice-unknown-order = Мұндай тапсырма жоқ. Бұл кімнің төлемі екенін анықтаңыз; біздікі болмаса, түсіндірмемен реттеңіз.
advice-amount-differs = Сома басқа, тапсырма күйі өзгерген жоқ. Қазынашылықтан сұраңыз: қате немесе ішінара орындау болуы мүмкін.
advice-payee-differs = Ақша басқа алушыға кеткен немесе жол бөтен. Басшыға және қазынашылыққа бүгін хабарлаңыз.
advice-not-dispatched = Жіберілмеген тапсырмаға жауап келді. Файлдың бағдарламадан тыс берілмегенін тексеріңіз.
advice-duplicate-line = Жол бір үзіндіде қайталанған. Ақшаның бір рет шыққанын шоттан тексеріңіз.
advice-already-settled = Тапсырма басқа жауаппен жабылған. Ақша екінші рет шыққан болса, қайтаруды талап етіңіз.
advice-not-answered = Жауап күту мерзімі өтті. Қазынашылықтан сұраңыз; жауап болмайынша тапсырма қайталанбайды.
statement-title = Үзінді нені өзгертеді
statement-not-yet = Әзірге ештеңе өзгерген жоқ. Тексеріп, растаңыз.
statement-accepted = Қабылданған жолдар
statement-matched = Жауаппен жабылған тапсырмалар
statement-breaks = Алшақтықтар
statement-repeated = Бұрын жүктелген
statement-refused = Қатесі бар жолдар
statement-take = Үзіндіні жүктеу
statement-nothing = Мұнда қабылдайтын ештеңе жоқ.
statement-none = Файл таңдалмаған.
statement-gone = Қаралған файл енді сақталмайды. Оны қайта жүктеңіз.
statement-taken = Үзінді жүктелді. Қабылданған жолдар: { $accepted }, жабылған тапсырмалар: { $matched }, алшақтықтар: { $breaks }, бұрын болған: { $repeated }, қатесі бар: { $refused }.
plan-report = Диаграммасы бар есеп
plan-import = Жоспарды немесе өзгерту анықтамасын жүктеу
plan-import-about = CSV немесе XLSX. Құжат толық қабылданады немесе мүлде қабылданбайды.
plan-file = Жоспар файлы
plan-none = Файл таңдалмаған.
plan-official = Мың теңгедегі жоспар
plan-official-about = Мұндай кестеде құжаттың нөмірі мен күні жоқ: оларды осында көрсетіңіз.
plan-kind = Жоспар түрі
plan-take = Жүктеу
plan-taken = Қабылданған жолдар: { $accepted }, бұрын болған: { $repeated }, қатесі бар: { $refused }.
plan-stops = Төлемдерді тоқтату
plan-no-stops = Ешкімнің төлемі тоқтатылмаған.
plan-stop-add = Төлемдерді тоқтату
plan-stop-subject = Алушының БСН-і немесе бюджет жолы (ААА/ППП/ССС/ЕЕЕ)
plan-stop-paper = Негіз құжат
plan-stop-do = Тоқтату
plan-stop-end = Алып тастау
stop-holds = ұсталған өтінімдер: { $count }, { $sum }
stop-awaiting = Қол қоюда тапсырмалар қалды: { $orders }; басшы оларға қол қоюдан бас тарта алады.
stop-signed = Қол қойылған немесе жіберілген: { $orders }.
reports-from = Бастап
reports-to = Дейін
reports-form = Нысан
reports-excel = Excel үшін CSV (нүктелі үтір)
reports-make = Жасау
about-register = Кезеңнің барлық өтінімдері сомаларымен және күйлерімен.
about-waiting-list = Кезектің жарияланатын түрі.
about-plan = Айлар бойынша жоспар, резервтелген, төленген және қолжетімді сомалар, диаграммасымен.
about-deadlines = Әр қадам мерзімімен: уақытында ма, жоқ па және кімнің себебінен.
about-payments = Орындалған төлемдер қазынашылық күндері мен нөмірлерімен.
about-reconciliation = Қазынашылық не жауап берді және алшақтықтар.
about-conservation = Сұралған әр теңге қайда тұр.
about-journal = Кім, нені, қашан және неге жасады.
ask-password = { $name } үшін құпиясөз:
done-user-password = { $name }: консоль құпиясөзі тағайындалды
journal-password-set = Консоль құпиясөзі тағайындалды
journal-factor-set = Кірудің екінші факторы өзгертілді
fact-secret = Таңба
notices-about = NCALayer бағдарламасында бір әрекетпен қол қойылады; әр құжатқа бөлек қол қойылады.
notices-more = Тағы { $count } хабарлама осыларға қол қойылғаннан кейін шығады.
notices-none = Қол қоятын ештеңе жоқ.
notices-document = Құжат
notices-read = Оқу
notices-sign = Барлығына NCALayer арқылы қол қою
nav-cabinet = Менің өтінімдерім
nav-apply = Өтінім беру
sign-in-eds = ЭЦҚ арқылы кіру
register-title = Ұйымды тіркеу
register-about = Өтінім беретін ұйымдарға арналған. Құпиясөз ұмытылса, қайта тіркеліңіз: бұл сіз екеніңізді қол растайды.
register-next = Келесі: қол қою
register-sign-about = Осыған ұйымның ЭЦҚ кілтімен қол қойыңыз: БСН сіздікі екені осылай расталады.
by-eds-title = ЭЦҚ арқылы кіру
by-eds-about = Осы жолға өз ЭЦҚ кілтіңізбен қол қойыңыз. Ол бір реттік және 15 минут жарамды.
by-eds-sign-in = Жүйеге кіру
by-eds-register = БСН { $bin } ұйымын тіркеу
by-eds-unknown = Қол дұрыс, бірақ мұндай адам немесе ұйым тіркелмеген. Ұйым осында тіркеле алады.
to-sign-what = Неге қол қойылады
to-sign-as-is = Құжаттың қол қойылатын түрі
to-sign-by-file = Құжатты жүктеп алып, өз бағдарламаңызда қол қойыңыз (бөлек CMS қолтаңбасы, мәтін түрінде) және қолтаңбаны қойыңыз.
to-sign-cms = Қолтаңба (CMS, PEM немесе base64)
cabinet-place = Кезектегі орны: { $place }
cabinet-until = { $at } дейін
cabinet-paid = Ақша аударылды
way-formed = { $order } тапсырмасы { $sum } сомасына жасалып, басшыға берілді
way-signed = { $order } тапсырмасына басшы қол қойды
way-dispatched = { $order } тапсырмасы қазынашылыққа жіберілді
way-paid = { $order } тапсырмасы орындалды: { $sum } аударылды
way-declined = { $order } тапсырмасын басшы қайтарды, жаңасы жасалады
way-rejected = Қазынашылық { $order } тапсырмасын қабылдамады
way-returned = { $order } тапсырмасы бойынша ақша қайтты: { $sum }
cabinet-way = Өтінімнің жолы
cabinet-letters = Хабарламалар
letter-signed-by = ЭЦҚ қойылған { $at }: { $person }, ЖСН { $iin }, сертификат № { $serial }
letter-document = Қол қойылған құжат (TXT)
letter-signature = Қолтаңба (CMS)
letter-unreadable = Бұл хабарламаның деректері базада бүлінген, мәтінін көрсету мүмкін емес. Әкімшіге хабарлаңыз.
cabinet-held = Өтінім тоқтатылған
cabinet-withdraw = Өтінімді кері қайтару
apply-about = Өрістерді толтырыңыз; сома өзі есептеледі. Жібермес бұрын құжатты көріп, қол қоясыз.
apply-attachments = Қосымшалар
apply-attachments-about = Шарт және басқа құжаттар: PDF, JPEG немесе PNG түріндегі { $most } файлға дейін, әрқайсысы { $size } МБ-тан аспайды. Қолтаңба оларды да қамтиды.
apply-attachments-again = Қатеден кейін файлдарды қайта таңдау керек.
apply-look = Белгіленген өрістерді тексеріңіз.
apply-account = Шот (IBAN)
apply-bank-bic = Банктің БСК-сі
apply-kbe = КБе
apply-base-amount = Есептеу базасы, ₸
apply-rate = Мөлшерлеме, %
apply-agreement-no = Шарт нөмірі
apply-agreement-date = Шарт күні
apply-period-from = Кезеңнің басы
apply-period-to = Кезеңнің соңы
apply-next = Келесі: көру және қол қою
apply-sign-about = { $number } өтінімі, сомасы { $sum }. Құжатты тексеріп, ұйымның ЭЦҚ кілтімен қол қойыңыз.
apply-gone = Құжат енді сақталмайды: нысанды қайта толтырыңыз.
apply-done = { $number } өтінімі қабылданып, тіркелді.
journal-recipient-registered = Ұйым кабинетте тіркелді
done-user-token = { $name }: «{ $program }» бағдарламасының кілті бір рет көрсетіледі, сақтап қойыңыз; бұрынғысы енді жарамсыз
done-user-token-end = { $name }: «{ $program }» бағдарламасының кілті енді жарамсыз
journal-token-given = Бағдарламаға кілт берілді
journal-token-ended = Бағдарлама кілті кері қайтарылды
fact-program = Бағдарлама
done-notice-send = Кезекке қойылған хаттар: { $put_out }; жеткізілгені: { $arrived }; сәтсіз: { $failed }; енді әрекет жасалмайды: { $given_up }
done-notice-retry = Қайта жіберіледі: { $count }
channel-folder = Қалта
channel-webhook = Мекенжай (webhook)
channel-mail = Пошта
outbox-waits = күтуде
outbox-given-up = жеткізілмеді
col-channel = Тәсіл
col-tries = Әрекет саны
col-state = Күйі
col-next-at = Келесі әрекет
col-error = Не болды
register-mail = Хаттарға арналған пошта (міндетті емес)
register-wrong-mail = Пошта мекенжайы дұрыс жазылмаған.
fact-mail = Пошта
batch-first = Бұл алушының алғашқы өтінімі: { $name }, { $order } тапсырмасы.
batch-new-account = Жаңа шот: { $name }, { $order } тапсырмасы; өткен өтінімде { $before } болған.
plan-documents = Жоспар құжаттары
col-document-no = Құжат №
col-document-date = Құжат күні
col-imported-at = Жүктелді
by-eds-correct = { $number } өтінімі бойынша жаңа деректемелер. БСН { $bin }, шот { $account }, БСК { $bic }
cabinet-correct-about = Жаңа деректемелерге ұйымның ЭЦҚ кілтімен қол қойыңыз. Басшы бекіткенде олар күшіне енеді.
cabinet-signed-by = Алушы кабинеті, ЭЦҚ № { $serial }
journal-registration-eds = Тіркеуге ЭЦҚ-мен қол қойылды
journal-correction-eds = Жаңа деректемелерге алушының ЭЦҚ-сымен қол қойылды
event-correction-eds = жаңа деректемелерге алушының ЭЦҚ-сымен қол қойылды
console-partly = Бәрі орындалмады
request-other-correction = Сіз қарап отырғанда деректемелер өзгерді. Оларды қайта қарап, шешім қабылдаңыз.
requests-none-picked = Бірде-бір өтінім белгіленбеген.
notices-nothing-signed = Бірде-бір қол келген жоқ; ештеңе өзгерген жоқ.
to-sign-again = Қол жарамады. Құжат сол күйінде: оған қайта қол қойыңыз.
check-limit = { $found } (шегі { $expected })
home-elsewhere = Қолжетімсіз
home-elsewhere-about = Осы бағдарламаға дейін төленгені немесе міндеттемелерден асатыны қолжетімсіз.
home-short = бұл айға ақша қалмады
batch-words = Екіншісін күтіп тұрған шешімдер
batch-word = { $person }: { $outcome }, { $orders }. { $reason }
batch-word-all = барлық тапсырмалар
